"""Who may open a conversation. Everyone else learns nothing, not even that it exists."""

from django.http import Http404

from alongside.conversations.models import Participant
from alongside.people.models import Person


def get_part(person: Person, public_id: str) -> Participant:
    """The part `person` has or had in the conversation, with the conversation loaded. Raises Http404 otherwise."""
    part = (
        Participant.objects.select_related("conversation")
        .filter(conversation__public_id=public_id, conversation__program=person.program_id, person=person)
        .first()
    )
    if part is None:
        raise Http404
    return part
