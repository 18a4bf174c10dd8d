"""What happened in a program, for the parts of the house that follow it in their own time.

    happenings.say(program.pk, "conversations.said", {"message": message.pk})     in an action of a domain
    happenings.follow("connections.record", record, {"conversations.said", …})    once, in site/wiring.py

Each program has one stream, numbered in the order of commits (the outbox's topics; nobody is granted one). Each
listener has its own cursor on each stream: it moves in the transaction in which the listener wrote what follows from
the events, so that each is acted on once. One that was away for longer than events are kept is told that it missed
some.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from alongside.core import clock
from alongside.live import outbox
from alongside.live.models import Cursor, Topic

PREFIX = "happened:"
_BATCH = 200
_ROUNDS = 50
log = logging.getLogger(__name__)

Heard = Callable[[int, Sequence[outbox.Event]], object]
Missed = Callable[[int, datetime | None], object]


@dataclass(frozen=True)
class Listener:
    """`heard(program, events)` gets the kinds it asked for, in order; `missed(program, since)` that some are gone:
    what happened after `since` (None: ever) must be looked up where it stands."""

    name: str
    heard: Heard
    kinds: frozenset[str]
    missed: Missed


_listeners: dict[str, Listener] = {}


def say(program_id: int, kind: str, data: Mapping[str, Any]) -> None:
    """Tell whoever follows `program_id` (a row number), when the running action commits. Ids and codes only."""
    outbox.publish(f"{PREFIX}{program_id}", kind, data)


def follow(name: str, heard: Heard, kinds: Collection[str], *, missed: Missed) -> None:
    """Let `heard` follow these kinds, under a name that never changes: its cursors are kept by it. Idempotent."""
    _listeners[name] = Listener(name, heard, frozenset(kinds), missed)


def begun(name: str) -> set[int]:
    """The programs, by row number, that were marked as begun under that name."""
    topics = Cursor.objects.filter(listener=name, topic__gte=PREFIX).values_list("topic", flat=True)
    return {int(topic.removeprefix(PREFIX)) for topic in topics}


def begin(name: str, program_id: int) -> None:
    """Mark a program as begun under a name of its own, which nothing listens by: what is done once is known by it."""
    Cursor.objects.get_or_create(listener=name, topic=f"{PREFIX}{program_id}", defaults={"at": clock.now()})


def catch_up() -> int:
    """Carry to each listener what it hasn't heard. Returns how many events that was.

    A listener that fails on a stream is logged and tried again the next time; the others go on.
    """
    carried = 0
    cursors = Cursor.objects.filter(listener__in=list(_listeners), topic__gte=PREFIX)
    heard = {(name, topic): seq for name, topic, seq in cursors.values_list("listener", "topic", "seq")}
    streams = Topic.objects.filter(name__gte=PREFIX, name__lt=PREFIX[:-1] + ";").order_by("name")
    for topic, head in streams.values_list("name", "head"):
        for listener in list(_listeners.values()):
            if heard.get((listener.name, topic)) == head:
                continue  # nothing new: no transaction is begun, and nobody waits for its lock
            try:
                carried += _carry(listener, topic)
            except Exception:
                log.exception("%s failed on %s", listener.name, topic)
    return carried


def _carry(listener: Listener, topic: str) -> int:
    program, carried = int(topic.removeprefix(PREFIX)), 0
    for _ in range(_ROUNDS):
        with transaction.atomic():
            Cursor.objects.get_or_create(listener=listener.name, topic=topic)
            cursor = Cursor.objects.select_for_update().get(listener=listener.name, topic=topic)
            tail = outbox.since(topic, cursor.seq, _BATCH)
            if not tail.complete:
                # The head first: what is said meanwhile comes again as an event, and is recorded once all the same.
                listener.missed(program, cursor.at)
                cursor.seq, cursor.at = tail.head, clock.now()
                cursor.save(update_fields=["seq", "at"])
                return carried
            if not tail.events:
                return carried
            wanted = [event for event in tail.events if event.kind in listener.kinds]
            if wanted:
                listener.heard(program, wanted)
            cursor.seq, cursor.at = tail.events[-1].seq, tail.events[-1].at
            cursor.save(update_fields=["seq", "at"])
            carried += len(wanted)
        if len(tail.events) < _BATCH:
            break
    return carried
