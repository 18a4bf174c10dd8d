"""Exponential decay that is exact at any moment, one event at a time.

What is kept is one number and the moment it is right for. Each event of `amount` at moment `a` is worth
amount·2^(-(t-a)/half-life) at moment t, and such sums can be moved forward as one, so nothing is ever recomputed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class Level:
    """A decaying sum: `value` at the moment `at` (seconds since 1970), which is that of its newest event."""

    value: float
    at: float


def faded(value: float, seconds: float, half_life: float) -> float:
    """What is left of `value` after `seconds`: value·2^(-seconds/half_life); `half_life` in seconds.

    Raises ValueError for a negative or unreal `seconds`, or a half-life that isn't above zero: the past of
    a decaying sum can't be read from it.
    """
    if not 0 <= seconds < float("inf"):
        raise ValueError(f"seconds must be 0 or more, not {seconds!r}")
    if not 0 < half_life < float("inf"):
        raise ValueError(f"a half-life must be above 0 seconds, not {half_life!r}")
    return float(value * 2.0 ** (-seconds / half_life))


def add(level: Level | None, at: float, amount: float, half_life: float) -> Level:
    """The level with one more event. O(1), and exact for late events too: the result keeps the later moment.

    Raises ValueError for a moment that isn't a number, an amount below 0 or unreal, or a half-life not above 0.
    """
    if not isfinite(at):
        raise ValueError(f"a moment must be a number of seconds, not {at!r}")
    if not 0 <= amount < float("inf"):
        raise ValueError(f"an amount must be 0 or more, not {amount!r}")
    if level is None:
        return Level(faded(amount, 0.0, half_life), at)
    if at >= level.at:
        return Level(faded(level.value, at - level.at, half_life) + amount, at)
    return Level(level.value + faded(amount, level.at - at, half_life), level.at)


def value_at(level: Level | None, at: float, half_life: float) -> float:
    """The level's value at a moment that isn't before its newest event. Raises ValueError where it is."""
    return 0.0 if level is None else faded(level.value, at - level.at, half_life)
