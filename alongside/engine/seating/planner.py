"""Plan rounds: feasibility first, then ready-made plans, then the search, then proof where no valid plan was found."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from random import Random

from alongside.engine.seating import proof
from alongside.engine.seating.bounds import bounds, counted_people
from alongside.engine.seating.construct import cyclic_shift, repeat_free, shift_rounds
from alongside.engine.seating.feasible import obstacles
from alongside.engine.seating.layout import MAX_ROUNDS
from alongside.engine.seating.model import Instance, Plan, Reason, Rounds, room_counts
from alongside.engine.seating.problem import Problem, Rooms
from alongside.engine.seating.score import evaluate
from alongside.engine.seating.search import Budget, Search, deal, roomy_count

DEFAULT_SECONDS = 1.0

# Parts of what is left of the budget after which rounds that still break a hard rule are put to the exact solver.
_DOUBTS = (0.25, 0.4)
# The longest wait for the first of those, in seconds: whoever allows ten seconds still has a valid plan soon.
_FIRST_DOUBT = 0.3


def plan(
    instance: Instance,
    *,
    seconds: float | None = None,
    moves: int | None = None,
    seed: int = 0,
    improved: Callable[[Plan], None] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Plan:
    """Plan an instance's rounds.

    `seconds` bounds the time, `moves` the work; with `moves` alone the same seed gives the same plan. With neither, one
    second. `improved` is called with every better plan found on the way that breaks no hard rule. Raises nothing for an
    instance that `read_instance` accepts: where no plan meets the hard rules, the answer's status is `infeasible`.
    """
    started = clock()
    if seconds is None and moves is None:
        seconds = DEFAULT_SECONDS
    reasons = obstacles(instance)
    if reasons:
        return Plan(instance.id, "infeasible", reasons=reasons)
    until = None if seconds is None else started + seconds
    return _Planner(instance, Budget(clock, until, moves), seed, improved, seconds, moves).plan()


def is_plain(instance: Instance) -> bool:
    """Whether nothing tells one member or round from another: no rules, history, absences, held rounds or roles."""
    return not (
        any(instance.absent)
        or instance.held
        or instance.familiarity
        or instance.apart
        or instance.together
        or instance.guide
        or instance.share
        or instance.cap
        or instance.no_lone
        or (instance.warm_tie is not None and any(m.anxious for m in instance.members))
        or any(instance.facilitator)
    )


def ready_made(instance: Instance, rounds: int) -> tuple[Rooms, ...]:
    """Repeat-free rounds for everyone, as many as are known, of rooms as large as allowed; perhaps none.

    Where the rooms can't all be equal, some seats of an equal plan stay empty: one line's, so that no room lacks two.
    Rules, history and absences are not looked at.
    """
    count = instance.count
    lo, hi, off = instance.sizes(count)
    if off or not room_counts(count, lo, hi):
        return ()
    rooms = -(-count // hi)
    empty = rooms * hi - count
    if hi > count or (empty and (empty > rooms or hi - 1 < lo)):
        return ()
    if empty:
        # only the lines of the cyclic shift are known to share no room
        known = cyclic_shift(rooms, hi, min(rounds, shift_rounds(rooms, hi)))
        return tuple(
            tuple(tuple(sorted(i for i in room if i < count)) for room in rooms_of_round) for rooms_of_round in known
        )
    return tuple(
        tuple(tuple(sorted(room)) for room in rooms_of_round) for rooms_of_round in repeat_free(rooms, hi, rounds)
    )


class _Planner:
    """One call of `plan`, past the first feasibility checks."""

    def __init__(
        self,
        instance: Instance,
        budget: Budget,
        seed: int,
        improved: Callable[[Plan], None] | None,
        seconds: float | None,
        moves: int | None,
    ) -> None:
        self.instance = instance
        self.budget = budget
        self.seed = seed
        self.improved = improved
        self.seconds = seconds
        self.moves = moves
        self.limits = bounds(instance)
        self.done: list[Rooms] = list(instance.held)

    def plan(self) -> Plan:
        instance = self.instance
        if len(self.done) == instance.rounds:
            return self.finished(tuple(self.done), False)
        ready = ready_made(instance, instance.rounds - len(self.done))
        if is_plain(instance) and len(ready) == instance.rounds:
            best = self.finished(ready, False)
            if self.settled(best):
                best = self.finished(ready, True)
                if self.improved:
                    self.improved(best)
                return best
        while len(self.done) < instance.rounds:
            first = len(self.done)
            last = min(instance.rounds, first + MAX_ROUNDS)
            answer = self.stretch(first, last, ready[: last - first])
            ready = ()
            if isinstance(answer, Plan):
                return answer
        return self.finished(tuple(self.done), self.proven)

    proven = False

    def stretch(self, first: int, last: int, ready: Sequence[Rooms]) -> Plan | None:
        """Plan rounds first..last-1 after those in `done`; a Plan only where they are infeasible."""
        instance = self.instance
        problem = Problem(instance, self.limits, self.done, first, last)
        stretches = -(-(instance.rounds - first) // MAX_ROUNDS)
        budget = self.share(stretches)
        search = Search(instance, self.limits, problem, self.seed, self.start(problem, ready))
        whole = first == len(instance.held) and last == instance.rounds

        def better() -> None:
            if self.improved and whole and search.score[0] == 0:
                self.improved(self.finished((*self.done, *search.best()), search.settled()))

        for part in _DOUBTS:
            doubt = self.part(budget, part, _FIRST_DOUBT if part == _DOUBTS[0] else math.inf)
            search.run(doubt, better)
            if budget.moves is not None and doubt.moves is not None:
                budget.moves -= int(budget.moves * part) - doubt.moves
            budget.pace = doubt.pace
            if search.score[0] == 0:
                break
            verdict = self.settle_doubts(search, problem, budget)
            if verdict:
                return verdict
            better()
        search.run(budget, better)
        if self.moves is not None:
            self.budget.moves = (self.budget.moves or 0) - (self.share(stretches).moves or 0) + (budget.moves or 0)
        if search.score[0] > 0:
            return self.gave_up(search, problem)
        self.proven = search.settled() and whole
        self.done += search.best()
        return None

    def share(self, stretches: int) -> Budget:
        """This stretch's part of what is left."""
        clock = self.budget.clock
        until = self.budget.until
        if until is not None:
            until = clock() + (until - clock()) / stretches
        moves = self.budget.moves
        return Budget(clock, until, None if moves is None else moves // stretches)

    @staticmethod
    def part(budget: Budget, part: float, longest: float = math.inf) -> Budget:
        """That part of what is left, at most `longest` seconds."""
        until = budget.until
        if until is not None:
            now = budget.clock()
            until = now + min(longest, (until - now) * part)
        moves = None if budget.moves is None else int(budget.moves * part)
        found = Budget(budget.clock, until, moves)
        found.pace = budget.pace
        return found

    def start(self, problem: Problem, ready: Sequence[Rooms]) -> list[Rooms] | None:
        """Where the search starts: ready-made rounds at large events, where dealing at random would leave
        much to mend."""
        if not ready:
            return None
        if not is_plain(self.instance) and self.instance.count < 100:
            return None
        dice = Random(self.seed)  # noqa: S311  (nothing here is secret)
        rooms: list[Rooms] = []
        for q, r in enumerate(problem.rounds):
            fitting = None
            if q < len(ready):
                here = self.instance.present_sets[r]
                fitting = fit([[i for i in room if i in here] for room in ready[q]], problem, q)
            rooms.append(fitting or deal(problem, q, dice, roomy_count(self.instance, r)))
        return rooms

    def settle_doubts(self, search: Search, problem: Problem, budget: Budget) -> Plan | None:
        """Prove a round that still breaks a hard rule impossible, or take the solver's rooms for it."""
        effort = min(20.0, max(0.2, (self.seconds or 4.0) * 0.5))
        limit = proof.Limit(effort, budget.until, budget.clock)
        broken = self.broken_rounds(search)
        for r in problem.rounds:
            # in order: under hard warm ties what a round may be depends on the rounds before it, as they are by now
            if r not in broken:
                continue
            before = (*self.done, *search.best())[:r]
            answer = proof.try_round(self.instance, r, limit, before)
            if answer.verdict is proof.Verdict.IMPOSSIBLE:
                return Plan(self.instance.id, "infeasible", reasons=proof.explain(self.instance, r, limit))
            if answer.verdict is proof.Verdict.ROOMS:
                search.replace(r - problem.rounds.start, answer.rooms)
                broken = self.broken_rounds(search)
        return None

    def broken_rounds(self, search: Search) -> set[int]:
        """Rounds of the best plan so far that break a hard rule."""
        return {v.round for v in evaluate(self.instance, (*self.done, *search.best())).violations}

    def gave_up(self, search: Search, problem: Problem) -> Plan:
        """No plan without a broken hard rule was found, and none was proven impossible: say which rules
        stood in the way."""
        metrics = evaluate(self.instance, (*self.done, *search.best()))
        codes: dict[str, Reason] = {}
        for broken in metrics.violations:
            code = proof.CODES.get(broken.rule, broken.rule)
            detail = f"not proven impossible, but no rooms were found in time that avoid this: {broken.sentence}"
            codes.setdefault(code, Reason(code, detail, broken.round))
        return Plan(self.instance.id, "infeasible", reasons=tuple(codes.values()))

    def settled(self, found: Plan) -> bool:
        """Whether a plan's metrics reach every bound."""
        metrics = found.metrics
        if metrics is None or not metrics.valid:
            return False
        people = counted_people(self.instance)
        missing = sum(self.limits.most[i] for i in people) - 2 * self.limits.pairs
        least = -(-missing // len(people)) if people else 0
        return metrics.score[:3] == (0, 0, 0) and (
            metrics.max_deficit <= least
            and metrics.new_pairs >= self.limits.pairs
            and metrics.stale_seats == 0
            and metrics.repeat_cost == 0
        )

    def finished(self, rounds: Rounds, proven: bool) -> Plan:
        return Plan(self.instance.id, "ok", rounds, metrics=evaluate(self.instance, rounds), proven_best=proven)


def fit(rooms: list[list[int]], problem: Problem, q: int) -> Rooms | None:
    """The rooms with sizes brought into the round's range by moving as few people as it takes; None where
    that fails."""
    lo, hi, _ = problem.sizes[q]
    counts = problem.counts[q]
    people = sorted(rooms, key=len, reverse=True)
    people = [room for room in people if room]
    while len(people) > max(counts, default=0):
        spill = people.pop()
        for i in spill:
            smallest = min(people, key=len)
            smallest.append(i)
        people.sort(key=len, reverse=True)
    for room in people:
        while len(room) < lo:
            giver = max(people, key=len)
            if len(giver) <= lo:
                break
            room.append(giver.pop())
        while len(room) > hi:
            taker = min(people, key=len)
            if len(taker) >= hi:
                break
            taker.append(room.pop())
    if len(people) not in counts or not all(lo <= len(room) <= hi for room in people):
        return None
    return tuple(tuple(sorted(room)) for room in people)
