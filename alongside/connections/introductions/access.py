"""Who may know of an offer: the two whom it is made to, each for themselves. Everyone else gets a 404."""

from django.http import Http404

from alongside.connections.models import Again, Introduction
from alongside.people.models import Person


def get_offer(person: Person, public_id: str) -> Introduction:
    """An offer that is made to `person`, also one that is over. Raises Http404."""
    found = Introduction.objects.filter(public_id=public_id, sides__person=person).select_related("program").first()
    if found is None:
        raise Http404
    return found


def get_opened(person: Person, public_id: str) -> Introduction:
    """An introduction of `person` that both said yes to. Raises Http404."""
    found = get_offer(person, public_id)
    if found.conversation_id is None:
        raise Http404
    return found


def get_question(person: Person, public_id: str) -> Again:
    """A question that is asked of `person`. Raises Http404."""
    found = Again.objects.filter(public_id=public_id, person=person).select_related("other__program").first()
    if found is None:
        raise Http404
    return found
