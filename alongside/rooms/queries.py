"""Reading rooms."""

from django.db.models import Count, Q

from alongside.conversations.models import Message
from alongside.rooms.models import Room, SmallRoom


def message_counts(room: Room) -> dict[int, int]:
    """How many messages each has written in this session's chats, by row number of the person. One query."""
    smalls = SmallRoom.objects.filter(round__room=room, conversation__isnull=False).values("conversation")
    here = Message.objects.filter(Q(conversation=room.conversation_id) | Q(conversation__in=smalls))
    counts = here.order_by().values("author").annotate(count=Count("pk")).values_list("author", "count")
    return dict(counts)
