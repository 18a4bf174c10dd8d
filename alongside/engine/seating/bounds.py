"""The most that any plan can reach: distinct new pairs, new people of each member. Not every bound can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from alongside.engine.seating.model import Instance, Pair, room_counts


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
