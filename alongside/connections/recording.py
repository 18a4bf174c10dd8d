"""What is recorded, and how it adds to ties: `engine.ties` on rows of the database, one contact at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Final

from alongside.connections.models import Interaction, Kind, Tie
from alongside.engine import ties as engine

TIE_KINDS: Final[Mapping[str, engine.Kind]] = {kind.value: kind for kind in engine.Kind}
"""Kinds that add to a tie; the others are acts that reach nobody in particular."""
MUTUAL: Final = frozenset({Kind.SMALL_ROOM, Kind.SESSION, Kind.GATHERING, Kind.MENTORED})
"""What two people do together. It stands once, and counts both ways, once however long it lasted."""
TWO_WAY: Final = frozenset(kind for kind, known in TIE_KINDS.items() if engine.DECAYS[known].two_way)
LONGEST_KEY: Final = 80

Nearest = Callable[[int, int, Kind, bool, datetime], datetime | None]
"""(who, towards whom, kind, private, moment): the newest such contact within TWO_WAY_WINDOW of a moment."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened, by row numbers. `amount`: 1 for an act, minutes for what was done together.

    `key` names what it came from; a second fact with the same key in the same program is never recorded.
    """

    kind: str
    actor: int
    target: int | None
    at: datetime
    key: str
    place: str = ""
    amount: float = 1.0
    private: bool = False

    def check(self) -> None:
        """Raises ValueError for what can't be recorded, with the reason."""
        for wrong, why in (
            (self.kind not in Kind.values, "its kind is unknown"),
            (self.at.tzinfo is None, "its moment has no time zone"),
            (not (isfinite(self.amount) and self.amount > 0), "its amount isn't above 0"),
            (not 0 < len(self.key) <= LONGEST_KEY, f"its key must have 1 to {LONGEST_KEY} characters"),
            (self.target == self.actor, "it is someone's contact with themselves"),
            (self.target is None and self.kind in MUTUAL, "nobody does this alone"),
        ):
            if wrong:
                raise ValueError(f"{self.key!r} can't be recorded: {why}")

    def row(self, program_id: int) -> Interaction:
        """The row of the record; what is mutual with the lower person first."""
        actor, target = self.actor, self.target
        if self.kind in MUTUAL and target is not None and target < actor:
            actor, target = target, actor
        return Interaction(
            program_id=program_id,
            kind=self.kind,
            actor_id=actor,
            target_id=target,
            at=self.at,
            amount=self.amount,
            place=self.place,
            private=self.private,
            key=self.key,
        )


class Pair:
    """All that is known of two people's contact, to which contacts are added in any order. O(1) for each.

    `changed` are the rows to be written. Late contact may have to ask `nearest`, which looks into the record.
    """

    def __init__(self, program_id: int, lower: int, upper: int) -> None:
        self.program_id, self.lower, self.upper = program_id, lower, upper
        self.rows: dict[tuple[str, bool], Tie] = {}
        self.changed: set[tuple[str, bool]] = set()

    def add(self, row: Interaction, nearest: Nearest) -> None:
        """Add one row of the record that is between these two."""
        out = row.actor_id == self.lower
        for way in (True, False) if row.kind in MUTUAL else (out,):
            tie = self._tie(row)
            _grow(tie, way, row.at, 1.0 if row.kind in MUTUAL else row.amount)
            if row.kind in TWO_WAY:
                self._answer(tie, way, row.at, nearest)

    def _tie(self, row: Interaction) -> Tie:
        which = row.kind, row.private
        self.changed.add(which)
        found = self.rows.get(which)
        if found is None:
            found = self.rows[which] = Tie(
                program_id=self.program_id,
                lower_id=self.lower,
                upper_id=self.upper,
                kind=row.kind,
                private=row.private,
                as_of=row.at,
                first_at=row.at,
            )
        return found

    def _answer(self, tie: Tie, way: bool, at: datetime, nearest: Nearest) -> None:
        """Where the other turned to them within TWO_WAY_WINDOW before or after, contact was two-way by the later.

        Both rows say so, but an open row never says that there was private contact.
        """
        for other in list(self.rows.values()):
            if other.kind not in TWO_WAY:
                continue
            newest = other.last_back if way else other.last_out
            if newest is not None and newest > at + engine.TWO_WAY_WINDOW:  # it came late: look among what was before
                actor, target = (self.upper, self.lower) if way else (self.lower, self.upper)
                newest = nearest(actor, target, Kind(other.kind), other.private, at)
            if newest is None or abs(newest - at) > engine.TWO_WAY_WINDOW:
                continue
            met = max(newest, at)
            for holder in (tie, other):
                if holder.private < (tie.private or other.private):
                    continue
                if holder.last_two_way is None or holder.last_two_way < met:
                    holder.last_two_way = met
                    self.changed.add((holder.kind, holder.private))


def _grow(tie: Tie, way: bool, at: datetime, amount: float) -> None:
    """Add one contact in one direction. Both sums are kept as of the newest contact in either."""
    half_life = engine.DECAYS[TIE_KINDS[tie.kind]].seconds
    later = (at - tie.as_of).total_seconds()
    if later > 0:
        tie.out, tie.back = engine.faded(tie.out, later, half_life), engine.faded(tie.back, later, half_life)
        tie.as_of = at
    elif later < 0:
        amount = engine.faded(amount, -later, half_life)
    tie.first_at = min(tie.first_at, at)
    if way:
        tie.out += amount
        tie.times_out += 1
        tie.last_out = at if tie.last_out is None else max(tie.last_out, at)
    else:
        tie.back += amount
        tie.times_back += 1
        tie.last_back = at if tie.last_back is None else max(tie.last_back, at)
