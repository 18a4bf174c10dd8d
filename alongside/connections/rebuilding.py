"""Ties made anew from the record, and whether those that stand are what the record gives.

Two ways that share no code must agree to 1e-9 with the rows: the same contacts added in the order of their moments, and
`engine.ties.rebuild`, which works on columns.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from math import isclose
from typing import Final

from alongside.connections.actions.recording import nearest
from alongside.connections.models import Interaction, Tie
from alongside.connections.queries import ties_between_all
from alongside.connections.recording import MUTUAL, TIE_KINDS, Pair
from alongside.engine.ties import Kind
from alongside.engine.ties.reading import tie_of
from alongside.engine.ties.record import Events, rebuild

NEAR: Final = 1e-9
_COUNTED: Final = ("times_out", "times_back", "as_of", "first_at", "last_out", "last_back", "last_two_way")


def from_the_record(program_id: int) -> dict[tuple[int, int], Pair]:
    """Every pair of a program, from its record in the order of what happened."""
    pairs: dict[tuple[int, int], Pair] = {}
    for row in _between_two(program_id):
        assert row.target_id is not None
        both = min(row.actor_id, row.target_id), max(row.actor_id, row.target_id)
        pairs.setdefault(both, Pair(program_id, *both)).add(row, nearest)
    return pairs


def differences(program_id: int, most: int = 20) -> list[str]:
    """Where ties that stand differ from what the record gives, at most so many sentences. Empty: nowhere."""
    return list(islice(_differences(program_id), most))


def _differences(program_id: int) -> Iterator[str]:
    wanted = {
        (*both, *which): tie for both, pair in from_the_record(program_id).items() for which, tie in pair.rows.items()
    }
    for tie in Tie.objects.filter(program=program_id).order_by("pk").iterator(chunk_size=2000):
        which = tie.lower_id, tie.upper_id, tie.kind, tie.private
        made = wanted.pop(which, None)
        if made is None:
            yield f"{which} isn't in the record"
            continue
        for name in _COUNTED:
            if getattr(tie, name) != getattr(made, name):
                yield f"{which}: {name} is {getattr(tie, name)}, the record gives {getattr(made, name)}"
        for name in ("out", "back"):
            if not isclose(getattr(tie, name), getattr(made, name), rel_tol=NEAR, abs_tol=NEAR):
                yield f"{which}: {name} is {getattr(tie, name)!r}, the record gives {getattr(made, name)!r}"
    for which in wanted:
        yield f"{which} is missing"
    for private in (False, True):
        yield from _against_engine(program_id, private=private)


def _against_engine(program_id: int, *, private: bool) -> Iterator[str]:
    """Differences from the engine's own rebuild: of open contact alone, or of all of it."""
    rows = [row for row in _between_two(program_id) if private or not row.private]
    if not rows:
        return
    people = sorted({one for row in rows for one in (row.actor_id, row.target_id) if one is not None})
    place = {person: number for number, person in enumerate(people)}
    ties = rebuild(Events.of(_events(rows, place)), len(people))
    at = max(row.at for row in rows)
    for view in ties_between_all(program_id, at, private=private):
        made = tie_of(ties, place[view.lower], place[view.upper], ties.newest)
        if made is None:
            yield f"{view.lower} and {view.upper}: the engine finds no contact"
            continue
        for name, mine, theirs, near in (
            ("strength out", view.strength_out, made.strength_out, NEAR),
            ("strength in", view.strength_in, made.strength_in, NEAR),
            ("last out", _epoch(view.last_out), made.last_out, 0.0),
            ("last in", _epoch(view.last_in), made.last_in, 0.0),
            ("last two-way", _epoch(view.last_two_way), made.last_two_way, 0.0),
        ):
            if not _same(mine, theirs, near):
                yield f"{view.lower} and {view.upper}: {name} is {mine!r}, the engine finds {theirs!r}"


def _events(rows: list[Interaction], place: dict[int, int]) -> Iterator[tuple[float, int, int, Kind, float]]:
    for row in rows:
        assert row.target_id is not None
        actor, target, kind = place[row.actor_id], place[row.target_id], TIE_KINDS[row.kind]
        yield row.at.timestamp(), actor, target, kind, 1.0 if row.kind in MUTUAL else row.amount
        if row.kind in MUTUAL:
            yield row.at.timestamp(), target, actor, kind, 1.0


def _between_two(program_id: int) -> Iterator[Interaction]:
    rows = Interaction.objects.filter(program=program_id, target__isnull=False, kind__in=list(TIE_KINDS))
    return rows.order_by("at", "pk").iterator(chunk_size=5000)


def _epoch(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _same(mine: float | None, theirs: float | None, near: float) -> bool:
    if mine is None or theirs is None:
        return mine is theirs
    return isclose(mine, theirs, rel_tol=near, abs_tol=near)
