"""What conversations hold of a person: their words, sealed."""

from alongside.core.retention import Holding, declare

declare(
    Holding(
        model="conversations.conversation",
        about="streams of messages: a session’s chat, a small room’s chat",
        person_path="",
        exported=False,
        erased="holds nobody",
        expires="with its program",
    ),
    Holding(
        model="conversations.participant",
        about="who may read a conversation, from when and until when, and how far they have read one of two people",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="with the conversation",
    ),
    Holding(
        model="conversations.message",
        about="what someone wrote",
        person_path="author",
        exported=True,
        erased="the words are emptied; the number stays, so that no order has a gap",
        expires="with the conversation",
        sealed=("body",),
    ),
)
