"""Posts that wait for a human. Called in the transaction of what happened."""

from alongside.conversations.models import Conversation, Message


def said(conversation: Conversation, message: Message) -> None:
    """`message` was said: it may answer what waits there, and it may itself begin to wait."""


def gone(message: Message) -> None:
    """It was taken back or removed: nobody needs to answer it any more."""
