"""Reading rooms."""

from alongside.conversations.models import Message
from alongside.rooms.models import Room, SmallRoom


def message_counts(room: Room) -> dict[int, int]:
    """How many messages each has written in this session's chats, by row number of the person. One query."""
    smalls = SmallRoom.objects.filter(round__room=room, conversation__isnull=False).values("conversation")
    written = Message.objects.filter(conversation=room.conversation_id).values_list("author_id", flat=True)
    in_small_rooms = Message.objects.filter(conversation__in=smalls).values_list("author_id", flat=True)
    counts: dict[int, int] = {}
    for author in written.union(in_small_rooms, all=True):
        counts[author] = counts.get(author, 0) + 1
    return counts
