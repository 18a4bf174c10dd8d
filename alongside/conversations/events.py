"""What is said on a conversation's topic. Everyone who takes part may read all of it.

conversations.message Said · conversations.changed {id, body, mentions, edited} · conversations.gone {id, how} ·
conversations.reacted {id, person, code, on, count} · conversations.waiting {id, waiting} ·
conversations.helped {id, on} · conversations.closed {at} · conversations.reopened {}
And on one's own topic, person:<id>: conversations.read {conversation, upto}

`key` lets the author's own browsers know their message again before the answer to their post arrives.
"""

from collections.abc import Iterable
from typing import TypedDict

from alongside.conversations.marks import NOTHING, Marks
from alongside.conversations.models import Attachment, Conversation, Message, Participant, WaitingPost
from alongside.conversations.waiting.shape import WaitingShape, waiting_of, waiting_shape
from alongside.live import outbox
from alongside.people.models import Person

QUOTED = 200
"""Characters (code points) of a message that stand where it is quoted."""


class Quote(TypedDict):
    """As much of another message as stands above the answer to it. `gone` says who took it away.

    `body` is empty where not everyone here may read it: then a page takes the words from where it has them.
    """

    id: str
    author: str
    name: str
    body: str
    gone: str


class File(TypedDict):
    """A file of a message. `small` is empty where there is no thumbnail; sizes are in pixels, lengths in seconds."""

    id: str
    kind: str
    name: str
    type: str
    bytes: int
    width: int
    height: int
    seconds: int
    url: str
    small: str


class Said(TypedDict):
    """One message as browsers know it."""

    id: str
    seq: int
    author: str
    name: str
    body: str
    at: str
    key: str
    thread: str
    replies: int
    quote: Quote | None
    mentions: list[str]
    company: bool
    edited: str
    gone: str
    reactions: dict[str, int]
    files: list[File]
    waiting: WaitingShape | None
    helped: bool


def topic(conversation: Conversation) -> str:
    """The audience of a conversation: those who take part in it."""
    return f"conversation:{conversation.public_id}"


def own_topic(person: Person) -> str:
    """All devices of one person, and nobody else's."""
    return f"person:{person.public_id}"


def said_json(message: Message, marks: Marks = NOTHING, *, quoted: bool = True) -> Said:
    """A message as JSON, the same in an event, in a state and as the answer to a post.

    `quoted` is False where the words it quotes may not be read. Needs what `marks.WITH` names loaded.
    """
    return {
        "id": message.public_id,
        "seq": message.seq,
        "author": message.author.public_id,
        "name": message.author.display_name,
        "body": message.body,
        "at": message.at.isoformat(),
        "key": message.key,
        "thread": message.thread.public_id if message.thread else "",
        "replies": message.replies,
        "quote": quote_json(message.reply_to, shown=quoted) if message.reply_to and not message.gone else None,
        "mentions": [person.public_id for person in marks.mentions],
        "company": message.wants_company and not message.gone,
        "edited": message.edited_at.isoformat() if message.edited_at else "",
        "gone": message.gone,
        "reactions": marks.reactions,
        "files": [file_json(each) for each in marks.files],
        "waiting": waiting_of(message),
        "helped": marks.helped,
    }


def quote_json(message: Message, *, shown: bool = True) -> Quote:
    return {
        "id": message.public_id,
        "author": message.author.public_id,
        "name": message.author.display_name,
        "body": message.body[:QUOTED] if shown else "",
        "gone": message.gone,
    }


def file_json(file: Attachment) -> File:
    url = f"/conversations/files/{file.public_id}"
    return {
        "id": file.public_id,
        "kind": file.kind,
        "name": file.name,
        "type": file.content_type,
        "bytes": file.bytes,
        "width": file.width,
        "height": file.height,
        "seconds": file.seconds,
        "url": url,
        "small": f"{url}/small" if file.thumbnail else "",
    }


def said(conversation: Conversation, message: Message, marks: Marks = NOTHING, *, quoted: bool = True) -> None:
    outbox.publish(topic(conversation), "conversations.message", said_json(message, marks, quoted=quoted))


def changed(conversation: Conversation, message: Message, mentions: Iterable[Person]) -> None:
    assert message.edited_at is not None
    data = {
        "id": message.public_id,
        "body": message.body,
        "mentions": [person.public_id for person in mentions],
        "edited": message.edited_at.isoformat(),
    }
    outbox.publish(topic(conversation), "conversations.changed", data)


def gone(conversation: Conversation, message: Message) -> None:
    outbox.publish(topic(conversation), "conversations.gone", {"id": message.public_id, "how": message.gone})


def reacted(conversation: Conversation, message: Message, person: Person, code: str, on: bool, count: int) -> None:
    data = {"id": message.public_id, "person": person.public_id, "code": code, "on": on, "count": count}
    outbox.publish(topic(conversation), "conversations.reacted", data)


def waits(conversation: Conversation, post: WaitingPost) -> None:
    """A post began to wait, someone said that they answer it, or it waits no more. Needs `message` loaded."""
    data = {"id": post.message.public_id, "waiting": waiting_shape(post)}
    outbox.publish(topic(conversation), "conversations.waiting", data)


def helped(conversation: Conversation, message: Message, on: bool) -> None:
    outbox.publish(topic(conversation), "conversations.helped", {"id": message.public_id, "on": on})


def read(part: Participant, upto: int) -> None:
    """To one's own devices alone: nobody else learns what someone has read."""
    data = {"conversation": part.conversation.public_id, "upto": upto}
    outbox.publish(own_topic(part.person), "conversations.read", data)


def closed(conversation: Conversation) -> None:
    assert conversation.closed_at is not None
    outbox.publish(topic(conversation), "conversations.closed", {"at": conversation.closed_at.isoformat()})


def reopened(conversation: Conversation) -> None:
    outbox.publish(topic(conversation), "conversations.reopened", {})


def part_ended(conversation: Conversation, person: Person) -> None:
    outbox.revoke(topic(conversation), person.public_id)
