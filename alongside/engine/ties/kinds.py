"""What counts as contact between two people, how long it lasts, and why: the one table, and the two windows.

The half-lives and weights are judgements about weekly programs, not measurements. What was measured (three communities,
none of them patients) is that fading contact says more than counted contact, and that 7 to 14 days are good half-lives
for written contact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """What one person did towards another."""

    WROTE = "wrote"
    REPLIED = "replied"
    REACTED = "reacted"
    SMALL_ROOM = "small_room"
    SESSION = "session"
    GATHERING = "gathering"
    MENTORED = "mentored"
    THANKED = "thanked"


@dataclass(frozen=True)
class Decay:
    """How one kind of contact counts: its half-life, its weight in the strength of a tie, whether it can be two-way."""

    half_life: timedelta
    weight: float
    two_way: bool
    why: str

    @property
    def seconds(self) -> float:
        """The half-life in seconds, as `decay` takes it."""
        return self.half_life.total_seconds()


# `weight` is for an amount of 1: one message, one reaction, one small room. What is done together (SMALL_ROOM,
# GATHERING, MENTORED) is sent in both directions by whoever records it, and only where both took part.
DECAYS: Final[Mapping[Kind, Decay]] = MappingProxyType(
    {
        Kind.WROTE: Decay(
            timedelta(days=14),
            1.0,
            two_way=True,
            why="Words are part of the present for a week or two; after a month without any, a quarter is left.",
        ),
        Kind.REPLIED: Decay(
            timedelta(days=14),
            1.5,
            two_way=True,
            why="As long as words; more than a first message, since someone was answered.",
        ),
        Kind.REACTED: Decay(
            timedelta(days=4),
            0.25,
            two_way=True,
            why="A touch that is felt the same day and soon forgotten; many must not outweigh one message for long.",
        ),
        Kind.SMALL_ROOM: Decay(
            timedelta(days=21),
            2.0,
            two_way=True,
            why="Small rooms are weekly at best: one missed week leaves four fifths, a missed month under half.",
        ),
        Kind.SESSION: Decay(
            timedelta(days=14),
            0.1,
            two_way=False,
            why="Company, never contact: otherwise everyone who attends would look connected. Kept out of strength.",
        ),
        Kind.GATHERING: Decay(
            timedelta(days=28),
            1.5,
            two_way=True,
            why="People go to one every few weeks: missing the next must not undo the last.",
        ),
        Kind.MENTORED: Decay(
            timedelta(days=28),
            3.0,
            two_way=True,
            why="A talk with one's mentor is meant to carry for weeks, and is the most that one meeting gives.",
        ),
        Kind.THANKED: Decay(
            timedelta(days=28),
            1.0,
            two_way=True,
            why="Rare, and remembered.",
        ),
    }
)

# Both directions this close to each other are one two-way contact: an answer after two weeks still answers; it is also
# how far ahead signals look.
TWO_WAY_WINDOW: Final = timedelta(days=14)
# A tie is two-way while each has turned to the other this lately: a monthly rhythm still holds.
TWO_WAY_LATELY: Final = timedelta(days=28)

# Kinds as small numbers, for columns. The order of `Kind` is part of what columns mean: append, never reorder.
KINDS: Final = tuple(Kind)
CODES: Final[Mapping[Kind, int]] = MappingProxyType({kind: code for code, kind in enumerate(KINDS)})
