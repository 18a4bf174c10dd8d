"""What the planner is given and what it answers.

Members are numbered in the order they are listed; ids appear only at the edges (`reading.py` reads
`breakouts-instance/1`, `Plan.to_json` writes `breakouts-plan/1`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

Pair = tuple[int, int]
Room = tuple[int, ...]
Rounds = tuple[tuple[Room, ...], ...]


REASON_CODES: Final = (
    "held",
    "size",
    "apart_together",
    "together_too_large",
    "apart_clique",
    "share",
    "cap",
    "no_lone",
    "guide",
    "warm",
)


@dataclass(frozen=True, slots=True)
class Share:
    """Everyone in a room has a value of `attr` in common."""

    attr: str
    hard: bool


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` people with the value in a room."""

    attr: str
    value: Any
    most: int
    hard: bool


@dataclass(frozen=True, slots=True)
class NoLone:
    """Never exactly one person with the value in a room."""

    attr: str
    value: Any
    hard: bool


@dataclass(frozen=True, slots=True)
class Together:
    """The pair shares a room in every round where both are present; soft: `weight` care misses each time it doesn't."""

    pair: Pair
    hard: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Guide:
    """Guides (people with one of `roles`) are spread: at most max(0, rooms - guides) rooms are without one."""

    roles: frozenset[str]
    hard: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One person to be seated."""

    id: str
    role: str = "member"
    anxious: bool = False
    attrs: Mapping[str, frozenset[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Instance:
    """Everything the planner knows. Pairs are (smaller, larger) member numbers; `absent` holds a set per round."""

    id: str
    members: tuple[Member, ...]
    rounds: int
    room_size: tuple[int, int]
    size_fallback: tuple[int, int] | None = None
    absent: tuple[frozenset[int], ...] = ()
    held: Rounds = ()
    familiarity: Mapping[Pair, float] = field(default_factory=dict)
    apart: frozenset[Pair] = frozenset()
    together: tuple[Together, ...] = ()
    guide: Guide | None = None
    share: tuple[Share, ...] = ()
    cap: tuple[Cap, ...] = ()
    no_lone: tuple[NoLone, ...] = ()
    warm_tie: bool | None = None
    """None: no such rule; False: soft; True: hard."""

    @cached_property
    def count(self) -> int:
        """How many members there are."""
        return len(self.members)

    @cached_property
    def present(self) -> tuple[tuple[int, ...], ...]:
        """Member numbers present in each round, ascending."""
        everyone = range(self.count)
        return tuple(tuple(i for i in everyone if i not in gone) for gone in self.absent)

    @cached_property
    def present_sets(self) -> tuple[frozenset[int], ...]:
        """Member numbers present in each round."""
        return tuple(frozenset(p) for p in self.present)

    @cached_property
    def facilitator(self) -> tuple[bool, ...]:
        """Whose meetings are never connections."""
        return tuple(m.role == "facilitator" for m in self.members)

    @cached_property
    def together_pairs(self) -> frozenset[Pair]:
        """Every pair with a together rule, hard or soft."""
        return frozenset(t.pair for t in self.together)

    def values(self, member: int, attr: str) -> frozenset[Any]:
        """The member's values of an attribute; empty where there are none."""
        return self.members[member].attrs.get(attr, frozenset())

    def has(self, member: int, attr: str, value: Any) -> bool:
        """Whether the member has that value of the attribute."""
        return value in self.values(member, attr)

    def countable(self, a: int, b: int) -> bool:
        """Whether the pair could become a new connection."""
        pair = (a, b) if a < b else (b, a)
        return not (self.facilitator[a] or self.facilitator[b] or pair in self.familiarity or pair in self.apart)

    def compatible(self, a: int, b: int) -> bool:
        """Whether the two could ever share a room under the hard share and cap rules, looked at pairwise."""
        for rule in self.share:
            if rule.hard and not (self.values(a, rule.attr) & self.values(b, rule.attr)):
                return False
        return not any(
            rule.hard and rule.most < 2 and self.has(a, rule.attr, rule.value) and self.has(b, rule.attr, rule.value)
            for rule in self.cap
        )

    def sizes(self, present: int) -> tuple[int, int, bool]:
        """(lo, hi, off): the sizes allowed for that many people; `off` where the fallback is in use."""
        lo, hi = self.room_size
        if not self.size_fallback or room_counts(present, lo, hi):
            return lo, hi, False
        return min(lo, self.size_fallback[0]), max(hi, self.size_fallback[1]), True


@dataclass(frozen=True, slots=True)
class Reason:
    """Why no plan meets the hard rules: one of `REASON_CODES`, the round, and the people or numbers it is about.

    `detail` may name a keep-apart pair: it is for staff and the command line, never for members.
    """

    code: str
    detail: str = ""
    round: int | None = None
    members: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Violation:
    """A hard rule broken: in which round, which rule (a reason code, or `seats`), and a sentence for staff."""

    round: int
    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Metrics:
    """The score of a plan and what stands beside it. `score` is compared from the left, smaller is better."""

    score: tuple[float, ...]
    violations: tuple[Violation, ...]
    care: Mapping[str, float]
    max_deficit: int
    worst_new: int
    bound_worst_new: int
    new_pairs: int
    bound_pairs: int
    stale_seats: int
    repeat_cost: float
    off_size_rooms: int

    @property
    def valid(self) -> bool:
        """Whether every hard rule holds."""
        return not self.violations


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer: rooms of member numbers a round, or the reasons why there can be none."""

    instance: str
    status: str
    rounds: Rounds = ()
    reasons: tuple[Reason, ...] = ()
    metrics: Metrics | None = None
    proven_best: bool = False
    """No plan can score better."""

    def to_json(self, instance: Instance) -> dict[str, Any]:
        """The plan as `breakouts-plan/1`."""
        out: dict[str, Any] = {"format": "breakouts-plan/1", "instance": self.instance, "status": self.status}
        ids = [m.id for m in instance.members]
        out["rounds"] = [[[ids[i] for i in room] for room in rooms] for rooms in self.rounds]
        if self.reasons:
            out["reasons"] = [{"code": r.code, "detail": r.detail} for r in self.reasons]
        if self.metrics:
            m = self.metrics
            out["metrics"] = {
                "score": list(m.score),
                "n_violations": len(m.violations),
                "care_misses": sum(m.care.values()),
                "care": dict(m.care),
                "max_deficit": m.max_deficit,
                "worst_new": m.worst_new,
                "bound_worst_new": m.bound_worst_new,
                "new_pairs": m.new_pairs,
                "bound_pairs": m.bound_pairs,
                "stale_seats": m.stale_seats,
                "repeat_cost": m.repeat_cost,
                "off_size_rooms": m.off_size_rooms,
                "proven_best": self.proven_best,
            }
        return out


def room_counts(present: int, lo: int, hi: int) -> range:
    """Numbers of rooms k with k·lo ≤ present ≤ k·hi."""
    if present == 0:
        return range(1)
    return range(-(-present // hi), present // lo + 1)
