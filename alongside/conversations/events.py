"""What is said on a conversation's topic. Everyone who takes part may read all of it.

conversations.message {id, seq, author, name, body, at, key} · conversations.closed {at}
`key` lets the author's own browsers know their message again before the answer to their post arrives.
"""

from typing import TypedDict

from alongside.conversations.models import Conversation, Message
from alongside.live import outbox
from alongside.people.models import Person


class Said(TypedDict):
    """One message as browsers know it."""

    id: str
    seq: int
    author: str
    name: str
    body: str
    at: str
    key: str


def topic(conversation: Conversation) -> str:
    """The audience of a conversation: those who take part in it."""
    return f"conversation:{conversation.public_id}"


def said_json(message: Message) -> Said:
    """A message as JSON, the same in an event, in a state and as the answer to a post. Needs `author` loaded."""
    return {
        "id": message.public_id,
        "seq": message.seq,
        "author": message.author.public_id,
        "name": message.author.display_name,
        "body": message.body,
        "at": message.at.isoformat(),
        "key": message.key,
    }


def said(conversation: Conversation, message: Message) -> None:
    outbox.publish(topic(conversation), "conversations.message", said_json(message))


def closed(conversation: Conversation) -> None:
    assert conversation.closed_at is not None
    outbox.publish(topic(conversation), "conversations.closed", {"at": conversation.closed_at.isoformat()})


def part_ended(conversation: Conversation, person: Person) -> None:
    outbox.revoke(topic(conversation), person.public_id)
