"""From an instance to the kernel's memory, and back from the kernel's seats to rooms.

At most `layout.MAX_ROUNDS` rounds are searched at once; rounds before them (held, or planned in an earlier stretch) are
frozen: their meetings count, their seats stay.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from alongside.engine.seating import layout as at
from alongside.engine.seating.bounds import Bounds
from alongside.engine.seating.machine import Memory
from alongside.engine.seating.model import Cap, Instance, NoLone, Pair, Room, room_counts

Rooms = tuple[Room, ...]


def clusters_of(instance: Instance, r: int) -> list[list[int]]:
    """People who must sit together in round r, as groups of two or more."""
    present = instance.present_sets[r]
    parent = {i: i for i in present}

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for rule in instance.together:
        a, b = rule.pair
        if rule.hard and a in present and b in present:
            parent[root(a)] = root(b)
    groups: dict[int, list[int]] = {}
    for i in sorted(present):
        groups.setdefault(root(i), []).append(i)
    return [g for g in groups.values() if len(g) > 1]


@dataclass(frozen=True)
class Frozen:
    """What the rounds before the searched ones leave behind."""

    met: dict[Pair, int]
    new: list[int]
    repeat: float

    @staticmethod
    def of(instance: Instance, rounds: Sequence[Rooms]) -> Frozen:
        met: dict[Pair, int] = {}
        new = [0] * instance.count
        for rooms in rounds:
            for room in rooms:
                for pair in combinations(sorted(set(room)), 2):
                    if pair not in met and instance.countable(*pair):
                        new[pair[0]] += 1
                        new[pair[1]] += 1
                    met[pair] = met.get(pair, 0) + 1
        facs = instance.facilitator
        repeat = sum(
            c * instance.familiarity.get(p, 0.0) + c * (c - 1) / 2
            for p, c in met.items()
            if not (facs[p[0]] or facs[p[1]] or p in instance.together_pairs)
        )
        return Frozen(met, new, repeat)


class Problem:
    """One stretch of rounds, laid out for the kernel. `fresh_memory` gives a memory with some seats in it."""

    def __init__(
        self, instance: Instance, limits: Bounds, frozen_rounds: Sequence[Rooms], first: int, last: int
    ) -> None:
        self.instance = instance
        self.first = first
        self.rounds = range(first, last)
        self.frozen = Frozen.of(instance, frozen_rounds)
        self.facs = [i for i in range(instance.count) if instance.facilitator[i]]
        self.people = set(range(instance.count)) - set(self.facs)
        n, w = instance.count, last - first
        present = [instance.present[r] for r in self.rounds]
        self.sizes = [instance.sizes(len(p)) for p in present]
        self.counts = [room_counts(len(p), lo, hi) for p, (lo, hi, _) in zip(present, self.sizes, strict=True)]
        self.largest_room = max((min(hi, len(p)) for p, (_, hi, _) in zip(present, self.sizes, strict=True)), default=1)
        self.most_rooms = max((max(c, default=0) for c in self.counts), default=1)
        self.slack = w * max(1, self.largest_room) + 1
        self.deficits = [limits.most[i] - self.frozen.new[i] + self.slack if i in self.people else -1 for i in range(n)]
        attending = {i for p in present for i in p} | {i for p in instance.present for i in p}
        self.deficits = [d if i in attending else -1 for i, d in enumerate(self.deficits)]
        self.clusters = [clusters_of(instance, r) for r in self.rounds]
        self._words()
        togethers: dict[Pair, list[float]] = {}
        for rule in instance.together:
            entry = togethers.setdefault(rule.pair, [0, 0])
            entry[0 if rule.hard else 1] += 1 if rule.hard else rule.weight
        self.togethers = togethers
        self.dims: dict[str, int] = {
            "header": at.H_SIZE,
            "weights": at.F_SIZE,
            "chances": at.CHANCES,
            "depth": max(self.deficits, default=0) + self.slack + 2,
            "w": w,
            "n": n,
            "n1": n + 1,
            "columns": at.R_SIZE,
            "rooms": w * self.most_rooms,
            "places": max(1, self.largest_room),
            "clusters": sum(len(p) for p in present),
            "togethers": len(togethers),
            "features": len(instance.cap) + len(instance.no_lone),
            "words": sum(self.words),
            "shares": len(instance.share),
            "shares1": len(instance.share) + 1,
            "buffer": at.MOVE_BUFFER + 2 * self.largest_room,
            "temp": self.most_rooms + 1,
        }
        self.template = Memory(self.dims)
        self._fill(limits)

    # ------------------------------------------------------------------------------------------ laying out

    def _words(self) -> None:
        """Give each share rule its values as bits. A value that one person has alone joins nobody: it needs no bit."""
        self.words: list[int] = []
        self.bits: list[dict[Any, int]] = []
        for rule in self.instance.share:
            holders: dict[Any, int] = {}
            for i in range(self.instance.count):
                for v in self.instance.values(i, rule.attr):
                    holders[v] = holders.get(v, 0) + 1
            shared = [v for v, c in holders.items() if c > 1]
            self.bits.append({v: b for b, v in enumerate(sorted(shared, key=repr))})
            self.words.append(-(-len(shared) // 63))

    def _fill(self, limits: Bounds) -> None:
        memory = self.template
        self._fill_header(memory)
        self._fill_pairs(memory)
        self._fill_people(memory)
        for q in range(len(self.rounds)):
            self._fill_round(memory, q)

    def _fill_header(self, m: Memory) -> None:
        instance = self.instance
        h = m.h
        for i, value in enumerate(_chances()):
            m.chance[i] = value
        h[at.H_N] = instance.count
        h[at.H_W] = len(self.rounds)
        h[at.H_K] = self.most_rooms
        h[at.H_FEATURES] = self.dims["features"]
        h[at.H_SHARES] = self.dims["shares"]
        h[at.H_WORDS] = self.dims["words"]
        if instance.guide:
            h[at.H_GUIDE] = at.HARD if instance.guide.hard else at.SOFT
        if instance.warm_tie is not None and any(x.anxious for x in instance.members):
            h[at.H_WARM] = at.HARD if instance.warm_tie else at.SOFT
        rooms_matter = bool(instance.share or instance.cap or instance.no_lone or instance.guide)
        h[at.H_JUDGE] = rooms_matter or any(off for _, _, off in self.sizes)
        h[at.H_REPEAT] = round(self.frozen.repeat * at.UNIT)
        h[at.H_PAIRS] = sum(self.frozen.new) // 2
        held = self.instance.present_sets
        for (a, b), (hard, soft) in self.togethers.items():
            joint = sum(1 for r in self.rounds if a in held[r] and b in held[r])
            h[at.H_HARD] += joint * int(hard)
            h[at.H_CARE] += joint * round(soft * at.UNIT)

    def _fill_pairs(self, m: Memory) -> None:
        instance = self.instance
        n = instance.count
        plain = at.COUNTS | at.PRICED | at.PEOPLE
        row = bytearray([plain]) * n
        for fac in self.facs:
            row[fac] = 0
        blank = bytes(n)
        flag = memoryview(m.flag)
        facs = set(self.facs)
        for i in range(n):
            flag[i * n : i * n + n] = blank if i in facs else row
        price = m.price
        for (a, b), f in instance.familiarity.items():
            self._know(flag, a * n + b)
            price[a * n + b] = min(round(f * at.UNIT), 2**30)
        for (a, b), c in self.frozen.met.items():
            self._know(flag, a * n + b)
            price[a * n + b] = min(price[a * n + b] + c * at.UNIT, 2**30)
        for a, b in instance.apart:
            flag[a * n + b] = (flag[a * n + b] & ~at.COUNTS) | at.APART
        starts: list[list[tuple[int, float, float]]] = [[] for _ in range(n)]
        for (a, b), (hard, soft) in self.togethers.items():
            bits = flag[a * n + b]
            bits = (bits & ~at.PRICED) | at.TOGETHER
            if bits & at.PEOPLE:
                bits |= at.KNOWN
            flag[a * n + b] = bits
            starts[a].append((b, hard, soft))
        place = 0
        for i in range(n):
            m.tog_start[i] = place
            for b, hard, soft in starts[i]:
                m.tog_who[place] = b
                m.tog_hard[place] = int(hard)
                m.tog_soft[place] = round(soft * at.UNIT)
                place += 1
        m.tog_start[n] = place

    @staticmethod
    def _know(flag: Any, cell: int) -> None:
        if flag[cell] & at.PEOPLE:
            flag[cell] = (flag[cell] & ~at.COUNTS) | at.KNOWN

    def _fill_people(self, m: Memory) -> None:
        instance = self.instance
        features: list[Cap | NoLone] = [*instance.cap, *instance.no_lone]
        for q, rule in enumerate(features):
            m.feature_kind[q] = at.CAP if q < len(instance.cap) else at.NO_LONE
            m.feature_max[q] = min(instance.cap[q].most, 2**30) if q < len(instance.cap) else 0
            m.feature_hard[q] = rule.hard
        words = self.dims["words"]
        offset = 0
        for s, share in enumerate(instance.share):
            m.share_hard[s] = share.hard
            m.share_word[s] = offset
            offset += self.words[s]
            m.share_word[s + 1] = offset
        for i, member in enumerate(instance.members):
            m.anxious[i] = member.anxious and not instance.facilitator[i]
            m.guide[i] = instance.guide is not None and member.role in instance.guide.roles
            m.deficit[i] = self.deficits[i]
            for q, rule in enumerate(features):
                m.has[i * len(features) + q] = instance.has(i, rule.attr, rule.value)
            for s, share in enumerate(instance.share):
                values = instance.values(i, share.attr)
                m.speaks[i * len(instance.share) + s] = bool(values)
                for v in values:
                    bit = self.bits[s].get(v)
                    if bit is not None:
                        m.values[i * words + m.share_word[s] + bit // 63] |= 1 << (bit % 63)

    def _fill_round(self, m: Memory, q: int) -> None:
        instance = self.instance
        n = instance.count
        r = self.rounds[q]
        present = instance.present[r]
        here = instance.present_sets[r]
        lo, hi, _ = self.sizes[q]
        columns = q * at.R_SIZE
        m.rnd[columns + at.R_PRESENT] = len(present)
        m.rnd[columns + at.R_LO] = min(lo, 2**30)
        m.rnd[columns + at.R_HI] = min(hi, max(1, self.largest_room))
        m.rnd[columns + at.R_STRICT_LO] = min(instance.room_size[0], 2**30)
        m.rnd[columns + at.R_STRICT_HI] = min(instance.room_size[1], 2**30)
        m.rnd[columns + at.R_KMIN] = min(self.counts[q], default=0)
        m.rnd[columns + at.R_KMAX] = max(self.counts[q], default=0)
        m.rnd[columns + at.R_GUIDES] = sum(m.guide[i] for i in present)
        start = sum(len(instance.present[x]) for x in self.rounds[:q])
        in_cluster: dict[int, list[int]] = {i: c for c in self.clusters[q] for i in c}
        place = start
        seen: dict[int, int] = {}
        for i in present:
            group = in_cluster.get(i, [i])
            if group[0] not in seen:
                seen[group[0]] = place
                for j in group:
                    m.cluster_list[place] = j
                    place += 1
            m.cluster_start[q * n + i] = seen[group[0]]
            m.cluster_len[q * n + i] = len(group)
        never = self._never
        near = self._near
        people_here = len(here & self.people)
        spare = 1 << 30
        for t, i in enumerate(present):
            m.plist[q * n + t] = i
            m.here[q * n + i] = 1
            if i in self.people:
                avail = people_here - 1 - sum(1 for j in never[i] if j in here)
                m.avail[q * n + i] = avail
                elsewhere = sum(
                    min(self.sizes[x][1], len(instance.present[y])) - 1
                    for x, y in enumerate(self.rounds)
                    if x != q and i in instance.present_sets[y]
                )
                spare = min(spare, avail - elsewhere)
                if m.anxious[i]:
                    m.famp[q * n + i] = sum(1 for j in near[i] if j in here)
        if spare <= 0:
            m.h[at.H_WATCH_AVAIL] = 1

    @property
    def _never(self) -> list[set[int]]:
        """People each member can't newly meet, facilitators aside."""
        if not hasattr(self, "_never_sets"):
            instance = self.instance
            sets: list[set[int]] = [set() for _ in range(instance.count)]
            for pairs in (instance.familiarity, instance.apart, self.frozen.met):
                _join(sets, (p for p in pairs if p[0] in self.people and p[1] in self.people))
            self._never_sets = sets
        return self._never_sets

    @property
    def _near(self) -> list[set[int]]:
        """People each member is familiar with from before and may sit with, facilitators aside."""
        if not hasattr(self, "_near_sets"):
            instance = self.instance
            sets: list[set[int]] = [set() for _ in range(instance.count)]
            for pairs in (instance.familiarity, instance.together_pairs, self.frozen.met):
                _join(
                    sets,
                    (p for p in pairs if p[0] in self.people and p[1] in self.people and p not in instance.apart),
                )
            self._near_sets = sets
        return self._near_sets

    # ------------------------------------------------------------------------------------------ in and out

    def fresh_memory(self, rooms: Sequence[Rooms], seed: int, phi: Sequence[int]) -> Memory:
        """A memory seated with `rooms`, one entry per searched round, ready to anneal."""
        memory = Memory(self.dims, like=self.template)
        n = self.instance.count
        seats = memory.room
        for cell in range(len(seats)):
            seats[cell] = -1
        for q, rooms_of_round in enumerate(rooms):
            for k, room in enumerate(rooms_of_round):
                for i in room:
                    seats[q * n + i] = k
        for d, value in enumerate(phi):
            memory.phi[d] = value
        memory.h[at.H_SEED] = (seed * 2 + 1) & 0x7FFFFFFFFFFFFFFF
        memory.h[at.H_BEST] = 1 << 60
        memory.call("seat_everyone")
        return memory

    def rooms_of(self, cells: Any) -> tuple[Rooms, ...]:
        """Rooms a searched round from a seat table (`room` or `best`), people ascending, rooms by their first."""
        n = self.instance.count
        out = []
        for q, r in enumerate(self.rounds):
            groups: dict[int, list[int]] = {}
            for i in self.instance.present[r]:
                groups.setdefault(cells[q * n + i], []).append(i)
            out.append(tuple(sorted(tuple(g) for g in groups.values())))
        return tuple(out)


@lru_cache(maxsize=1)
def _chances() -> tuple[float, ...]:
    return tuple(-math.log((i + 0.5) / at.CHANCES) for i in range(at.CHANCES))


def _join(sets: list[set[int]], pairs: Iterable[Pair]) -> None:
    for a, b in pairs:
        sets[a].add(b)
        sets[b].add(a)
