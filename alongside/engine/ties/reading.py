"""What ties say at a moment: about one pair, about everyone around a person, about all people at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from alongside.engine.ties.decay import faded
from alongside.engine.ties.kinds import DECAYS, KINDS, TWO_WAY_LATELY, Kind
from alongside.engine.ties.layout import KIND_BITS, KIND_MASK, home
from alongside.engine.ties.measures import company, reciprocity, strength, two_way_lately
from alongside.engine.ties.record import Ties

_RATE: Final = np.array([1.0 / DECAYS[kind].seconds for kind in KINDS])
_WEIGHT: Final = np.array([DECAYS[kind].weight if DECAYS[kind].two_way else 0.0 for kind in KINDS])
_LATELY: Final = TWO_WAY_LATELY.total_seconds()
# Sent in both directions for one thing done together: the larger of both counts is how many times.
_TOGETHER: Final = frozenset([Kind.SMALL_ROOM, Kind.SESSION, Kind.GATHERING, Kind.MENTORED])


@dataclass(frozen=True, slots=True)
class Tie:
    """One pair at the moment `at`, as `person` sees it: out is person→other. Moments in seconds since 1970.

    Strengths are weighted values of the kinds that can be two-way; `company` is the weighted value of the rest, both
    directions together. `reciprocity` is 2·min(out, in) / (out + in). `last_out` and `last_in` are the newest contacts
    of kinds that can be two-way; `last_two_way` the newest moment by which both directions had happened
    within TWO_WAY_WINDOW. `first_at`, `last_at` and `times` count every kind, company included.
    """

    person: int
    other: int
    at: float
    strength_out: float
    strength_in: float
    company: float
    reciprocity: float
    last_out: float | None
    last_in: float | None
    last_two_way: float | None
    first_at: float
    last_at: float
    kinds: tuple[Kind, ...]
    times: Mapping[Kind, int]


@dataclass(frozen=True)
class Standing:
    """Everyone's ties at a moment, by person.

    `two_way_ties`: with how many people contact went both ways within TWO_WAY_LATELY. `strength`: the sum, over all
    ties, of twice the weaker direction: what isn't answered gives nothing. `strongest_share`: how much of it
    hangs on one person (1: all; 0: there is none). `newest_two_way`: newest two-way moment with anyone, NaN: never.
    """

    two_way_ties: npt.NDArray[np.int32]
    strength: npt.NDArray[np.float64]
    strongest_share: npt.NDArray[np.float64]
    newest_two_way: npt.NDArray[np.float64]


def tie_of(ties: Ties, person: int, other: int, at: float) -> Tie | None:
    """The tie of two people at a moment, or None if they never had contact or company. O(1).

    Raises ValueError for a moment before the newest event: the past can't be read from a state.
    """
    _not_before(ties, at)
    pair = _find(ties, min(person, other), max(person, other))
    return None if pair < 0 else _view(ties, pair, person, at)


def ties_around(ties: Ties, person: int, at: float) -> list[Tie]:
    """All of a person's ties, what is mutual first, then by the other's number. Looks through all pairs: O(pairs).

    Raises ValueError for a moment before the newest event.
    """
    _not_before(ties, at)
    pairs = ties.pairs
    found = np.flatnonzero((pairs["lo"] == person) | (pairs["hi"] == person))
    views = [_view(ties, int(pair), person, at) for pair in found]
    return sorted(views, key=lambda tie: (-min(tie.strength_out, tie.strength_in), tie.other))


def is_two_way(tie: Tie, at: float) -> bool:
    """Whether each turned to the other within TWO_WAY_LATELY before `at`; company never counts.

    Raises ValueError for a contact after `at`.
    """
    return two_way_lately(tie.last_out, tie.last_in, at)


def standing(ties: Ties, at: float) -> Standing:
    """Where everyone stands at a moment. Raises ValueError for a moment before the newest event."""
    _not_before(ties, at)
    pairs, entries = ties.pairs, ties.entries
    count, people = len(pairs), ties.people
    where = entries["where"].astype(np.intp)
    kind, pair = where & KIND_MASK, where >> KIND_BITS
    left = _WEIGHT[kind] * np.exp2((entries["as_of"] - at) * _RATE[kind])
    value = entries["value"]
    one_way = np.bincount(pair, left * value[:, 0], count)
    other_way = np.bincount(pair, left * value[:, 1], count)
    both = 2.0 * np.minimum(one_way, other_way)
    lo, hi, met = (np.ascontiguousarray(pairs[name]) for name in ("lo", "hi", "met"))
    lately = (_last(ties, 0) >= at - _LATELY) & (_last(ties, 1) >= at - _LATELY)
    partners = np.bincount(lo[lately], minlength=people) + np.bincount(hi[lately], minlength=people)
    total = np.add(np.bincount(lo, both, people), np.bincount(hi, both, people), dtype=np.float64)
    strongest, newest = np.zeros(people), np.full(people, -np.inf)
    for side in (lo, hi):
        np.maximum.at(strongest, side, both)
        np.maximum.at(newest, side, met)
    share = np.divide(strongest, total, out=np.zeros(people), where=total > 0)
    newest[np.isneginf(newest)] = np.nan
    return Standing(partners.astype(np.int32), total, share, newest)


def _not_before(ties: Ties, at: float) -> None:
    if not ties.newest <= at < float("inf"):
        raise ValueError(f"ties can be read from their newest event on, {ties.newest!r}, not at {at!r}")


def _find(ties: Ties, lo: int, hi: int) -> int:
    """The row of a pair, or -1."""
    if not 0 <= lo < hi < ties.people:
        raise ValueError(f"{lo} and {hi} must be two of {ties.people} people")
    slots, pairs = ties.slots, ties.pairs
    i = home(lo, hi, len(slots))
    while (pair := int(slots[i])) >= 0:
        if pairs[pair]["lo"] == lo and pairs[pair]["hi"] == hi:
            return pair
        i = (i + 1) & (len(slots) - 1)
    return -1


def _last(ties: Ties, direction: int) -> npt.NDArray[np.float64]:
    """Each pair's newest contact in one direction, -inf: none. Open contacts are newer than settled ones."""
    old, head = ties.pairs["old"][:, direction], ties.pairs["open"][:, direction]
    return np.where(head >= 0, ties.node_at.take(head, mode="clip"), old) if len(ties.node_at) else old


def _view(ties: Ties, pair: int, person: int, at: float) -> Tie:
    row = ties.pairs[pair]
    way = 0 if person == row["lo"] else 1
    found: list[tuple[Kind, Any]] = []
    entry = int(row["entry"])
    while entry >= 0:
        found.append((KINDS[int(ties.entries[entry]["where"]) & KIND_MASK], ties.entries[entry]))
        entry = int(ties.entries[entry]["next"])
    found.sort(key=lambda each: KINDS.index(each[0]))
    sides: tuple[list[tuple[Kind, float]], list[tuple[Kind, float]]] = ([], [])
    times: dict[Kind, int] = {}
    for kind, each in found:
        left = faded(1.0, at - float(each["as_of"]), DECAYS[kind].seconds)
        for side, value in zip(sides, each["value"], strict=True):
            side.append((kind, left * float(value)))
        once, again = (int(n) for n in each["times"])
        times[kind] = max(once, again) if kind in _TOGETHER else once + again
    out, back = strength(sides[way]), strength(sides[1 - way])
    heads = zip(row["open"], row["old"], strict=True)
    last = [float(ties.node_at[head]) if head >= 0 else float(old) for head, old in heads]
    return Tie(
        person=person,
        other=int(row["hi"] if way == 0 else row["lo"]),
        at=at,
        strength_out=out,
        strength_in=back,
        company=company(sides[0]) + company(sides[1]),
        reciprocity=reciprocity(out, back),
        last_out=_or_never(last[way]),
        last_in=_or_never(last[1 - way]),
        last_two_way=_or_never(float(row["met"])),
        first_at=float(row["first"]),
        last_at=max(float(each["as_of"]) for _, each in found),
        kinds=tuple(times),
        times=times,
    )


def _or_never(moment: float) -> float | None:
    return None if moment == float("-inf") else moment
