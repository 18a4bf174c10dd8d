"""The score of a plan and the bounds it is measured against, as breakouts/README.md defines them.

Seven numbers, compared from the left, smaller is better: hard violations, off-size rooms, care misses, the largest
deficit of new people, minus the distinct new pairs, stale seats, and the price of repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from alongside.engine.seating.bounds import bounds, counted_people
from alongside.engine.seating.model import Instance, Metrics, Pair, Rounds, Violation, room_counts


def _key(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


class _Tally:
    """Walks a plan round by round and counts."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.violations: list[Violation] = []
        self.care: dict[str, float] = dict.fromkeys(("warm", "guide", "together", "share", "cap", "no_lone"), 0)
        self.off_size = 0
        self.stale = 0
        self.met: dict[Pair, int] = {}
        self.new = [0] * instance.count
        self.met_by: list[set[int]] = [set() for _ in range(instance.count)]
        self.known_by: list[set[int]] = [set() for _ in range(instance.count)]
        for a, b in instance.familiarity:
            self.known_by[a].add(b)
            self.known_by[b].add(a)
        for a, b in instance.together_pairs:
            self.known_by[a].add(b)
            self.known_by[b].add(a)
        self.never: list[set[int]] = [set() for _ in range(instance.count)]
        for a, b in list(instance.familiarity) + list(instance.apart):
            self.never[a].add(b)
            self.never[b].add(a)
        self.facs = frozenset(i for i in range(instance.count) if instance.facilitator[i])

    def name(self, i: int) -> str:
        return self.instance.members[i].id

    def broken(self, r: int, rule: str, what: str) -> None:
        self.violations.append(Violation(r, rule, f"round {r}: {what}"))

    def structure(self, r: int, rooms: Sequence[Sequence[int]]) -> None:
        """Everyone present sits exactly once, nobody absent sits."""
        seen: set[int] = set()
        for room in rooms:
            for i in room:
                if i in seen:
                    self.broken(r, "seats", f"{self.name(i)} twice")
                if i in self.instance.absent[r]:
                    self.broken(r, "seats", f"{self.name(i)} is absent")
                seen.add(i)
        for i in self.instance.present[r]:
            if i not in seen:
                self.broken(r, "seats", f"{self.name(i)} has no room")

    def miss(self, r: int, kind: str, hard: bool, what: str, weight: float = 1) -> None:
        if hard:
            self.broken(r, kind, what)
        else:
            self.care[kind] += weight

    def sizes(self, r: int, rooms: Sequence[Sequence[int]]) -> None:
        instance = self.instance
        present = len(instance.present[r])
        lo, hi = instance.room_size
        if room_counts(present, lo, hi):
            for room in rooms:
                if not lo <= len(room) <= hi:
                    self.broken(r, "size", f"room of {len(room)} outside {lo}..{hi}")
        elif instance.size_fallback:
            low, high, _ = instance.sizes(present)
            for room in rooms:
                if not low <= len(room) <= high:
                    self.broken(r, "size", f"room of {len(room)} outside fallback")
                elif not lo <= len(room) <= hi:
                    self.off_size += 1
        else:
            self.broken(r, "size", f"{present} people cannot be split")

    def rules(self, r: int, rooms: Sequence[Sequence[int]]) -> None:
        """The rules that look at one round alone."""
        instance = self.instance
        for k, room in enumerate(rooms):
            people = sorted(set(room))
            if instance.apart:
                for a, b in combinations(people, 2):
                    if (a, b) in instance.apart:
                        self.broken(r, "apart", f"apart {self.name(a)} {self.name(b)}")
            for share in instance.share:
                if room and not frozenset.intersection(*(instance.values(i, share.attr) for i in room)):
                    self.miss(r, "share", share.hard, f"room {k}: no common {share.attr}")
            for cap in instance.cap:
                count = sum(instance.has(i, cap.attr, cap.value) for i in room)
                if count > cap.most:
                    what = f"room {k}: {count} with {cap.attr}={cap.value}"
                    self.miss(r, "cap", cap.hard, what, count - cap.most)
            for lone in instance.no_lone:
                if sum(instance.has(i, lone.attr, lone.value) for i in room) == 1:
                    self.miss(r, "no_lone", lone.hard, f"room {k}: lone {lone.attr}={lone.value}")
        where = {i: k for k, room in enumerate(rooms) for i in room}
        present = instance.present_sets[r]
        for rule in instance.together:
            a, b = rule.pair
            if a in present and b in present and where.get(a) != where.get(b):
                what = f"together {self.name(a)} {self.name(b)} split"
                self.miss(r, "together", rule.hard, what, rule.weight)
        if instance.guide and rooms:
            guides = {i for i in instance.present[r] if instance.members[i].role in instance.guide.roles}
            unguided = sum(1 for room in rooms if not guides.intersection(room))
            short = unguided - max(0, len(rooms) - len(guides))
            if short > 0:
                self.miss(r, "guide", instance.guide.hard, f"{short} room(s) without a guide", short)

    def faces(self, r: int, rooms: Sequence[Sequence[int]], held: bool) -> None:
        """Stale seats and warm ties: what depends on who was known before this round."""
        instance = self.instance
        if held:
            return
        present = instance.present_sets[r]
        for room in rooms:
            people = set(room)
            for i in room:
                if i in self.facs:
                    continue
                others = people - {i} - self.facs
                old = self.never[i] | self.met_by[i]
                could = any(j != i and j not in old and j not in self.facs for j in present)
                if could and not (others - old):
                    self.stale += 1
                if instance.members[i].anxious and instance.warm_tie is not None:
                    familiar = self.known_by[i] | self.met_by[i]
                    possible = any(
                        j != i and j not in self.facs and _key(i, j) not in instance.apart for j in familiar & present
                    )
                    if possible and not (familiar & others):
                        self.miss(r, "warm", instance.warm_tie, f"{self.name(i)} has no familiar face")

    def meetings(self, rooms: Iterable[Sequence[int]]) -> None:
        instance = self.instance
        for room in rooms:
            for a, b in combinations(sorted(set(room)), 2):
                if (a, b) not in self.met and instance.countable(a, b):
                    self.new[a] += 1
                    self.new[b] += 1
                self.met[a, b] = self.met.get((a, b), 0) + 1
        for room in rooms:
            for i in room:
                self.met_by[i].update(room)
                self.met_by[i].discard(i)

    def repeat_cost(self) -> float:
        instance = self.instance
        return sum(
            c * instance.familiarity.get(pair, 0.0) + c * (c - 1) / 2
            for pair, c in self.met.items()
            if pair[0] not in self.facs and pair[1] not in self.facs and pair not in instance.together_pairs
        )


def evaluate(instance: Instance, rounds: Rounds) -> Metrics:
    """Score a plan. Room order and seat order do not matter."""
    tally = _Tally(instance)
    limits = bounds(instance)
    if len(rounds) != instance.rounds:
        tally.broken(len(rounds), "seats", f"{instance.rounds} rounds are wanted")
    for r, rooms in enumerate(rounds[: instance.rounds]):
        tally.structure(r, rooms)
        held = r < len(instance.held)
        if held:
            if sorted(map(sorted, rooms)) != sorted(map(sorted, instance.held[r])):
                tally.broken(r, "held", "held round changed")
        else:
            tally.sizes(r, rooms)
            tally.rules(r, rooms)
        tally.faces(r, rooms, held)
        tally.meetings(rooms)
    people = counted_people(instance)
    deficit = max((limits.most[i] - tally.new[i] for i in people), default=0)
    pairs = sum(tally.new) // 2
    cost = round(tally.repeat_cost(), 4)
    care = sum(tally.care.values())
    return Metrics(
        score=(len(tally.violations), tally.off_size, care, deficit, -pairs, tally.stale, cost),
        violations=tuple(tally.violations),
        care=tally.care,
        max_deficit=deficit,
        worst_new=min((tally.new[i] for i in people), default=0),
        bound_worst_new=limits.worst_new,
        new_pairs=pairs,
        bound_pairs=limits.pairs,
        stale_seats=tally.stale,
        repeat_cost=cost,
        off_size_rooms=tally.off_size,
    )
