"""What a person may not do now though they take part: a pause from writing, too many posts of a new account."""

from alongside.conversations.models import Conversation
from alongside.people.models import Person


def check(conversation: Conversation, by: Person, body: str) -> None:
    """Raises Refused, with the sentence that tells why and until when."""


def holds(conversation: Conversation, by: Person, body: str) -> bool:
    """Whether staff look at it before others see it: a link that a new account wrote. See `actions.holding`."""
    return False
