"""Finding messages among those that one may read. `index` and `drop` are called in the transaction of the change."""

from alongside.conversations.models import Message


def index(message: Message, body: str) -> None:
    """Make `message` findable by its words, or by its new ones after an edit."""


def drop(message: Message) -> None:
    """Make it unfindable."""
