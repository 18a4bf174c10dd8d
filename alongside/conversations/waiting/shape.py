"""What a post that waits looks like to everyone who may read it."""

from typing import TypedDict

from alongside.conversations.models import Message, WaitingPost


class Taker(TypedDict):
    id: str
    name: str


class WaitingShape(TypedDict):
    """That a post waits for a human; who said that they answer it, and by when. To the care team: by when they do."""

    id: str
    why: str
    by: Taker | None
    until: str | None


def waiting_shape(post: WaitingPost | None) -> WaitingShape | None:
    """As JSON; None once it is over. Needs `taken_by` loaded."""
    if post is None or post.ended_at is not None:
        return None
    by = post.taken_by
    return {
        "id": post.public_id,
        "why": post.why,
        "by": {"id": by.public_id, "name": by.display_name} if by is not None else None,
        "until": post.promised_at.isoformat() if post.promised_at is not None else None,
    }


def waiting_of(message: Message) -> WaitingShape | None:
    """The same of a message. No query where it was loaded with `select_related("waiting__taken_by")`, or just said."""
    return waiting_shape(getattr(message, "waiting", None))


def not_waiting(message: Message) -> None:
    """It doesn't wait: nobody needs to ask the database."""
    message._state.fields_cache["waiting"] = None
