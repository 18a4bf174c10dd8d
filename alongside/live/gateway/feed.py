"""The feed: reads the outbox for the hub, in one thread of its own, and hands back frames ready to write."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connection

from alongside.live import outbox
from alongside.live.gateway import frames
from alongside.live.models import Topic

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

PAGE_EVENTS = 256
_NAMES = 500  # in one query


@dataclass(frozen=True, slots=True)
class Control:
    """At `place` of a page stands a number that ends subscriptions: of `person`, or of everyone (None)."""

    place: int
    person: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """Events of one topic after a number: `frames[i]` is number `first + i`. `joined` is all of them in one
    piece.

    `complete` is False where events between the number asked for and `first` are no longer kept.
    """

    topic: str
    row: int | None
    first: int
    frames: Sequence[bytes]
    joined: bytes
    controls: Sequence[Control]
    head: int
    complete: bool

    @property
    def last(self) -> int:
        return self.first + len(self.frames) - 1


@dataclass(frozen=True, slots=True)
class Ask:
    """What is wanted: events of `topic` after `seq`. `row` is the topic's row number where it is known."""

    topic: str
    row: int | None
    seq: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A topic as a joining person finds it: its row and newest number, and whether they lost it since their
    ticket.
    """

    row: int | None
    head: int
    revoked: bool


class Thread:
    """One worker thread. Work is done in the order in which it was handed over."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run(self, fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `fn` returns or raises; a failure also gives the thread a fresh database connection."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: _fresh(fn, *args, **kwargs))

    def post(self, fn: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it in the thread, without waiting; a failure is logged."""
        self._pool.submit(lambda: _logged(fn, *args, **kwargs))

    def close(self) -> None:
        """Finish what was handed over, then end the thread and its database connection."""
        self._pool.submit(lambda: connection.close())  # the thread's own connection, not the caller's
        self._pool.shutdown(wait=True)


def _fresh(fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    close_old_connections()
    try:
        return fn(*args, **kwargs)
    except Exception:
        if not connection.in_atomic_block:
            connection.close()
        raise


def _logged(fn: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    try:
        _fresh(fn, *args, **kwargs)
    except Exception:
        log.exception("gateway: %s failed", getattr(fn, "__name__", "a call"))


def read_page(ask: Ask, limit: int = PAGE_EVENTS) -> Page:
    """The next events after `ask.seq`. Reads, unseals and encodes each once."""
    row, head = ask.row, ask.seq
    tail = outbox.read(row, head, ask.seq, limit) if row is not None else None
    if tail is None or not tail.events:
        # Nothing there: the head, read before the events are looked for again, tells "no news" from
        # "expired".
        found = Topic.objects.filter(name=ask.topic).values_list("id", "head").first()
        if found is None:
            return Page(ask.topic, None, ask.seq + 1, (), b"", (), 0, complete=ask.seq == 0)
        row, head = found
        tail = outbox.read(row, head, ask.seq, limit)
    built, controls = [], []
    for place, event in enumerate(tail.events):
        if event.kind == outbox.REVOKE or event.kind == outbox.END:
            controls.append(Control(place, json.loads(event.payload).get("person")))
            built.append(frames.event(ask.topic, event.seq, outbox.SKIP, event.at, b""))
        else:
            built.append(frames.event(ask.topic, event.seq, event.kind, event.at, event.payload))
    first = tail.events[0].seq if tail.events else ask.seq + 1
    return Page(ask.topic, row, first, built, b"".join(built), controls, tail.head, tail.complete)


def read_pages(asks: Sequence[Ask]) -> list[Page]:
    """A page for each."""
    return [read_page(ask) for ask in asks]


def standing(person: str, since: Mapping[str, int]) -> dict[str, Standing]:
    """How `person` stands with each topic, whose rights were looked up at the number given."""
    rows = {name: (row, head) for name, row, head in _rows(list(since))}
    found = {}
    for topic, seq in since.items():
        row, head = rows.get(topic, (None, 0))
        revoked = head > seq and outbox.revoked_since(topic, seq, person)
        found[topic] = Standing(row, head, revoked)
    return found


def heads(names: Sequence[str]) -> list[tuple[str, int, int]]:
    """(name, row, newest number) of those that have a row."""
    return _rows(names)


def _rows(names: Sequence[str]) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for start in range(0, len(names), _NAMES):
        rows = Topic.objects.filter(name__in=names[start : start + _NAMES])
        found += rows.values_list("name", "id", "head")
    return found
