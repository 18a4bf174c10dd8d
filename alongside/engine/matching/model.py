"""What is matched, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

SCALE: Final = 1000
"""Worths are compared to a thousandth."""
MOST_WORTH: Final = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who may be in one pair. `level`: how well off they are, 0 first to be served (two-way ties, say)."""

    id: int
    level: int


@dataclass(frozen=True, slots=True)
class Option:
    """Two who might be brought together, what that is worth (above 0), and why, as data.

    Of a pair the order doesn't matter; of an assignment `a` is the member and `b` the mentor.
    """

    a: int
    b: int
    worth: float
    reasons: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairing:
    """The chosen pairs, by their numbers. `served`: how many of each level are in one.

    `proven`: no other choice serves more of the worst-off, nor the same at a higher total worth. False where options
    were left out to stay within the limit; then it is the best of those that were looked at.
    """

    chosen: tuple[Option, ...]
    proven: bool
    served: Mapping[int, int]

    @property
    def worth(self) -> float:
        """The total worth."""
        return sum(option.worth for option in self.chosen)


def whole(option: Option) -> int:
    """The worth as a whole number. Raises ValueError for one that isn't above 0, or can't be compared."""
    if not (isfinite(option.worth) and 0 < option.worth <= MOST_WORTH):
        raise ValueError(f"option {option.a}-{option.b}: its worth isn't above 0 and at most {MOST_WORTH:g}")
    return max(1, round(option.worth * SCALE))


def once_each(ids: Iterable[int], what: str) -> list[int]:
    """The ids in their order. Raises ValueError where one comes twice."""
    found = list(ids)
    if len(set(found)) != len(found):
        raise ValueError(f"the same {what} comes twice")
    return found
