"""Who may know of a suggestion or correct a contact: the one whose it is. Everyone else gets a 404."""

from django.http import Http404, HttpRequest

from alongside.connections.models import Suggestion
from alongside.people.access import require_person
from alongside.people.models import Person


def reader(request: HttpRequest) -> Person:
    """The member or mentor who asks. Staff have no people around them here: theirs is the desk. Raises Http404."""
    person = require_person(request)
    if person.is_staff:
        raise Http404
    return person


def get_suggestion(person: Person, public_id: str) -> Suggestion:
    """A suggestion that was made to `person`. Raises Http404."""
    rows = Suggestion.objects.filter(person=person, public_id=public_id)
    found = rows.select_related("other__program", "other__account").first()
    if found is None:
        raise Http404
    return found
