"""What can be done to a conversation. Each is one verb with a named actor."""

from alongside.conversations.actions.changing import edit_message, remove_message, take_back
from alongside.conversations.actions.forum import follow_topic, mark_helped, open_topic
from alongside.conversations.actions.lines import open_line
from alongside.conversations.actions.posting import post_message
from alongside.conversations.actions.reacting import react
from alongside.conversations.actions.reading import mark_read
from alongside.conversations.actions.taking_part import (
    add_participant,
    close_conversation,
    end_participation,
    open_conversation,
    reopen_conversation,
)
from alongside.conversations.actions.two_people import accept, decline, open_pair, request_pair, write_note

__all__ = [
    "accept",
    "add_participant",
    "close_conversation",
    "decline",
    "edit_message",
    "end_participation",
    "follow_topic",
    "mark_helped",
    "mark_read",
    "open_conversation",
    "open_line",
    "open_pair",
    "open_topic",
    "post_message",
    "react",
    "remove_message",
    "reopen_conversation",
    "request_pair",
    "take_back",
    "write_note",
]
