"""The score of a plan and the bounds it is measured against, as breakouts/README.md defines them.

Seven numbers, compared from the left, smaller is better: hard violations, off-size rooms, care misses, the largest
deficit of new people, minus the distinct new pairs, stale seats, and the price of repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from alongside.engine.seating.model import Instance, Metrics, Pair, Rounds, Violation, room_counts


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most any plan can reach: distinct new pairs, new people of each member (`most`), new people of
    the worst-off."""

    pairs: int
    most: tuple[int, ...]
    worst_new: int
    per_round: tuple[int, ...]


def best_partition_pairs(present: int, rooms: int, lo: int, hi: int) -> int:
    """The largest Σ s(s-1)/2 over `rooms` sizes in lo..hi that sum to `present`; -1 where there are none."""
    extra = present - rooms * lo
    if extra < 0 or present > rooms * hi:
        return -1
    if hi == lo:
        return rooms * lo * (lo - 1) // 2
    full, rest = divmod(extra, hi - lo)
    total = full * hi * (hi - 1) // 2
    if full < rooms:
        total += (lo + rest) * (lo + rest - 1) // 2 + (rooms - full - 1) * lo * (lo - 1) // 2
    return total


def _most_pairs_with_facilitators(instance: Instance, present: int, facs: int, rooms: int, lo: int, hi: int) -> int:
    """As `best_partition_pairs`, where `facs` of those present are facilitators, whose seats make no pairs."""
    guide = instance.guide
    if guide and guide.hard and guide.roles == {"facilitator"}:
        if facs <= rooms:
            boxes = [(lo, hi)] * (rooms - facs) + [(lo - 1, hi - 1)] * facs
        else:
            boxes = [(max(0, lo - (facs - rooms + 1)), hi - 1)] * rooms
    else:
        boxes = [(max(0, lo - facs), hi)] * rooms
    seats = present - facs
    left = seats - sum(low for low, _ in boxes)
    if left < 0 or seats > sum(high for _, high in boxes):
        return -1
    total = 0
    for low, high in boxes:  # convex, equal widths: fill the larger boxes first
        size = min(high, low + left)
        left -= size - low
        total += size * (size - 1) // 2
    return total


def _round_bound(instance: Instance, r: int) -> tuple[int, int]:
    """(most new pairs, most people in a room) of round r."""
    facilitator = instance.facilitator
    if r < len(instance.held):
        rooms = instance.held[r]
        pairs = sum(1 for room in rooms for a, b in combinations(room, 2) if not (facilitator[a] or facilitator[b]))
        return pairs, max((len(room) for room in rooms), default=1)
    present = len(instance.present[r])
    lo, hi, _ = instance.sizes(present)
    counts = room_counts(present, lo, hi)
    if present == 0 or not counts:
        return 0, 1
    facs = sum(facilitator[i] for i in instance.present[r])
    best = 0
    for rooms_count in counts:
        if facs == 0:
            value = best_partition_pairs(present, rooms_count, lo, hi)
        else:
            value = _most_pairs_with_facilitators(instance, present, facs, rooms_count, lo, hi)
        best = max(best, value)
    return best, min(hi, present)


def _forced_repeats(instance: Instance) -> int:
    forced = 0
    held = len(instance.held)
    for rule in instance.together:
        a, b = rule.pair
        if rule.hard and not (instance.facilitator[a] or instance.facilitator[b]):
            joint = sum(1 for p in instance.present_sets[held:] if a in p and b in p)
            forced += joint if rule.pair in instance.familiarity else max(0, joint - 1)
    return forced


class _Compatibility:
    """`Instance.compatible`, asked for millions of pairs at large events: answered by kind of person."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.kinds: dict[object, int] = {}
        self.of: list[int] = []
        self.example: list[int] = []
        self.known: dict[Pair, bool] = {}
        attrs = sorted({r.attr for r in instance.share if r.hard} | {r.attr for r in instance.cap if r.hard})
        for i in range(instance.count):
            kind = tuple(instance.values(i, a) for a in attrs)
            if kind not in self.kinds:
                self.kinds[kind] = len(self.kinds)
                self.example.append(i)
            self.of.append(self.kinds[kind])
        self.trivial = not attrs

    def __call__(self, a: int, b: int) -> bool:
        if self.trivial:
            return True
        key = (self.of[a], self.of[b])
        found = self.known.get(key)
        if found is None:
            found = self.instance.compatible(self.example[key[0]], self.example[key[1]])
            self.known[key] = found
        return found


def _available(instance: Instance) -> list[int]:
    """How many people each member could newly meet: present in a round with them, countable and compatible."""
    together_ever: list[set[int]] = [set() for _ in range(instance.count)]
    shifts: dict[frozenset[int], list[int]] = {}
    for r, present in enumerate(instance.present_sets):
        shifts.setdefault(present, []).append(r)
    if len(shifts) == 1:
        everyone = next(iter(shifts))
        for i in everyone:
            together_ever[i] = set(everyone)
    else:
        for present in shifts:
            for i in present:
                together_ever[i] |= present
    compatible = _Compatibility(instance)
    strangers_to: list[set[int]] = [set() for _ in range(instance.count)]
    for a, b in list(instance.familiarity) + list(instance.apart):
        strangers_to[a].add(b)
        strangers_to[b].add(a)
    facs = {i for i in range(instance.count) if instance.facilitator[i]}
    out = []
    for i in range(instance.count):
        if i in facs:
            out.append(0)
            continue
        others = together_ever[i] - strangers_to[i] - facs
        others.discard(i)
        out.append(len(others) if compatible.trivial else sum(1 for j in others if compatible(i, j)))
    return out


@lru_cache(maxsize=8)
def _bounds(instance_id: int, holder: _Holder) -> Bounds:
    instance = holder.instance
    held = len(instance.held)
    rounds = [_round_bound(instance, r) for r in range(instance.rounds)]
    largest = [size for _, size in rounds]
    partners: list[list[int]] = [[] for _ in range(instance.count)]
    seen_rules: list[tuple[Pair, bool]] = [(t.pair, t.hard) for t in instance.together]
    for (a, b), hard in seen_rules:
        if hard:
            partners[a].append(b)
            partners[b].append(a)
    known_to: list[set[int]] = [set() for _ in range(instance.count)]
    for a, b in list(instance.familiarity) + [p for p, _ in seen_rules]:
        if (a, b) not in instance.apart and not (instance.facilitator[a] or instance.facilitator[b]):
            known_to[a].add(b)
            known_to[b].add(a)
    available = _available(instance)
    most, strict = [], []
    for i in range(instance.count):
        if instance.facilitator[i]:
            most.append(0)
            strict.append(0)
            continue
        seats = warm_seats = attended = 0
        met_partner: set[int] = set()
        wants_warm = instance.members[i].anxious and instance.warm_tie is not None
        for r in range(instance.rounds):
            present = instance.present_sets[r]
            if i not in present:
                continue
            beside = largest[r] - 1
            for j in partners[i]:
                if j in present and r >= held:
                    if j in met_partner or not instance.countable(i, j):
                        beside -= 1
                    met_partner.add(j)
            seats += max(0, beside)
            if wants_warm and r >= held and largest[r] > 1 and (attended or known_to[i] & present):
                warm_seats += 1
            attended += 1
        strict.append(min(seats, available[i]))
        most.append(max(0, min(seats - warm_seats, available[i])))
    pairs = min(sum(p for p, _ in rounds) - _forced_repeats(instance), sum(strict) // 2)
    people = counted_people(instance)
    worst = min([most[i] for i in people] + [2 * pairs // len(people)]) if people else 0
    return Bounds(pairs, tuple(most), worst, tuple(p for p, _ in rounds))


@dataclass(frozen=True, eq=False)
class _Holder:
    """Instances hold mappings and cannot be hashed: remembered by identity, kept alive by the memory itself."""

    instance: Instance

    def __hash__(self) -> int:
        return id(self.instance)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and other.instance is self.instance


def bounds(instance: Instance) -> Bounds:
    """The bounds of an instance, worked out once."""
    return _bounds(id(instance), _Holder(instance))


def counted_people(instance: Instance) -> list[int]:
    """Members whose new people count: not facilitators, and present at least once."""
    return [
        i for i in range(instance.count) if not instance.facilitator[i] and any(i in p for p in instance.present_sets)
    ]


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
