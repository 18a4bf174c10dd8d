"""Who follows what happens in rooms: when a round has ended, those who met are asked. Bound in site/wiring.py."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from alongside.connections.introductions.actions import ask_again
from alongside.core import clock
from alongside.core.actions import System
from alongside.live.outbox import Event
from alongside.rooms.models import Phase, Round

NAME: Final = "connections.again"
KINDS: Final = frozenset({"rooms.round_ended"})
BY = System("meet again")
_LATE: Final = timedelta(days=1)
"""Nobody is asked about a meeting that was longer ago."""


def heard(program_id: int, events: Sequence[Event]) -> None:
    """Rounds that have ended."""
    _ask(program_id, {int(event.data["round"]) for event in events})


def missed(program_id: int, since: datetime | None) -> None:
    """Rounds that ended while nobody followed, of the last day."""
    now = clock.now()
    ended = Round.objects.filter(phase=Phase.CLOSED, room__meeting__program=program_id)
    ended = ended.filter(closed_at__gt=max(since or now - _LATE, now - _LATE))
    _ask(program_id, ended.values_list("pk", flat=True)[:500])


def _ask(program_id: int, numbers: Iterable[int]) -> None:
    since = clock.now() - _LATE
    rounds = Round.objects.filter(pk__in=list(numbers), room__meeting__program=program_id, closed_at__gt=since)
    for each in rounds.select_related("room__meeting").order_by("pk"):
        ask_again(each, by=BY)
