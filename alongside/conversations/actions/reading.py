"""How far someone has read: theirs alone."""

from alongside.conversations.models import Participant
from alongside.core.actions import Actor, action, current


@action("conversations.mark_read")
def mark_read(part: Participant, upto: int, *, by: Actor) -> None:
    """`part`'s person has opened the conversation up to that number. It never goes back."""
    Participant.objects.filter(pk=part.pk, read_seq__lt=upto).update(read_seq=upto)
    current().record(part.conversation)
