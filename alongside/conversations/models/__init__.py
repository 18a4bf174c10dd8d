"""Conversations, what is said in them, and what waits for an answer."""

from alongside.conversations.models.messages import (
    Attachment,
    FileKind,
    Gone,
    HeldMessage,
    Mention,
    Message,
    Reaction,
    ReactionCode,
)
from alongside.conversations.models.streams import Conversation, ForumTag, ForumTopic, Kind, Participant
from alongside.conversations.models.waiting import Offer, Rung, WaitingPost, Why

__all__ = [
    "Attachment",
    "Conversation",
    "FileKind",
    "ForumTag",
    "ForumTopic",
    "Gone",
    "HeldMessage",
    "Kind",
    "Mention",
    "Message",
    "Offer",
    "Participant",
    "Reaction",
    "ReactionCode",
    "Rung",
    "WaitingPost",
    "Why",
]
