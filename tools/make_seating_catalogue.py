"""Search for the base rounds of `alongside/engine/seating/catalogue.json`.

    .venv/bin/python tools/make_seating_catalogue.py [MINUTES [SIZExROOMS …]]

Rooms of equal size in which no two people meet twice, for as many rounds as are known to be possible (the social golfer
problem). People are the points of a few orbits of the cyclic group Z_m and some fixed points; each base
round, turned by
every element of the group, gives m rounds. They are repeat-free exactly when every difference between two
points in a room
occurs once: within an orbit, between two orbits, and once for each fixed point and orbit. Annealing finds such rounds.
Entries that are already there are kept; missing ones are searched from the most rounds downwards.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from alongside.engine.seating.construct import cyclic_rounds, develop, without_repeat  # noqa: E402

TARGET = ROOT / "alongside" / "engine" / "seating" / "catalogue.json"

# Most weeks known for rooms of each size and number.
KNOWN = {
    3: {3: 4, 4: 4, 5: 7, 6: 8, 7: 10, 8: 11, 9: 13, 10: 14},
    4: {4: 5, 5: 5, 6: 7, 7: 9, 8: 10},
    5: {5: 6, 6: 6, 7: 7},
}
MOST_PEOPLE = 60


@njit(cache=True)
def place(point: int, period: int, orbits: int) -> tuple[int, int]:
    if point >= period * orbits:
        return point - period * orbits + orbits, -1
    return point // period, point % period


@njit(cache=True)
def count_room(room: Any, period: int, orbits: int, seen: Any, by: int) -> int:
    """Add (by=1) or take away (by=-1) the differences of one room. Returns how the number of repeats changes."""
    change = 0
    size = room.shape[0]
    for x in range(size):
        ox, px = place(room[x], period, orbits)
        for y in range(x + 1, size):
            oy, py = place(room[y], period, orbits)
            if px < 0 and py < 0:
                change += by * period
                continue
            cells = ((ox, oy, 0), (ox, oy, 0))
            number = 1
            if px < 0:
                cells = ((oy, ox, 0), (oy, ox, 0))
            elif py < 0:
                cells = ((ox, oy, 0), (ox, oy, 0))
            elif ox == oy:
                cells = ((ox, oy, (py - px) % period), (ox, oy, (px - py) % period))
                number = 2
            elif ox < oy:
                cells = ((ox, oy, (py - px) % period), (ox, oy, 0))
            else:
                cells = ((oy, ox, (px - py) % period), (ox, oy, 0))
            for c in range(number):
                a, b, d = cells[c]
                if by > 0:
                    if seen[a, b, d] > 0:
                        change += 1
                    seen[a, b, d] += 1
                else:
                    seen[a, b, d] -= 1
                    if seen[a, b, d] > 0:
                        change -= 1
    return change


@njit(cache=True)
def search(rooms: int, size: int, period: int, orbits: int, bases: int, seed: int, moves: int) -> tuple[int, Any]:
    """Anneal the base rounds; the repeats left and the rounds, one under another."""
    np.random.seed(seed)
    people = rooms * size
    seats = np.zeros((bases * rooms, size), np.int64)
    for base in range(bases):
        seats[base * rooms : (base + 1) * rooms] = np.random.permutation(people).reshape(rooms, size)
    kinds = orbits + people - period * orbits
    seen = np.zeros((kinds, kinds, period), np.int32)
    cost = 0
    for k in range(bases * rooms):
        cost += count_room(seats[k], period, orbits, seen, 1)
    temperature = 1.0
    cooling = (0.12) ** (1.0 / moves)
    for _ in range(moves):
        if cost == 0:
            break
        temperature *= cooling
        base = np.random.randint(bases) * rooms
        a = base + np.random.randint(rooms)
        b = base + np.random.randint(rooms)
        if a == b:
            continue
        x = np.random.randint(size)
        y = np.random.randint(size)
        change = count_room(seats[a], period, orbits, seen, -1)
        change += count_room(seats[b], period, orbits, seen, -1)
        seats[a, x], seats[b, y] = seats[b, y], seats[a, x]
        change += count_room(seats[a], period, orbits, seen, 1)
        change += count_room(seats[b], period, orbits, seen, 1)
        if change <= 0 or np.random.random() < np.exp(-change / temperature):
            cost += change
        else:
            count_room(seats[a], period, orbits, seen, -1)
            count_room(seats[b], period, orbits, seen, -1)
            seats[a, x], seats[b, y] = seats[b, y], seats[a, x]
            count_room(seats[a], period, orbits, seen, 1)
            count_room(seats[b], period, orbits, seen, 1)
    return cost, seats


def nine_field() -> dict[str, Any]:
    """28 people in fours for nine rounds, everyone meeting everyone: Bose's resolvable design over the field of nine.

    A point is a place of the field (a + b·i over Z_3, i² = -1) in one of three orbits, or the one fixed point. With x a
    root of the field, s its even powers and y = x·s, the base round joins ±s of each orbit with ±y of the next, and the
    zeros with the fixed point; adding each place to it gives nine rounds.
    """
    places = [(a, b) for a in range(3) for b in range(3)]

    def times(p: tuple[int, int], q: tuple[int, int]) -> tuple[int, int]:
        return (p[0] * q[0] - p[1] * q[1]) % 3, (p[0] * q[1] + p[1] * q[0]) % 3

    def plus(p: tuple[int, int], q: tuple[int, int]) -> tuple[int, int]:
        return (p[0] + q[0]) % 3, (p[1] + q[1]) % 3

    powers = [(1, 0)]
    while len(powers) < 8:
        powers.append(times(powers[-1], (1, 1)))
    for shift in (1, 3, 5, 7):
        rounds = []
        for by in places:

            def seat(orbit: int, place: tuple[int, int], by: tuple[int, int] = by) -> int:
                return orbit % 3 * 9 + places.index(plus(place, by))

            rooms = [[*(seat(o, (0, 0)) for o in range(3)), 27]]
            for orbit in range(3):
                for step in (0, 2):
                    here = [seat(orbit, powers[(step + half) % 8]) for half in (0, 4)]
                    there = [seat(orbit + 1, powers[(step + shift + half) % 8]) for half in (0, 4)]
                    rooms.append([*here, *there])
            rounds.append(sorted(sorted(room) for room in rooms))
        if without_repeat(rounds):
            return {"period": 1, "orbits": 28, "base": rounds}
    raise AssertionError("the design has no repeat for one of the odd shifts")


def solve(rooms: int, size: int, weeks: int, bases: int, seconds: float) -> dict[str, Any] | None:
    """Base rounds by exact search (CP-SAT): no difference twice, and each person once in each base round."""
    from ortools.sat.python import cp_model

    people, period = rooms * size, weeks // bases
    orbits = people // period

    def turned(p: int, by: int) -> int:
        return p if p >= orbits * period else p // period * period + (p + by) % period

    def difference(a: int, b: int) -> frozenset[frozenset[int]]:
        return frozenset(frozenset((turned(a, by), turned(b, by))) for by in range(period))

    model = cp_model.CpModel()
    seated: dict[tuple[int, int], list[Any]] = {}
    used: dict[frozenset[frozenset[int]], list[Any]] = {}
    chosen = []
    for room in combinations(range(people), size):
        kinds = {difference(a, b) for a, b in combinations(room, 2)}
        if len(kinds) < size * (size - 1) // 2 or any(len(kind) < period for kind in kinds):
            continue
        for base in range(bases):
            flag = model.new_bool_var("")
            chosen.append((flag, base, room))
            for p in room:
                seated.setdefault((base, p), []).append(flag)
            for kind in kinds:
                used.setdefault(kind, []).append(flag)
    for flags in seated.values():
        model.add_exactly_one(flags)
    for flags in used.values():
        model.add_at_most_one(flags)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    found = [[list(room) for flag, b, room in chosen if b == base and solver.value(flag)] for base in range(bases)]
    return {"period": period, "orbits": orbits, "base": found}


def octagons(seconds: float = 300) -> dict[str, Any] | None:
    """32 people in fours for ten rounds, each meeting all but one: the corners of four octagons, turned and mirrored.

    Turning and mirroring all four at once keeps two rounds as they are; it brings four forth from one, which the half
    turn and the mirrors through two sides keep, and four from another, kept by the half turn and mirrors through two
    corners. Exact search over rooms with their images (CP-SAT), where the unmet are like corners of octagons 0 and 2,
    and of 1 and 3: every other pair meets once.
    """
    from ortools.sat.python import cp_model

    people = range(32)
    turns = [tuple(p // 8 * 8 + (turn + p) % 8 for p in people) for turn in range(8)]
    mirrors = [tuple(p // 8 * 8 + (turn - p) % 8 for p in people) for turn in range(8)]
    symmetries = turns + mirrors
    sides = [turns[0], turns[4], mirrors[1], mirrors[5]]
    corners = [turns[0], turns[4], mirrors[0], mirrors[4]]
    keeping = [sides, corners, symmetries, symmetries]

    def images(group: Sequence[Sequence[int]], points: Iterable[int]) -> frozenset[tuple[int, ...]]:
        return frozenset(tuple(sorted(move[p] for p in points)) for move in group)

    kinds = {pair: images(symmetries, pair) for pair in combinations(people, 2)}
    unmet = {kinds[c, c + 16] for c in range(16)}
    model = cp_model.CpModel()
    seated: dict[tuple[int, int], list[Any]] = {}
    meetings: dict[Any, list[Any]] = {kind: [] for kind in set(kinds.values()) - unmet}
    chosen: list[dict[frozenset[tuple[int, ...]], Any]] = [{} for _ in keeping]
    for base, group in enumerate(keeping):
        for room in combinations(people, 4):
            met = Counter(kinds[pair] for pair in combinations(room, 2))
            rooms = images(group, room)
            disjoint = len(set().union(*rooms)) == 4 * len(rooms)
            times = len(symmetries) // len(group) * len(rooms)
            if rooms in chosen[base] or not disjoint or any(k in unmet or c * times != len(k) for k, c in met.items()):
                continue
            flag = chosen[base][rooms] = model.new_bool_var("")
            for p in set().union(*rooms):
                seated.setdefault((base, p), []).append(flag)
            for kind in met:
                meetings[kind].append(flag)
    for flags in [*seated.values(), *meetings.values()]:
        model.add_exactly_one(flags)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    found: set[tuple[tuple[int, ...], ...]] = set()
    for choice in chosen:
        rooms_of_round = [room for rooms, flag in choice.items() if solver.value(flag) for room in rooms]
        found |= {tuple(sorted(tuple(sorted(move[p] for p in room)) for room in rooms_of_round)) for move in symmetries}
    return {"period": 1, "orbits": 32, "base": [[list(room) for room in rooms] for rooms in sorted(found)]}


# Entries that annealing does not find.
DIRECT: dict[str, Callable[[], dict[str, Any] | None]] = {
    "3x6": lambda: solve(6, 3, 8, 2, 120),
    "4x7": nine_field,
    "4x8": octagons,
}


def find(rooms: int, size: int, weeks: int, until: float) -> dict[str, Any] | None:
    """A base round of `weeks` rounds for that many equal rooms, or None where the time runs out."""
    people = rooms * size
    plans = []
    for bases in range(1, weeks):
        if weeks % bases == 0:
            period = weeks // bases
            for orbits in range(people // period, 0, -1):
                if people - orbits * period <= rooms:
                    plans.append((bases, period, orbits))
    seed = 0
    while plans and time.monotonic() < until:
        bases, period, orbits = plans[seed % len(plans)]
        seed += 1
        left, seats = search(rooms, size, period, orbits, bases, seed, 300_000 * bases)
        if left == 0:
            base = [
                sorted(sorted(int(p) for p in room) for room in seats[b * rooms : (b + 1) * rooms])
                for b in range(bases)
            ]
            return {"period": period, "orbits": orbits, "base": base}
    return None


def main(argv: list[str]) -> int:
    """Fill the catalogue for MINUTES (default 3); say what is missing."""
    until = time.monotonic() + 60 * float(argv[0] if argv else 3)
    entries = json.loads(TARGET.read_text()) if TARGET.exists() else {}
    wanted = [(size, rooms) for size, known in KNOWN.items() for rooms in known]
    wanted += [
        (size, rooms)
        for size in range(3, 11)
        for rooms in range(2, MOST_PEOPLE // size + 1)
        if rooms not in KNOWN.get(size, {})
    ]
    for size, rooms in wanted:
        key = f"{size}x{rooms}"
        if argv[1:] and key not in argv[1:]:
            continue
        have = entries[key]["period"] * len(entries[key]["base"]) if key in entries else 0
        bound = (size * rooms - 1) // (size - 1)
        best = KNOWN.get(size, {}).get(rooms, bound)
        simple = len(cyclic_rounds(rooms, size, best))
        for weeks in range(best, max(have, simple), -1):
            share = min(until, time.monotonic() + (300 if rooms in KNOWN.get(size, {}) else 2.5))
            entry = DIRECT[key]() if key in DIRECT else find(rooms, size, weeks, share)
            if entry:
                developed = develop(entry)
                if len(developed) != weeks or not without_repeat(developed):
                    raise AssertionError(f"a repeat in {key}")
                entries[key] = entry
                print(f"{key}: {weeks} rounds", flush=True)
                break
        else:
            print(f"{key}: stays at {max(have, simple)} of at most {best}", flush=True)
        lines = ",\n".join(f'"{k}": {json.dumps(v, separators=(",", ":"))}' for k, v in sorted(entries.items()))
        TARGET.write_text("{\n" + lines + "\n}\n")
        if time.monotonic() > until:
            break
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
