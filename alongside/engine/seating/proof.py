"""One round's hard rules as an exact model for CP-SAT: proves a round infeasible, or finds rooms for it.

Only asked when the search finds no valid plan. The model is written as text and solved through ortools' thin wrapper:
its Python modelling layer would import pandas, which alone takes longer than a plan may.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from alongside.engine.seating.feasible import known_before, met_in
from alongside.engine.seating.model import Instance, Pair, Reason, Room, room_counts
from alongside.engine.seating.problem import clusters_of

# Largest model worth building: people-groups times rooms.
MOST_CELLS = 20_000

_SENTENCES = {
    "apart": "the pairs kept apart leave no way to fill the rooms",
    "together": "those who must sit together leave no way to fill the rooms",
    "share": "not everyone can be placed in rooms with something in common",
    "cap": "the limits on who shares a room leave no way to fill the rooms",
    "no_lone": "someone would be the only one of their kind in a room",
    "guide": "the guides cannot be spread over the rooms",
    "warm": "not everyone who asked for a familiar face can have one",
}
CODES = {"apart": "apart_clique", "together": "together_too_large"}


class Verdict(Enum):
    """What the solver could say."""

    ROOMS = "rooms"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """The verdict on one round and, for ROOMS, the rooms."""

    verdict: Verdict
    rooms: tuple[Room, ...] = ()


@dataclass(frozen=True)
class Limit:
    """How long the solver may take: units of its own deterministic time (about seconds), and until when by a clock."""

    effort: float
    until: float | None = None
    clock: Callable[[], float] = time.monotonic

    def seconds(self) -> float | None:
        """Seconds left by the clock; None where only the effort counts."""
        return None if self.until is None else self.until - self.clock()

    def over(self) -> bool:
        """Whether no time is left by the clock."""
        left = self.seconds()
        return left is not None and left <= 0


class _Model:
    """A CP-SAT model in protobuf's text format."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.size = 0

    def flag(self) -> int:
        self.lines.append("variables { domain: [0, 1] }")
        self.size += 1
        return self.size - 1

    def exactly_one(self, flags: Sequence[int]) -> None:
        self.lines.append(f"constraints {{ exactly_one {{ literals: {list(flags)} }} }}")

    def either(self, literals: Iterable[int]) -> None:
        """At least one holds; -x-1 is 'not x'."""
        self.lines.append(f"constraints {{ bool_or {{ literals: {list(literals)} }} }}")

    def total(self, terms: Sequence[tuple[int, int]], domain: Sequence[int], given: Sequence[int] = ()) -> None:
        """Σ coefficient·flag lies in the domain (a list of closed intervals), where all `given` literals hold."""
        flags = [v for v, _ in terms]
        weights = [c for _, c in terms]
        condition = f"enforcement_literal: {list(given)} " if given else ""
        self.lines.append(
            f"constraints {{ {condition}linear {{ vars: {flags} coeffs: {weights} domain: {list(domain)} }} }}"
        )


def _not(flag: int) -> int:
    return -flag - 1


class _Round:
    """The model of one round, without the rule kinds in `dropped`."""

    def __init__(self, instance: Instance, r: int, dropped: frozenset[str], familiar: frozenset[Pair] | None) -> None:
        self.instance = instance
        self.r = r
        self.present = instance.present[r]
        self.lo, self.hi, _ = instance.sizes(len(self.present))
        self.counts = room_counts(len(self.present), self.lo, self.hi)
        groups = [] if "together" in dropped else clusters_of(instance, r)
        joined = {i for g in groups for i in g}
        self.groups = sorted([*groups, *([i] for i in self.present if i not in joined)], key=len, reverse=True)
        self.of = {i: g for g, group in enumerate(self.groups) for i in group}
        self.model = _Model()
        self.impossible = False
        most = max(self.counts)
        self.open = [self.model.flag() for _ in range(most)]
        self.sits = [[self.model.flag() for _ in range(most)] for _ in self.groups]
        self._frame(most)
        for kind, build in (
            ("apart", self._apart),
            ("share", self._share),
            ("cap", self._cap),
            ("no_lone", self._no_lone),
            ("guide", self._guide),
        ):
            if kind not in dropped:
                build()
        if familiar is not None and "warm" not in dropped:
            self._warm(familiar)

    def _frame(self, most: int) -> None:
        m = self.model
        for row in self.sits:
            m.exactly_one(row)
        for k in range(most):
            people = [(row[k], len(g)) for row, g in zip(self.sits, self.groups, strict=True)]
            m.total([*people, (self.open[k], -self.hi)], [-(10**7), 0])
            m.total([*people, (self.open[k], -self.lo)], [0, 10**7])
            if k:
                m.either([self.open[k - 1], _not(self.open[k])])
            if k < min(self.counts):
                m.either([self.open[k]])
        # rooms have no names: group g may as well sit in one of the first g + 1
        for g, row in enumerate(self.sits[: most - 1]):
            for k in range(g + 1, most):
                m.either([_not(row[k])])

    def _apart(self) -> None:
        for a, b in sorted(self.instance.apart):
            if a in self.of and b in self.of:
                if self.of[a] == self.of[b]:
                    self.impossible = True
                    continue
                for x, y in zip(self.sits[self.of[a]], self.sits[self.of[b]], strict=True):
                    self.model.either([_not(x), _not(y)])

    def _share(self) -> None:
        for rule in self.instance.share:
            if not rule.hard:
                continue
            common = [frozenset.intersection(*(self.instance.values(i, rule.attr) for i in g)) for g in self.groups]
            values = sorted(frozenset().union(*common), key=repr)
            # each room has one value, which everyone in it has: the solver decides few values, and most seats follow
            for k in range(len(self.open)):
                chosen = {v: self.model.flag() for v in values}
                if chosen:
                    self.model.exactly_one(list(chosen.values()))
                for row, mine in zip(self.sits, common, strict=True):
                    self.model.either([_not(row[k]), *(chosen[v] for v in values if v in mine)])

    def _with(self, attr: str, value: Any) -> list[tuple[int, int]]:
        """(group, how many in it have the value)."""
        counted = [(g, sum(self.instance.has(i, attr, value) for i in who)) for g, who in enumerate(self.groups)]
        return [(g, c) for g, c in counted if c]

    def _cap(self) -> None:
        for rule in self.instance.cap:
            holders = self._with(rule.attr, rule.value) if rule.hard else []
            for k in range(len(self.open) if holders else 0):
                self.model.total([(self.sits[g][k], c) for g, c in holders], [0, rule.most])

    def _no_lone(self) -> None:
        for rule in self.instance.no_lone:
            holders = self._with(rule.attr, rule.value) if rule.hard else []
            for k in range(len(self.open) if holders else 0):
                self.model.total([(self.sits[g][k], c) for g, c in holders], [0, 0, 2, 10**6])

    def _guide(self) -> None:
        rule = self.instance.guide
        if not rule or not rule.hard:
            return
        guides = {i for i in self.present if self.instance.members[i].role in rule.roles}
        holders = [g for g, who in enumerate(self.groups) if guides.intersection(who)]
        bare = []
        for k, opened in enumerate(self.open):
            flag = self.model.flag()
            bare.append(flag)
            self.model.either([_not(opened), flag, *(self.sits[g][k] for g in holders)])
        enough = self.model.flag()
        self.model.total([(b, 1) for b in bare], [0, 0], [enough])
        terms = [(b, 1) for b in bare] + [(o, -1) for o in self.open]
        self.model.total(terms, [-(10**6), -len(guides)], [_not(enough)])

    def _warm(self, familiar: frozenset[Pair]) -> None:
        facs = self.instance.facilitator
        for i in self.present:
            if not self.instance.members[i].anxious or facs[i]:
                continue
            known = [j for j in self.present if j != i and not facs[j] and (min(i, j), max(i, j)) in familiar]
            if not any((min(i, j), max(i, j)) not in self.instance.apart for j in known):
                continue
            own = self.of[i]
            if any(self.of[j] == own for j in known):
                continue
            for k, flag in enumerate(self.sits[own]):
                self.model.either([_not(flag), *{self.sits[self.of[j]][k] for j in known}])

    def solve(self, limit: Limit) -> Answer:
        """Solve within the limit."""
        if self.impossible:
            return Answer(Verdict.IMPOSSIBLE)
        text = "\n".join(self.model.lines)
        # without linear relaxations rooms are found some twenty times sooner; with them some proofs are
        answer = self._attempt(text, limit, 0)
        return answer if answer.verdict is not Verdict.UNKNOWN else self._attempt(text, limit, 1)

    def _attempt(self, text: str, limit: Limit, linear: int) -> Answer:
        from ortools.sat.python import cp_model_helper as solver

        model = solver.CpModelProto()
        model.parse_text_format(text)
        parameters = solver.SatParameters()
        parameters.num_workers = 1
        parameters.random_seed = 1
        parameters.linearization_level = linear
        parameters.max_deterministic_time = limit.effort / 2
        seconds = limit.seconds()
        if seconds is not None:
            if seconds <= 0:
                return Answer(Verdict.UNKNOWN)
            parameters.max_time_in_seconds = seconds if linear else seconds / 2
        wrapper = solver.SolveWrapper()
        wrapper.set_parameters(parameters)
        response = wrapper.solve(model)  # type: ignore[no-untyped-call]
        if response.status in (solver.OPTIMAL, solver.FEASIBLE):
            values = response.solution
            rooms: list[list[int]] = [[] for _ in self.open]
            for row, who in zip(self.sits, self.groups, strict=True):
                for k, flag in enumerate(row):
                    if values[flag]:
                        rooms[k] += who
            return Answer(Verdict.ROOMS, tuple(tuple(sorted(room)) for room in rooms if room))
        return Answer(Verdict.IMPOSSIBLE if response.status == solver.INFEASIBLE else Verdict.UNKNOWN)


def _kinds(instance: Instance, warm: bool) -> list[str]:
    """The kinds of hard rule the instance has, in the order in which they are named as reasons."""
    checks = {
        "together": any(t.hard for t in instance.together),
        "apart": bool(instance.apart),
        "share": any(s.hard for s in instance.share),
        "cap": any(c.hard for c in instance.cap),
        "no_lone": any(x.hard for x in instance.no_lone),
        "guide": instance.guide is not None and instance.guide.hard,
        "warm": warm,
    }
    return [kind for kind, there in checks.items() if there]


def try_round(instance: Instance, r: int, limit: Limit, before: Sequence[Iterable[Room]] | None = None) -> Answer:
    """Rooms for round r that break no hard rule, or the proof that there are none.

    Under a hard warm tie, who is familiar after the first planned round depends on the plan: with `before` (the
    rounds before r) the rooms keep the tie, and their absence proves nothing; without it the tie is left out there.
    """
    present = instance.present[r]
    lo, hi, _ = instance.sizes(len(present))
    counts = room_counts(len(present), lo, hi)
    if not counts:
        return Answer(Verdict.IMPOSSIBLE)
    if max(counts) * len(present) > MOST_CELLS or limit.over():
        return Answer(Verdict.UNKNOWN)
    first = r == len(instance.held)
    if instance.warm_tie and before is not None and not first:
        answer = _Round(instance, r, frozenset(), known_before(instance) | met_in(before)).solve(limit)
        if answer.verdict is Verdict.ROOMS:
            return answer
    familiar = known_before(instance) if instance.warm_tie and first else None
    answer = _Round(instance, r, frozenset(), familiar).solve(limit)
    if answer.verdict is Verdict.ROOMS and instance.warm_tie and not first and before is not None:
        return Answer(Verdict.UNKNOWN)
    return answer


def explain(instance: Instance, r: int, limit: Limit) -> tuple[Reason, ...]:
    """Which rules make round r impossible: those without any one of which it could be seated, else the fewest found."""
    familiar = known_before(instance) if instance.warm_tie and r == len(instance.held) else None
    kinds = _kinds(instance, familiar is not None)

    def possible(dropped: Iterable[str]) -> bool:
        return _Round(instance, r, frozenset(dropped), familiar).solve(limit).verdict is not Verdict.IMPOSSIBLE

    guilty = [kind for kind in kinds if possible([kind])]
    if not guilty:
        guilty = list(kinds)
        for kind in kinds:
            fewer = [k for k in guilty if k != kind]
            if fewer and not limit.over() and not possible([k for k in kinds if k not in fewer]):
                guilty = fewer
    reasons = [Reason(CODES.get(kind, kind), f"round {r}: {_SENTENCES[kind]}", r) for kind in guilty]
    if "apart" in guilty and "together" in guilty:
        detail = f"round {r}: some who must sit together keep others from being apart"
        reasons.append(Reason("apart_together", detail, r))
    return tuple(reasons)
