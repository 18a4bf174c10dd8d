"""A logistic regression that starts from a belief and gives it up only as far as the data ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from alongside.engine.isolation.record import Floats

_LARGEST: Final = 30.0


@dataclass(frozen=True)
class Weights:
    """A logistic regression on standardised columns: (x − middle) / spread."""

    middle: tuple[float, ...]
    spread: tuple[float, ...]
    slopes: tuple[float, ...]
    level: float

    def standard(self, x: Floats) -> Floats:
        """The columns in standard deviations from the middle."""
        standard: Floats = (x - np.asarray(self.middle)) / np.asarray(self.spread)
        return standard

    def score(self, x: Floats) -> Floats:
        """Probabilities, one a row of x."""
        return logistic(self.standard(x) @ np.asarray(self.slopes) + self.level)


def fit(x: Floats, y: Floats, weight: Floats, start: Floats, hold: Floats) -> Floats:
    """Weights w that maximise Σ weight·log P(y | x·w) − ½ Σ hold·(w − start)², by Newton's method with halved steps.

    x: rows × k; y: 0 or 1 a row; `hold`: k positive precisions. Strictly concave, so there is one answer.
    """
    w = start.copy()
    value = _value(x, y, weight, w, start, hold)
    for _ in range(50):
        p = logistic(x @ w)
        slope = x.T @ (weight * (p - y)) + hold * (w - start)
        curve = (x.T * (weight * p * (1 - p))) @ x + np.diag(hold)
        step = np.linalg.solve(curve, slope)
        if np.abs(step).max() < 1e-11:
            break
        share = 1.0
        while share > 1e-6:
            tried = _value(x, y, weight, w - share * step, start, hold)
            if tried >= value - 1e-9:
                break
            share /= 2
        w = w - share * step
        value = _value(x, y, weight, w, start, hold)
    return w


def logistic(z: Floats) -> Floats:
    """1 / (1 + e^-z), at most e^-30 from 0 and 1."""
    likely: Floats = 1 / (1 + np.exp(-np.clip(z, -_LARGEST, _LARGEST)))
    return likely


def _value(x: Floats, y: Floats, weight: Floats, w: Floats, start: Floats, hold: Floats) -> float:
    z = x @ w
    return float((weight * (y * z - np.logaddexp(0, z))).sum() - 0.5 * (hold * (w - start) ** 2).sum())
