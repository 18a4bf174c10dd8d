"""What can be done to a conversation. Each is one verb with a named actor."""

from alongside.conversations.actions.posting import post_message
from alongside.conversations.actions.reading import mark_read
from alongside.conversations.actions.taking_part import (
    add_participant,
    close_conversation,
    end_participation,
    open_conversation,
    reopen_conversation,
)
from alongside.conversations.actions.two_people import open_pair, write_note

__all__ = [
    "add_participant",
    "close_conversation",
    "end_participation",
    "mark_read",
    "open_conversation",
    "open_pair",
    "post_message",
    "reopen_conversation",
    "write_note",
]
