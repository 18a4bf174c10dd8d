"""What is measured of every person at one moment, from the 16 weeks before it and nothing after.

Few measures, each with a plain meaning; which of them carry how much is in `prior.py`, and why these in
docs/decisions/0023-signals.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from alongside.engine.isolation.model import DAY
from alongside.engine.isolation.record import Flags, Floats, Ints, Record, among, distinct

LOOKBACK_DAYS: Final = 112
WINDOW_DAYS: Final = 14  # two-way contact "now", and the horizon of the forecast
_PER_DAY: Final = 28 / np.log(2)  # what taking part daily adds up to at a half-life of 28 days
_PER_TIE: Final = 4  # a change by more people than this says no more


@dataclass(frozen=True, eq=False)
class Traits:
    """Arrays over the places of `Record.people`, at the moment `at` (epoch seconds). Gaps and ages are in days."""

    at: float
    acted: Flags  # took part in the last 28 days
    tenure: Floats  # since the first act; 0 for who never acted
    active_7: Floats  # days of taking part, decayed with a half-life of 7 days
    active_28: Floats  # the same with 28
    active_days: Ints  # days of taking part among the last 28
    gap: Floats  # since the last act; LOOKBACK_DAYS for none
    usual_gap: Floats  # between days of taking part before that gap; nan where unknown
    strength: Floats  # answered contact, the weaker direction of each pair, half-life 7 days, summed over pairs
    now: Ints  # people in two-way contact in the last 14 days
    was: Ints  # the same in the 14 days before
    two_way_days: Ints  # days with two-way contact among the last 28
    two_way_gap: Floats  # since the last two-way contact; LOOKBACK_DAYS for none
    usual_two_way_gap: Floats  # between days of two-way contact before that gap; nan where unknown
    ever_two_way: Flags
    unanswered: Ints  # people they turned to in the last 14 days who haven't turned to them in that time
    waiting: Ints  # people who turned to them in the last 14 days and haven't heard from them
    attends: Flags  # was in a session in the last 14 days
    last_met: Floats  # epoch second of the last small room or gathering they took part in; -inf for none

    @property
    def settled(self) -> Flags:
        """Has ties to lose: two-way contact now, on two days of the last 28, and here for two weeks."""
        return (self.now > 0) & (self.tenure >= 14) & (self.two_way_days >= 2)

    def columns(self) -> Floats:
        """The five numbers the forecast is made of, people × 5; `prior.NAMES` says what they are."""
        # the present gap against the usual one, as the rate of the last weeks has it
        lateness = np.log1p(self.gap * (self.active_28 + 0.5) / _PER_DAY)
        change = np.clip(self.now - self.was, -_PER_TIE, _PER_TIE).astype(np.float64)
        return np.stack(
            [np.log1p(self.active_7), np.log1p(self.active_28), np.log1p(self.strength), change, lateness], axis=1
        )


def traits(record: Record, at: float) -> Traits:
    """Measure everyone at that moment. Costs the contacts of the 16 weeks before it."""
    n = record.size
    moments, who = record.acts
    near = _near(moments, at, LOOKBACK_DAYS)
    days = _Days(who[near], _age(at, moments[near]), n)
    gap = _gap(n, who[near], _age(at, moments[near]))
    moments, u, v = record.exchanges
    near = _near(moments, at, LOOKBACK_DAYS)
    u, v, age = u[near], v[near], _age(at, moments[near])
    two_way = _Days(np.concatenate([u, v]), np.tile(age, 2), n)
    now, _ = record.mutual(at - WINDOW_DAYS * DAY, at)
    was, _ = record.mutual(at - 2 * WINDOW_DAYS * DAY, at - WINDOW_DAYS * DAY)
    unanswered, waiting = _one_way(record, at)
    moments, there = record.attended
    there = there[_near(moments, at, WINDOW_DAYS)]
    first = record.first_act
    return Traits(
        at=at,
        acted=days.count(28) > 0,
        tenure=np.where(first <= at, (at - np.where(first <= at, first, at)) / DAY, 0.0),
        active_7=days.decayed(7),
        active_28=days.decayed(28),
        active_days=days.count(28),
        gap=gap,
        usual_gap=days.usual(),
        strength=_strength(record, at),
        now=np.bincount(now, minlength=n),
        was=np.bincount(was, minlength=n),
        two_way_days=two_way.count(28),
        two_way_gap=np.minimum(_gap(n, u, age), _gap(n, v, age)),
        usual_two_way_gap=two_way.usual(),
        ever_two_way=record.first_exchange <= at,
        unanswered=unanswered,
        waiting=waiting,
        attends=np.bincount(there, minlength=n) > 0,
        last_met=_last_met(record, at),
    )


class _Days:
    """On which days, counted back from the moment, each person has something. `age` in days."""

    def __init__(self, who: Ints, age: Floats, people: int) -> None:
        self.people = people
        key = distinct(who * (LOOKBACK_DAYS + 1) + age.astype(np.int64))
        self.who, self.day = key // (LOOKBACK_DAYS + 1), key % (LOOKBACK_DAYS + 1)

    def decayed(self, half_life: float) -> Floats:
        return _totals(self.who, np.exp2((self.day + 0.5) / -half_life), self.people)

    def count(self, days: int) -> Ints:
        return np.bincount(self.who[self.day < days], minlength=self.people)

    def usual(self) -> Floats:
        """The mean gap between days of the last 12 weeks that have something, leaving out the present one."""
        near = self.day < 84
        who, day = self.who[near], self.day[near]
        count = np.bincount(who, minlength=self.people)
        newest, oldest = np.zeros(self.people), np.zeros(self.people)
        oldest[who] = day  # of several, numpy keeps the last
        newest[who[::-1]] = day[::-1]
        return np.where(count >= 3, (oldest - newest) / np.maximum(count - 1, 1), np.nan)


def _gap(people: int, who: Ints, age: Floats) -> Floats:
    """Days since each person's last; `age` descending."""
    gap = np.full(people, float(LOOKBACK_DAYS))
    gap[who] = age
    return gap


def _strength(record: Record, at: float) -> Floats:
    moments, u, v = record.directed
    near = _near(moments, at, LOOKBACK_DAYS)
    each = u[near] * record.size + v[near]
    ways = distinct(each)
    if not len(ways):
        return np.zeros(record.size)
    weight = np.bincount(np.searchsorted(ways, each), np.exp2(_age(at, moments[near]) / -7))
    back = record.turned(ways)
    spot = np.minimum(np.searchsorted(ways, back), len(ways) - 1)
    weaker = np.where(ways[spot] == back, np.minimum(weight, weight[spot]), 0.0)
    return _totals(record.ends(ways)[0], weaker, record.size)


def _last_met(record: Record, at: float) -> Floats:
    moments, who = record.met
    until = int(np.searchsorted(moments, at, "right"))
    last = np.full(record.size, -np.inf)
    last[who[:until]] = moments[:until]
    return last


def _one_way(record: Record, at: float) -> tuple[Ints, Ints]:
    """How many each person turned to, and how many turned to them, without the other way round."""
    ways = record.ways(at - WINDOW_DAYS * DAY, at)
    u, v = record.ends(ways[~among(record.turned(ways), ways)])
    return np.bincount(u, minlength=record.size), np.bincount(v, minlength=record.size)


def _totals(who: Ints, weight: Floats, people: int) -> Floats:
    return np.bincount(who, weight, people).astype(np.float64)


def _near(moments: Floats, at: float, days: float) -> slice:
    a, b = np.searchsorted(moments, [at - days * DAY, at], "right")
    return slice(int(a), int(b))


def _age(at: float, moments: Floats) -> Floats:
    return (at - moments) / DAY
