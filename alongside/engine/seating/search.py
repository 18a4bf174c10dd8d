"""The search over seats: annealing legs of growing length, each from the best plan so far or afresh.

A leg weighs the seven numbers of the score into one energy; which weights suit an instance isn't known before, so legs
differ in how hard they press on the worst-off and in how warm they start. The best plan by the score itself is kept
whatever the energy says. Everything follows from the seed and the number of moves; the clock only says when to stop.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from alongside.engine.seating import layout as at
from alongside.engine.seating.bounds import Bounds, best_partition_pairs, counted_people
from alongside.engine.seating.model import Instance, room_counts
from alongside.engine.seating.problem import Problem, Rooms

# Moves between looks at the clock.
CHUNK = 16_384

Score = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Leg:
    """One run of the annealer."""

    moves: int
    warm: float
    cold: float
    press: float
    """Weight of a squared deficit above `aim`."""
    aim: int
    """Deficits up to this cost only the missing pair."""
    care: float
    afresh: bool
    strict: bool = False


class Budget:
    """How much may still be done: by the clock, by a number of moves, or both."""

    def __init__(self, clock: Callable[[], float], until: float | None, moves: int | None) -> None:
        self.clock = clock
        self.until = until
        self.moves = moves
        self.pace = 0.0

    def next_chunk(self, wish: int) -> int:
        """How many of `wish` moves may be made now; 0 when the budget is spent."""
        if self.moves is not None:
            wish = min(wish, self.moves)
        if self.until is not None:
            left = self.until - self.clock()
            if left <= 0:
                return 0
            if self.pace:
                wish = max(256, min(wish, int(left * self.pace)))
        return max(0, wish)

    def spent(self, moves: int, seconds: float) -> None:
        """Note that `moves` were made in `seconds`."""
        if self.moves is not None:
            self.moves -= moves
        if seconds > 0:
            pace = moves / seconds
            self.pace = pace if not self.pace else 0.7 * self.pace + 0.3 * pace

    def over(self) -> bool:
        """Whether nothing more may be done."""
        return self.next_chunk(1) == 0


def deal(problem: Problem, q: int, dice: random.Random, rooms: int | None = None) -> Rooms:
    """Everyone present in searched round q, dealt evenly at random; people who must sit together are dealt as one."""
    present = list(problem.instance.present[problem.rounds[q]])
    counts = problem.counts[q]
    if not present or not counts:
        return ()
    k = rooms if rooms in counts and rooms is not None else min(counts)
    base, extra = divmod(len(present), k)
    room_left = [base + (x < extra) for x in range(k)]
    seats: list[list[int]] = [[] for _ in range(k)]
    taken: set[int] = set()
    for group in sorted(problem.clusters[q], key=len, reverse=True):
        x = max(range(k), key=lambda y: (room_left[y], dice.random()))
        part = group[: room_left[x]]
        seats[x] += part
        room_left[x] -= len(part)
        taken.update(part)
    rest = [i for i in present if i not in taken]
    dice.shuffle(rest)
    for x in range(k):
        while room_left[x] > 0:
            seats[x].append(rest.pop())
            room_left[x] -= 1
    return tuple(tuple(sorted(s)) for s in seats)


def roomy_count(instance: Instance, r: int) -> int:
    """The number of rooms that allows the most pairs in round r."""
    present = len(instance.present[r])
    lo, hi, _ = instance.sizes(present)
    counts = room_counts(present, lo, hi)
    if not counts or not present:
        return 0
    return max(counts, key=lambda k: (best_partition_pairs(present, k, lo, hi), -k))


class Search:
    """A search in progress over one stretch of rounds."""

    def __init__(
        self, instance: Instance, limits: Bounds, problem: Problem, seed: int, start: Sequence[Rooms] | None
    ) -> None:
        self.instance = instance
        self.problem = problem
        self.dice = random.Random(seed)  # noqa: S311  (nothing here is secret)
        self.seed = seed
        people = counted_people(instance)
        total = sum(limits.most[i] for i in people) - 2 * limits.pairs
        # no plan's largest deficit is below the mean deficit of a plan with every possible pair
        self.least_deficit = ceil(total / len(people)) if people else 0
        self.limits = limits
        self.memory = problem.fresh_memory(
            start if start is not None else self.deal_all(), self.dice.getrandbits(62), self.weights(0.05, 0)
        )
        h = self.memory.h
        resizable = any(lo < hi for lo, hi, _ in problem.sizes) and problem.most_rooms > 1
        h[at.H_RESIZE] = 100 if resizable else 0
        rules = instance.no_lone or instance.warm_tie is not None or instance.cap or instance.share
        h[at.H_EXCHANGE] = 40 if rules else 0
        self.leg_number = 0
        self.memory.call("anneal", 0, 1.0, 1.0, 0)  # the start is the first best
        self.fresh_best = True

    def deal_all(self) -> list[Rooms]:
        """A random start."""
        return [
            deal(self.problem, q, self.dice, roomy_count(self.instance, r)) for q, r in enumerate(self.problem.rounds)
        ]

    def weights(self, press: float, aim: int) -> list[int]:
        """What each deficit costs, in 1/1024: half a pair a person, and `press` times the square above `aim`."""
        out = []
        for cell in range(self.problem.dims["depth"]):
            deficit = cell - self.problem.slack
            over = max(0, deficit - aim)
            out.append(round(1024 * (0.5 * deficit + press * over * over)))
        return out

    @property
    def score(self) -> Score:
        """The best score so far: hard misses, off-size rooms, care (fixed point), deficit, -pairs, stale, repeats."""
        h = self.memory.h
        values = list(h[at.H_BEST : at.H_BEST + 7])
        values[3] -= self.problem.slack
        return tuple(values)

    def best(self) -> tuple[Rooms, ...]:
        """The best rooms so far."""
        return self.problem.rooms_of(self.memory.best)

    def settled(self) -> bool:
        """Whether the best is provably the best possible."""
        hard, off, care, deficit, pairs, stale, repeat = self.score
        return (
            hard == off == care == stale == repeat == 0
            and deficit <= self.least_deficit
            and -pairs >= self.limits.pairs
        )

    def next_leg(self) -> Leg:
        """The next leg: short ones first, so that a good plan is there at once; then longer, with other pressures."""
        number = self.leg_number
        self.leg_number += 1
        seats = sum(len(self.instance.present[r]) for r in self.problem.rounds)
        unit = max(20_000, 300 * seats)
        worst = self.score[3]
        length = unit * min(40, 1 << (number // 4)) if number else unit
        press, aim = ((0.05, 0), (1.0, worst - 1), (0.12, 0), (1.0, worst))[number % 4]
        if worst <= self.least_deficit:
            aim = min(aim, worst)
        return Leg(
            moves=length,
            warm=1.0,
            cold=0.15,
            press=press,
            aim=max(aim, self.least_deficit - 1),
            care=(8.0, 5.0, 12.0)[number % 3],
            afresh=False,
        )

    def run(
        self, budget: Budget, better: Callable[[], None] | None = None, enough: Callable[[], bool] | None = None
    ) -> None:
        """Search until the budget is spent, the plan is provably best, or `enough` says so."""
        while not (budget.over() or self.settled() or (enough and enough())):
            leg = self.next_leg()
            self.walk(leg, budget, better)
            tail = Leg(leg.moves // 6, 0.05, 0.05, leg.press, leg.aim, leg.care, False, strict=True)
            self.walk(tail, budget, better)

    def walk(self, leg: Leg, budget: Budget, better: Callable[[], None] | None) -> None:
        """One leg from the best plan, in chunks between looks at the clock."""
        memory = self.memory
        for place, value in enumerate((14.0, 10.0, leg.care, 0.3, 0.12)):
            memory.f[place] = value
        for cell, cost in enumerate(self.weights(leg.press, leg.aim)):
            memory.phi[cell] = cost
        memory.call("go_back")
        steps = max(1, leg.moves // 64)
        cooling = (leg.cold / leg.warm) ** (1 / steps)
        temperature = leg.warm
        done = 0
        while done < leg.moves:
            chunk = budget.next_chunk(min(CHUNK, leg.moves - done))
            if chunk == 0:
                return
            before = budget.clock()
            improved = memory.call("anneal", chunk, temperature, cooling, int(leg.strict))
            budget.spent(chunk, budget.clock() - before)
            temperature = max(leg.cold, temperature * cooling ** (chunk / 64))
            done += chunk
            if improved:
                if better:
                    better()
                if self.settled():
                    return

    def replace(self, q: int, rooms: Rooms) -> None:
        """Put `rooms` in searched round q of the best plan and go on from there."""
        n = self.instance.count
        fresh = list(self.best())
        fresh[q] = rooms
        memory = self.problem.fresh_memory(fresh, self.dice.getrandbits(62), self.memory.phi)
        for place in (at.H_RESIZE, at.H_EXCHANGE):
            memory.h[place] = self.memory.h[place]
        assert len(memory.room) == len(self.problem.rounds) * n
        self.memory = memory
        self.memory.call("anneal", 0, 1.0, 1.0, 0)
