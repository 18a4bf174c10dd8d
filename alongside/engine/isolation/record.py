"""The record of contacts as columns, and what can be read off it once for all moments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from alongside.engine.isolation.model import DAY, KINDS, Contact

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

ANSWER_DAYS: Final = 14.0  # an answer later than this is a new beginning
_NOBODY: Final = -1
_MET: Final = KINDS.index("met")
_ATTEND: Final = KINDS.index("attend")


@dataclass(frozen=True, eq=False)
class Record:
    """Contacts ordered by time. People are their ids on the outside, their place in `people` on the inside."""

    at: Floats
    actor: Ints  # places in `people`
    target: Ints  # places in `people`, -1 for nobody
    kind: Ints  # places in KINDS
    people: Ints  # ids, ascending
    place: dict[int, int] = field(repr=False)

    @classmethod
    def of(cls, contacts: Iterable[Contact], also: Iterable[int] = ()) -> Record:
        """The record of those contacts, in any order. `also`: ids of people who may have none.

        Raises ValueError for a kind that isn't in `KINDS` or a time that isn't a finite number.
        """
        number = {kind: i for i, kind in enumerate(KINDS)}
        rows = list(contacts)
        unknown = sorted({c.kind for c in rows} - number.keys())
        if unknown:
            raise ValueError(f"unknown kind of contact: {unknown[0]!r}")
        return cls.of_columns(
            [c.at for c in rows],
            [c.actor for c in rows],
            [_NOBODY if c.target is None else c.target for c in rows],
            [number[c.kind] for c in rows],
            also,
        )

    @classmethod
    def of_columns(
        cls,
        at: Sequence[float] | Floats,
        actor: Sequence[int] | Ints,
        target: Sequence[int] | Ints,
        kind: Sequence[int] | Ints,
        also: Iterable[int] = (),
    ) -> Record:
        """The same from columns of one length: epoch seconds, ids (0 and up), ids or -1 for nobody, places in `KINDS`.

        Raises ValueError where these rules are broken.
        """
        when = np.asarray(at, np.float64)
        who, whom, what = (np.asarray(x, np.int64) for x in (actor, target, kind))
        if not len(when) == len(who) == len(whom) == len(what):
            raise ValueError("the columns differ in length")
        if not np.isfinite(when).all():
            raise ValueError("a contact has no finite time")
        if len(who) and (who.min() < 0 or whom.min() < _NOBODY or what.min() < 0 or what.max() >= len(KINDS)):
            raise ValueError("a contact has an id below 0 or an unknown kind")
        order = np.argsort(when, kind="stable")
        when, who, whom, what = when[order], who[order], whom[order], what[order]
        people = np.unique(np.concatenate([who, whom[whom >= 0], np.asarray(sorted(also), np.int64)]))
        inner = np.where(whom >= 0, np.searchsorted(people, np.maximum(whom, 0)), _NOBODY)
        place = {int(p): i for i, p in enumerate(people.tolist())}
        return cls(when, np.searchsorted(people, who), inner, what, people, place)

    @property
    def size(self) -> int:
        """How many people."""
        return len(self.people)

    @cached_property
    def acts(self) -> tuple[Floats, Ints]:
        """(time, person) of everything anyone did; who met someone took part, whichever of the two is named first."""
        met = (self.kind == _MET) & (self.target >= 0)
        at = np.concatenate([self.at, self.at[met]])
        order = np.argsort(at, kind="stable")
        return at[order], np.concatenate([self.actor, self.target[met]])[order]

    @cached_property
    def met(self) -> tuple[Floats, Ints]:
        """(time, person) of every small room or gathering in which someone took part with another."""
        rows = (self.kind == _MET) & (self.target >= 0)
        both = np.stack([self.actor[rows], self.target[rows]], axis=1).reshape(-1)
        return np.repeat(self.at[rows], 2), both

    @cached_property
    def attended(self) -> tuple[Floats, Ints]:
        """(time, person) of presence in sessions."""
        there = self.kind == _ATTEND
        return self.at[there], self.actor[there]

    @cached_property
    def directed(self) -> tuple[Floats, Ints, Ints]:
        """(time, from, to) of every contact towards somebody else; a meeting is one each way."""
        ok = (self.target >= 0) & (self.target != self.actor) & (self.kind != _ATTEND)
        back = ok & (self.kind == _MET)
        at = np.concatenate([self.at[ok], self.at[back]])
        order = np.argsort(at, kind="stable")
        u = np.concatenate([self.actor[ok], self.target[back]])[order]
        v = np.concatenate([self.target[ok], self.actor[back]])[order]
        return at[order], u, v

    @cached_property
    def exchanges(self) -> tuple[Floats, Ints, Ints]:
        """The directed contacts that answer the other's within 14 days: moments at which two-way contact took place."""
        at, u, v = self.directed
        if not len(at):
            return at, u, v
        pair = np.minimum(u, v) * self.size + np.maximum(u, v)
        order = np.argsort(pair, kind="stable")
        p, forward, t = pair[order], (u < v)[order], at[order]
        step = np.arange(len(p))
        begins = np.maximum.accumulate(np.where(np.r_[True, p[1:] != p[:-1]], step, 0))
        answered = np.zeros(len(p), bool)
        for way in (True, False):
            # the last contact of the other direction so far, -1 before the first
            last = np.maximum.accumulate(np.where(forward != way, step, -1))
            known = (forward == way) & (last >= begins)
            answered |= known & (t - t[np.maximum(last, 0)] <= ANSWER_DAYS * DAY)
        keep = np.zeros(len(p), bool)
        keep[order] = answered
        return at[keep], u[keep], v[keep]

    @cached_property
    def first_act(self) -> Floats:
        """When each person first did anything; infinity for who never did."""
        at, who = self.acts
        first = np.full(self.size, np.inf)
        first[who[::-1]] = at[::-1]  # of several, numpy keeps the last: here the earliest
        return first

    @cached_property
    def first_exchange(self) -> Floats:
        """When each person first had two-way contact; infinity for who never had."""
        at, u, v = self.exchanges
        first, other = np.full(self.size, np.inf), np.full(self.size, np.inf)
        first[u[::-1]] = at[::-1]
        other[v[::-1]] = at[::-1]
        earlier: Floats = np.minimum(first, other)
        return earlier

    def mutual(self, after: float, until: float) -> tuple[Ints, Ints]:
        """Pairs, each both ways round, with at least one contact in each direction in (after, until]."""
        ways = self.ways(after, until)
        return self.ends(ways[among(self.turned(ways), ways)])

    def ways(self, after: float, until: float) -> Ints:
        """Who turned to whom in (after, until], each pair and direction once, as ascending numbers; see `ends`."""
        at, u, v = self.directed
        a, b = np.searchsorted(at, [after, until], "right")
        return distinct(u[a:b] * self.size + v[a:b])

    def ends(self, ways: Ints) -> tuple[Ints, Ints]:
        """(from, to) of such numbers."""
        return ways // max(1, self.size), ways % max(1, self.size)

    def turned(self, ways: Ints) -> Ints:
        """The same pairs the other way round."""
        u, v = self.ends(ways)
        return v * self.size + u


def distinct(numbers: Ints) -> Ints:
    """Each number once, ascending. By sorting: numpy's own `unique` hashes, which is slower on numbers so dense."""
    found = np.sort(numbers)
    return found[np.r_[True, found[1:] != found[:-1]]] if len(found) else found


def among(numbers: Ints, ascending: Ints) -> Flags:
    """Which numbers are in an ascending array."""
    if not len(ascending):
        return np.zeros(len(numbers), bool)
    found: Flags = ascending[np.minimum(np.searchsorted(ascending, numbers), len(ascending) - 1)] == numbers
    return found
