"""Estimates with honest uncertainty. Pure: numbers in, numbers out."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

Z = 1.959964
"""95 % of a normal distribution lie within so many deviations."""


@dataclass(frozen=True)
class Estimate:
    """A value and the interval in which the true one lies in 95 of 100 cases. None: can't be said."""

    value: float
    low: float | None
    high: float | None


def share(some: int, all_: int) -> Estimate:
    """A share and its score interval (Wilson 1927). Raises ValueError for counts that aren't some of all."""
    if not 0 <= some <= all_ or all_ == 0:
        raise ValueError("A share is of some among all, and all are at least one.")
    p, z2 = some / all_, Z * Z
    middle = (p + z2 / (2 * all_)) / (1 + z2 / all_)
    half = Z * math.sqrt(p * (1 - p) / all_ + z2 / (4 * all_ * all_)) / (1 + z2 / all_)
    return Estimate(p, max(0.0, middle - half), min(1.0, middle + half))


def middle(values: Sequence[int]) -> Estimate:
    """The median and its distribution-free interval: two of the values, between which it lies (Conover 1999, 3.2).

    With fewer than six values there is no such interval. Raises ValueError for none.
    """
    if not values:
        raise ValueError("Nothing has no middle.")
    found, count = sorted(values), len(values)
    value = (found[(count - 1) // 2] + found[count // 2]) / 2
    rank, below = 0, 0.5**count
    tail = below
    while tail <= 0.025:
        rank += 1
        below = below * (count - rank + 1) / rank
        tail += below
    if rank == 0:
        return Estimate(value, None, None)
    return Estimate(value, float(found[rank - 1]), float(found[count - rank]))


def time_until(waits: Iterable[tuple[timedelta, bool]]) -> tuple[timedelta | None, timedelta | None, timedelta | None]:
    """The median of waits of which some still last (`False`), and its interval.

    After Kaplan & Meier (1958), and Brookmeyer & Crowley (1982) on the log-log scale. None where it can't be said: more
    than half still wait, or too few were answered.
    """
    left = sorted(waits, key=lambda each: (each[0], not each[1]))
    share_left, variance, value, low, high = 1.0, 0.0, None, None, None
    place = 0
    while place < len(left):
        time, at_risk, answered = left[place][0], len(left) - place, 0
        while place < len(left) and left[place][0] == time:
            answered += left[place][1]
            place += 1
        if not answered:
            continue
        share_left *= 1 - answered / at_risk
        if at_risk > answered:
            variance += answered / (at_risk * (at_risk - answered))
        lower, upper = _around(share_left, variance)
        value = time if value is None and share_left <= 0.5 + 1e-9 else value
        low = time if low is None and lower <= 0.5 + 1e-9 else low
        high = time if high is None and upper <= 0.5 + 1e-9 else high
    return value, low, high


def _around(share_left: float, variance: float) -> tuple[float, float]:
    """The interval around a share that still waits, on the scale of log(-log)."""
    if share_left <= 0 or share_left >= 1 or variance == 0:
        return share_left, share_left
    spread = Z * math.sqrt(variance) / abs(math.log(share_left))
    return share_left ** math.exp(spread), share_left ** math.exp(-spread)
