"""The probability of no two-way contact in the next 14 days: a logistic regression that starts from a prior and learns
from this community's own weeks, as soon as their outcome is known and not before.

The forecast for a moment is a function of that moment and of the contacts up to it: what comes later, or who else is
asked about, changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from alongside.engine.isolation.model import DAY
from alongside.engine.isolation.prior import PRIOR, Prior
from alongside.engine.isolation.record import Flags, Floats, Record
from alongside.engine.isolation.regression import Weights, fit
from alongside.engine.isolation.traits import WINDOW_DAYS, Traits, traits

HALF_LIFE_WEEKS: Final = 2.5  # how fast what a week taught is forgotten
WEEKS: Final = 12  # after which it is left out
HOLD_SLOPES: Final = 200.0  # how firmly each weight keeps to the prior: a precision, per standard deviation
HOLD_LEVEL: Final = 8.0  # the same for the level, which is what differs most between communities


@dataclass(frozen=True, eq=False)
class Lesson:
    """One past moment whose outcome is known: the columns of who was active, whether settled, and what came."""

    x: Floats
    settled: Flags
    alone: Floats  # 1: no two-way contact in the 14 days after


class Forecaster:
    """Forecasts over one record. Keeps what it measured, so that weekly moments share their work."""

    def __init__(self, record: Record, prior: Prior = PRIOR) -> None:
        self.record = record
        self.prior = prior
        self._lessons: dict[float, Lesson | None] = {}
        self._begin = float(record.at[0]) if len(record.at) else np.inf

    def lesson(self, at: float) -> Lesson | None:
        """What the moment `at` teaches once the 14 days after it have passed. None: there was nobody."""
        if at not in self._lessons:
            seen = traits(self.record, at)
            rows = seen.acted
            met = np.zeros(self.record.size, bool)
            met[self.record.mutual(at, at + WINDOW_DAYS * DAY)[0]] = True
            found = Lesson(seen.columns()[rows], seen.settled[rows], (~met[rows]).astype(np.float64))
            self._lessons[at] = found if rows.any() else None
        return self._lessons[at]

    def weights(self, at: float) -> tuple[Weights, Weights]:
        """The weights for settled people and for the rest, learnt from moments whose outcome was known at `at`."""
        # moments at midnight (UTC), so that all moments of one weekday share them
        moment = np.floor(at / DAY) * DAY - WINDOW_DAYS * DAY
        taught: list[tuple[float, Lesson]] = []
        for back in range(WEEKS):
            if moment - 2 * WINDOW_DAYS * DAY < self._begin:
                break
            lesson = self.lesson(moment)
            if lesson is not None:
                taught.append((0.5 ** (back / HALF_LIFE_WEEKS), lesson))
            moment -= 7 * DAY
        return (
            _learn(self.prior.settled, [(w, g.x[g.settled], g.alone[g.settled]) for w, g in taught]),
            _learn(self.prior.rest, [(w, g.x[~g.settled], g.alone[~g.settled]) for w, g in taught]),
        )

    def scores(self, seen: Traits) -> Floats:
        """The probability for everyone in the record, at the moment of `seen`."""
        settled, rest = self.weights(seen.at)
        x = seen.columns()
        return np.where(seen.settled, settled.score(x), rest.score(x))


def _learn(prior: Weights, taught: list[tuple[float, Floats, Floats]]) -> Weights:
    rows = sum(len(y) for _, _, y in taught)
    if not rows:
        return prior
    x = np.concatenate([x for _, x, _ in taught])
    y = np.concatenate([y for _, _, y in taught])
    weight = np.concatenate([np.full(len(y), w) for w, _, y in taught])
    start = np.append(prior.slopes, prior.level)
    hold = np.append(np.full(len(prior.slopes), HOLD_SLOPES), HOLD_LEVEL)
    found = fit(np.column_stack([prior.standard(x), np.ones(rows)]), y, weight, start, hold)
    return Weights(prior.middle, prior.spread, tuple(found[:-1].tolist()), float(found[-1]))
