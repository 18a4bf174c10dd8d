"""What is said begins to wait, and ends what waits. Called in the transaction of what happened."""

from collections.abc import Collection

from alongside.conversations.models import Conversation, Message


def said(conversation: Conversation, message: Message, mentioned: Collection[int] | None = None) -> None:
    """`message` was said: it may answer what waits there, and it may itself begin to wait.

    `mentioned`: row numbers of the people it names; None where the caller doesn't have them.
    """


def gone(message: Message) -> None:
    """It was taken back or removed: nobody needs to answer it any more."""
