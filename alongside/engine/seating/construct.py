"""Plans that need no search: catalogued base rounds, the round robin of pairs, and the cyclic shift for
large events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from math import gcd
from pathlib import Path
from typing import Any

Numbers = tuple[tuple[tuple[int, ...], ...], ...]


def shift_rounds(rooms: int, size: int) -> int:
    """How many rounds `cyclic_shift` gives without a repeat: two seats i, j meet again after rooms /
    gcd(j-i, rooms)."""
    if size == 1:
        return 1 << 30
    return min(rooms // gcd(step, rooms) for step in range(1, size))


def cyclic_shift(rooms: int, size: int, rounds: int) -> Numbers:
    """`rounds` rounds for rooms·size people: person x of line i (number i·rooms + x) sits in room x - i·t
    in round t."""
    return tuple(
        tuple(tuple(i * rooms + (c + i * t) % rooms for i in range(size)) for c in range(rooms)) for t in range(rounds)
    )


def cyclic_rounds(rooms: int, size: int, rounds: int) -> Numbers:
    """Repeat-free rounds from the cyclic shift and, where its lines can be split into rooms, from within the lines.

    Two people of one line never meet in the shift, so that a line of `rooms` people is free for rounds of its own.
    """
    if rooms == 1:
        return ((tuple(range(size)),),)[:rounds]
    known = cyclic_shift(rooms, size, min(rounds, shift_rounds(rooms, size)))
    if len(known) == rounds or rooms % size:
        return known
    within = cyclic_rounds(rooms // size, size, rounds - len(known))
    more = tuple(tuple(tuple(line * rooms + x for x in room) for line in range(size) for room in one) for one in within)
    return known + more


def round_robin(people: int, rounds: int) -> Numbers:
    """Pairs for an even number of people: one stays, the others turn. Repeat-free for people - 1 rounds."""
    turn = people - 1
    return tuple(
        (
            (turn, t % turn),
            *(((t + x) % turn, (t - x) % turn) for x in range(1, people // 2)),
        )
        for t in range(rounds)
    )


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, Any]:
    text = (Path(__file__).parent / "catalogue.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def develop(entry: dict[str, Any]) -> Numbers:
    """All rounds of a catalogue entry: its base rounds, each turned by every shift of the cyclic group.

    Points are numbered by orbits of the group (orbit o, place x → o·period + x), then the fixed points.
    """
    period: int = entry["period"]
    orbits: int = entry["orbits"]
    moving = period * orbits

    def turned(point: int, by: int) -> int:
        if point >= moving:
            return point
        orbit, place = divmod(point, period)
        return orbit * period + (place + by) % period

    return tuple(
        tuple(tuple(turned(p, by) for p in room) for room in base) for base in entry["base"] for by in range(period)
    )


def repeat_free(rooms: int, size: int, rounds: int) -> Numbers:
    """Up to `rounds` rounds of equal rooms in which no two meet twice: as many as are known, perhaps none.

    People are numbers 0..rooms·size-1.
    """
    if size == 1 or rooms == 1:
        return ()
    pairs = size == 2
    known = round_robin(rooms * 2, min(rounds, rooms * 2 - 1)) if pairs else cyclic_rounds(rooms, size, rounds)
    entry = _catalogue().get(f"{size}x{rooms}") if len(known) < rounds else None
    if entry:
        listed = develop(entry)[:rounds]
        if len(listed) > len(known):
            return listed
    return known


def without_repeat(rounds: Sequence[Sequence[Sequence[int]]]) -> bool:
    """Whether no two people share a room twice."""
    met: set[tuple[int, int]] = set()
    for rooms in rounds:
        for room in rooms:
            for x, a in enumerate(room):
                for b in room[x + 1 :]:
                    pair = (min(a, b), max(a, b))
                    if pair in met:
                        return False
                    met.add(pair)
    return True
