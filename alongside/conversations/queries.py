"""Reading conversations. Every reader is a participant: what they may read ends where their part ended."""

from dataclasses import dataclass
from typing import TypedDict

from alongside.conversations.events import Said, said_json, topic
from alongside.conversations.models import Conversation, Message, Participant
from alongside.live import outbox
from alongside.people.models import Person

MOST = 100
"""Messages in one page, at most."""


@dataclass(frozen=True)
class Page:
    """Messages in order; whether there are earlier and later ones that the reader may see."""

    messages: tuple[Message, ...]
    earlier: bool
    later: bool

    @property
    def first_seq(self) -> int | None:
        return self.messages[0].seq if self.messages else None

    @property
    def last_seq(self) -> int | None:
        return self.messages[-1].seq if self.messages else None


class State(TypedDict):
    """A conversation as one person sees it. `seq` is the number of the newest event on its topic."""

    id: str
    topic: str
    seq: int
    head: int
    closed: bool
    mayWrite: bool
    earlier: bool
    messages: list[Said]


def page(
    conversation: Conversation,
    *,
    before_seq: int | None = None,
    after_seq: int | None = None,
    upto: int | None = None,
    limit: int = 50,
) -> Page:
    """The newest messages, or those just before or just after a number, in order. One query, by key.

    `upto` is the last number the reader may see (Participant.last_seq). Raises ValueError for both directions at once.
    """
    if before_seq is not None and after_seq is not None:
        raise ValueError("Either before or after.")
    limit = max(1, min(limit, MOST))
    seen = Message.objects.filter(conversation=conversation).select_related("author")
    if upto is not None:
        seen = seen.filter(seq__lte=upto)
    if after_seq is not None:
        rows = list(seen.filter(seq__gt=after_seq).order_by("seq")[: limit + 1])
        return Page(tuple(rows[:limit]), earlier=after_seq > 0 and bool(rows), later=len(rows) > limit)
    if before_seq is not None:
        seen = seen.filter(seq__lt=before_seq)
    rows = list(seen.order_by("-seq")[: limit + 1])
    return Page(tuple(reversed(rows[:limit])), earlier=len(rows) > limit, later=before_seq is not None)


def participation(conversation: Conversation, person: Person) -> Participant | None:
    """The part `person` has, or had, in it."""
    return Participant.objects.filter(conversation=conversation, person=person).first()


def state(conversation: Conversation, viewer: Person, *, limit: int = 50) -> State:
    """What `viewer` sees, to be continued with events after `seq`. Three to four queries.

    Someone who takes no part sees no messages. Call it in a transaction together with other states; alone, it is read
    in one snapshot.
    """
    with outbox.snapshot():
        seq = outbox.heads([topic(conversation)])[topic(conversation)]
        fresh = Conversation.objects.get(pk=conversation.pk)
        part = participation(fresh, viewer)
        shown = page(fresh, upto=part.last_seq, limit=limit) if part else Page((), earlier=False, later=False)
    return {
        "id": fresh.public_id,
        "topic": topic(fresh),
        "seq": seq,
        "head": shown.last_seq or 0,
        "closed": fresh.closed_at is not None,
        "mayWrite": part is not None and part.until is None and fresh.closed_at is None,
        "earlier": shown.earlier,
        "messages": [said_json(message) for message in shown.messages],
    }
