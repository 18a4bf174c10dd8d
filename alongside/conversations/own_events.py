"""What is said on one's own topic, person:<id>, when something of one's Talk list changes. Nobody else hears it.

conversations.asked {conversation} · conversations.list {conversation}: fetch the list again
"""

from alongside.conversations.models import Conversation
from alongside.live import outbox
from alongside.people.models import Person


def asked(person: Person, conversation: Conversation) -> None:
    """Someone would like to write to `person`."""
    _own(person, "conversations.asked", conversation)


def list_changed(person: Person, conversation: Conversation) -> None:
    """A conversation came to `person`'s list, left it, or became another."""
    _own(person, "conversations.list", conversation)


def _own(person: Person, kind: str, conversation: Conversation) -> None:
    outbox.publish(f"person:{person.public_id}", kind, {"conversation": conversation.public_id})
