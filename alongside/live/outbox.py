"""The outbox: what domains publish to, in the transaction of the action that publishes.

    outbox.publish(f"conversation:{it.public_id}", "message.posted", {"id": …, "author": …, "text": …})

Events of one topic are numbered without gaps, in the order in which their transactions commit: the counter
row is locked last, topics in sorted order, so two actions can't wait for each other. An action that is rolled
back, or a nested one whose failure was caught, publishes nothing. After the commit the gateway is woken; it
needs no wake to be right.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from alongside.core import actions, clock
from alongside.core import rows as core_rows
from alongside.core.sealing import seal, unseal
from alongside.live import wake
from alongside.live.models import OutboxEvent, Topic

KEPT = timedelta(days=1)
LABEL = "live.outboxevent.payload"
SKIP = "live.skip"  # a number that carries nothing for this reader
REVOKE = "live.revoke"  # ends one person's subscription, in order
END = "live.end"  # ends everyone's
MAX_TOPIC = 160
MAX_PAYLOAD = 256 * 1024
_LAST = "~outbox"  # sorts after every other before_commit name: the counters are locked last
_BATCH = 500

# Rows are locked in the order in which they stand here.
_COUNT_UP = (
    "INSERT INTO live_topic (name, head) VALUES {marks} "
    "ON CONFLICT (name) DO UPDATE SET head = live_topic.head + excluded.head RETURNING name, id, head"
)

# Read after every wake: composing this by the ORM would cost more than reading.
_READ = "SELECT seq, kind, at, payload FROM live_outboxevent WHERE topic_id = %s AND seq > %s ORDER BY seq LIMIT %s"


@dataclass
class _Pending:
    """An event waiting for the end of its action. It rides on Django's list of commit hooks, which drops what
    a savepoint rolls back; as a hook it does nothing."""

    topic: str
    kind: str
    payload: bytes
    written: bool = field(default=False)

    def __call__(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Event:
    """One stored event; `payload` is JSON text as published, or empty for a number that carries nothing."""

    seq: int
    kind: str
    at: datetime
    payload: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.payload) if self.payload else {}


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows a number on a topic. `complete` is False where events right after it are no longer kept:
    the reader must fetch the state again and continue from `head`."""

    events: Sequence[Event]
    head: int
    complete: bool


def publish(topic: str, kind: str, data: Mapping[str, Any]) -> None:
    """Add an event to `topic` when the running action commits.

    `data` is viewer-independent JSON (no HTML, no translated text, no local times; moments as ISO strings).
    Everyone who may be on the topic may read all of it. Raises RuntimeError outside an action, ValueError for
    a topic or kind that doesn't fit its column or data that isn't JSON or is larger than 256 KiB, TypeError
    for unencodable values.
    """
    if kind.startswith("live."):
        raise ValueError("Kinds that begin with live. belong to the outbox.")
    _collect(topic, kind, data)


def revoke(topic: str, person: str) -> None:
    """End `person`'s subscription to `topic` in order: what was published before still reaches them, nothing
    after.

    Beats every ticket issued before this action commits. Everyone else sees an empty number. Call it in the
    action that takes the right away. Raises as `publish` does.
    """
    _collect(topic, REVOKE, {"person": person})


def end(topic: str) -> None:
    """End everyone's subscription to `topic`, in order. Raises as `publish` does."""
    _collect(topic, END, {})


def begin_at(topic: str, number: int) -> None:
    """A new topic that goes on where another stood: its first event has the number after `number`."""
    actions.current()
    Topic.objects.get_or_create(name=topic, defaults={"head": number})


def heads(topics: Iterable[str]) -> dict[str, int]:
    """The number of each topic's newest event, 0 for one without events; read in the caller's transaction.

    For a state that continues with events: read heads first and then the state, both inside `snapshot()`.
    """
    names = list(dict.fromkeys(topics))
    found = dict.fromkeys(names, 0)
    for start in range(0, len(names), _BATCH):
        rows = Topic.objects.filter(name__in=names[start : start + _BATCH]).values_list("name", "head")
        found.update(rows)
    return found


@contextmanager
def snapshot() -> Iterator[None]:
    """A reading transaction in which everything is seen as of one moment, so that state and heads agree.

    On SQLite it takes no write lock; on PostgreSQL it is REPEATABLE READ. Inside a transaction it changes
    nothing. Write nothing in it.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        sqlite: Any = connection
        usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = usual
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def since(topic: str, seq: int, limit: int = 1000) -> Tail:
    """At most `limit` events of `topic` after number `seq`, in order."""
    row = Topic.objects.filter(name=topic).values_list("id", "head").first()
    if row is None:
        return Tail((), 0, complete=seq == 0)
    topic_id, head = row
    return read(topic_id, head, seq, limit)


def read(topic_id: int, head: int, seq: int, limit: int) -> Tail:
    """As `since`, for a topic whose row number and head are known. The tail's head may have grown beyond
    `head`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_READ, [topic_id, seq, limit])
        rows = cursor.fetchall()
    events = tuple(
        Event(number, kind, _aware(at), unseal(bytes(payload), LABEL) if payload else b"")
        for number, kind, at, payload in rows
    )
    gapless = all(event.seq == seq + place for place, event in enumerate(events, 1))
    head = max(head, events[-1].seq) if events else head
    return Tail(events, head, complete=gapless and bool(events or seq == head))


def _aware(at: datetime) -> datetime:
    """A moment as its column gives it: SQLite's carries no zone, and is in UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def revoked_since(topic: str, seq: int, person: str) -> bool:
    """Whether `person` lost `topic`, or everyone did, in an event after number `seq`."""
    rows = OutboxEvent.objects.filter(topic__name=topic, seq__gt=seq, kind__in=[REVOKE, END])
    return any(
        kind == END or json.loads(unseal(bytes(payload), LABEL)).get("person") == person
        for kind, payload in rows.values_list("kind", "payload")
    )


def expire() -> int:
    """Delete events past their day. Returns how many. Counters stay, so numbers are never used twice."""
    deleted = 0
    while ids := list(OutboxEvent.objects.filter(expires_at__lte=clock.now()).values_list("id", flat=True)[:_BATCH]):
        with transaction.atomic():
            deleted += OutboxEvent.objects.filter(id__in=ids).delete()[0]
    return deleted


def erase_person(person: str) -> int:
    """Empty every kept event that names `person` (a public id) or stands on a topic named after them; returns
    how many.

    Reads and opens all kept events, a day's worth: seconds on a large program. Call it from the erasing
    action. The numbers stay, so nobody's sequence has a gap.
    """
    actions.current()
    needle, emptied, last = person.encode(), 0, 0
    while rows := list(
        OutboxEvent.objects.filter(id__gt=last)
        .exclude(kind__in=[SKIP, REVOKE, END])
        .order_by("id")
        .values_list("id", "topic__name", "payload")[:_BATCH]
    ):
        last = rows[-1][0]
        hit = [row for row, name, payload in rows if person in name or needle in unseal(bytes(payload), LABEL)]
        emptied += OutboxEvent.objects.filter(id__in=hit).update(kind=SKIP, payload=b"")
    return emptied


def _collect(topic: str, kind: str, data: Mapping[str, Any]) -> None:
    act = actions.current()
    if not 0 < len(topic) <= MAX_TOPIC or not topic.isprintable() or not 0 < len(kind) <= 80:
        raise ValueError("A topic has 1 to 160 printable characters and a kind 1 to 80.")
    payload = json.dumps(dict(data), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    if len(payload) > MAX_PAYLOAD:
        raise ValueError(f"An event of {len(payload)} bytes on {topic}: publish ids, not contents.")
    act.before_commit(_LAST, _write)
    transaction.on_commit(_Pending(topic, kind, payload))


def _write() -> None:
    """Number and insert what this transaction has collected."""
    pending: dict[str, list[_Pending]] = {}
    hooks: list[Any] = connection.run_on_commit
    for _, hook, _ in hooks:
        if isinstance(hook, _Pending) and not hook.written:
            hook.written = True
            pending.setdefault(hook.topic, []).append(hook)
    if not pending:
        return
    at = clock.now()
    sealed = {id(event): seal(event.payload, LABEL) for events in pending.values() for event in events}
    rows = []
    names = tuple(sorted(pending))
    for name, topic_id, head in _counted_up([(name, len(pending[name])) for name in names]):
        events = pending[name]
        rows += [
            OutboxEvent(
                topic_id=topic_id,
                seq=head - len(events) + place,
                kind=event.kind,
                payload=sealed[id(event)],
                at=at,
                expires_at=at + KEPT,
            )
            for place, event in enumerate(events, 1)
        ]
    core_rows.insert(rows)
    transaction.on_commit(lambda: wake.wake(names))


def _counted_up(counts: Sequence[tuple[str, int]]) -> list[tuple[str, int, int]]:
    """Move the counters of these topics on, locking them in the order given. Returns name, row number and head."""
    found: list[tuple[str, int, int]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(counts), _BATCH):
            some = counts[start : start + _BATCH]
            marks = ", ".join(["(%s, %s)"] * len(some))
            cursor.execute(_COUNT_UP.format(marks=marks), [each for count in some for each in count])
            found += cursor.fetchall()
    return found
