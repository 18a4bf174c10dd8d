"""Following what happens in a program, so that it is on record a moment later; and looking up what was missed."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from alongside.connections import facts
from alongside.connections.actions.recording import record
from alongside.connections.recording import Fact
from alongside.conversations.models import Message
from alongside.core.actions import System
from alongside.live import happenings
from alongside.live.outbox import Event
from alongside.people.models import Program
from alongside.rooms.models import Phase, Room, Round

NAME: Final = "connections.record"
KINDS: Final = frozenset({"conversations.said", "conversations.reacted", "rooms.round_ended", "rooms.ended"})
RECORD: Final = System("connections record")
FROM_THE_BEGINNING: Final = "connections.record from the beginning"
OVERLAP: Final = timedelta(hours=1)
"""How much earlier than what was heard last is looked up: events carry the moment of their action, not of its commit,
and who spoke at the end of a round is known a little later."""
_BATCH: Final = 500


def heard(program_id: int, events: Sequence[Event]) -> None:
    """Put on record what these events tell of. To be bound to `happenings.follow`."""
    said = [event.data["message"] for event in events if event.kind == "conversations.said"]
    rounds = [event.data["round"] for event in events if event.kind == "rooms.round_ended"]
    rooms = [event.data["room"] for event in events if event.kind == "rooms.ended"]
    answers = [
        (event.data["message"], event.data["by"], event.at) for event in events if event.kind == "conversations.reacted"
    ]
    found = facts.of_messages(program_id, said) if said else []
    found += facts.of_reaction(program_id, answers) if answers else []
    found += facts.of_rounds(program_id, rounds) if rounds else []
    found += facts.of_rooms(program_id, rooms) if rooms else []
    if found:
        record(program_id, found, by=RECORD)


def reconcile(program_id: int, since: datetime | None) -> int:
    """Put on record what stands in the rooms of the house since then (None: ever) and isn't. Returns how many facts.

    What is known changes nothing, so this may run at any time; it reads in batches, in the order of what happened.
    Answers without words that were taken back meanwhile are gone.
    """
    after = None if since is None else since - OVERLAP
    return sum(record(program_id, found, by=RECORD) for found in _standing(program_id, after) if found)


def begin() -> int:
    """Put on record what stood there before anyone followed it: once in a program. Returns how many facts.

    A new program has nothing; one that ran before the house kept a record is read from its beginning.
    """
    count, known = 0, happenings.begun(FROM_THE_BEGINNING)
    for program in Program.objects.order_by("pk").values_list("pk", flat=True):
        if program not in known:
            count += reconcile(program, None)
            happenings.begin(FROM_THE_BEGINNING, program)
    return count


def _standing(program_id: int, after: datetime | None) -> Iterator[list[Fact]]:
    messages = Message.objects.filter(conversation__program=program_id)
    for numbers in _numbers(messages if after is None else messages.filter(at__gte=after)):
        yield facts.of_messages(program_id, numbers)
    last = 0
    while rows := facts.reactions_since(program_id, last, after, _BATCH):
        last = rows[-1][0]
        yield facts.of_reaction(program_id, [row[1:] for row in rows])
    rounds = Round.objects.filter(room__meeting__program=program_id, phase=Phase.CLOSED)
    for numbers in _numbers(rounds if after is None else rounds.filter(closed_at__gte=after)):
        yield facts.of_rounds(program_id, numbers)
    rooms = Room.objects.filter(meeting__program=program_id, ended_at__isnull=False)
    for numbers in _numbers(rooms if after is None else rooms.filter(ended_at__gte=after)):
        yield facts.of_rooms(program_id, numbers)


def _numbers(rows: QuerySet[Any]) -> Iterator[list[int]]:
    """Row numbers in order, some at a time."""
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        last = some[-1]
        yield some
