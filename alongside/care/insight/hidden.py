"""What is too small to be shown, and what can't be shown because of it. Pure.

The rule. People are in cohorts, in the order in which they came. Neighboring cohorts are put together into blocks,
once for all the weeks that are shown, until in each of those weeks every block has at least LEAST people with the
property asked for and at least LEAST without it. A week in which the blocks don't hold shows the whole alone; one in
which the whole doesn't hold shows nothing.

Why nothing smaller follows. In one week the counts shown are those of a partition of the people; whatever is added or
subtracted of them is a union of blocks, with LEAST people or more on either side. Of a part of u people of a block, of
whose n people k have the property, it follows that between max(0, k - (n - u)) and min(u, k) have it. These are equal
only where k is 0 or n, which is never shown. So no count of a part is determined. Counts of different weeks are of
different moments, and aren't sums of one another; and what is published is rounded to steps of FIVE, so that one person
more or less seldom shows.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST = 5
FIVE = 5
MIDDLE_FROM, QUARTERS_FROM = 2 * LEAST, 4 * LEAST
"""So many people, and a median (a quarter) has LEAST people on either side."""


@dataclass(frozen=True)
class Count:
    """Of `all` people so many have what was asked for."""

    some: int
    all: int

    def __add__(self, other: "Count") -> "Count":
        return Count(self.some + other.some, self.all + other.all)

    @property
    def holds(self) -> bool:
        """Large enough on both sides to be shown."""
        return self.some >= LEAST and self.all - self.some >= LEAST


NOBODY = Count(0, 0)
Week = Mapping[str, Count]
Block = tuple[str, ...]


def blocks(weeks: Sequence[Week], cohorts: Sequence[str]) -> list[Block]:
    """Neighbouring cohorts put together so that each block holds in every week in which the whole does.

    One block, or none, means that only the whole can be shown. The same weeks give the same blocks.
    """
    shown = [week for week in weeks if total(week).holds]
    found: list[Block] = []
    gathering: Block = ()
    for cohort in cohorts:
        gathering = (*gathering, cohort)
        if shown and all(of(week, gathering).holds for week in shown):
            found.append(gathering)
            gathering = ()
    if gathering and found:
        found[-1] = (*found[-1], *gathering)
    elif gathering:
        found = [gathering]
    return found


def of(week: Week, block: Block) -> Count:
    """What the cohorts of a block come to in one week."""
    return sum((week.get(cohort, NOBODY) for cohort in block), NOBODY)


def total(week: Week) -> Count:
    return sum(week.values(), NOBODY)


def shown(week: Week, parts: Sequence[Block]) -> dict[Block, Count]:
    """The counts of one week that may be shown: of every block, of the whole alone (`()`), or none."""
    whole = total(week)
    if not whole.holds:
        return {}
    found = {block: of(week, block) for block in parts}
    if len(parts) < 2 or not all(count.holds for count in found.values()):
        return {(): whole}
    return {(): whole, **found}


def rounded(value: float, *, up: bool | None = None) -> int:
    """To a step of FIVE: the nearest, or the next one `up` or down."""
    steps = value / FIVE
    return FIVE * (round(steps) if up is None else math.ceil(steps - 1e-9) if up else math.floor(steps + 1e-9))
