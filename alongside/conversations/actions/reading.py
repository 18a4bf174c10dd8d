"""How far someone has read: theirs alone."""

from alongside.conversations import events, telling
from alongside.conversations.models import Conversation, Participant
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.notify.actions import seen


@action("conversations.mark_read")
def mark_read(part: Participant, upto: int, *, by: Actor) -> int:
    """`part`'s person has opened the conversation up to that number, or to its newest where that is less.

    It never goes back; their other devices are told when it goes on. Of a topic that they never opened this makes the
    part. Returns how far they have read now.
    """
    conversation = part.conversation
    head = Conversation.objects.values_list("head", flat=True).get(pk=conversation.pk)
    upto = min(upto, head if part.last_seq is None else min(head, part.last_seq))
    current().record(conversation)
    if part.pk is None:
        part, _made = Participant.objects.get_or_create(
            conversation=conversation, person=part.person, defaults={"since": clock.now(), "follows": False}
        )
    if Participant.objects.filter(pk=part.pk, read_seq__lt=upto).update(read_seq=upto):
        part.read_seq = upto
        events.read(part, upto)
    if upto >= head:
        seen(part.person, telling.prefix_of(conversation), by=by)
    return max(part.read_seq, upto)
