"""What letters ask of rooms further up. Bound once, in site/wiring.py; unbound, the answer is nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from alongside.people.models import Person


@dataclass(frozen=True)
class Week:
    """What someone was part of. Only what was: nothing in it can be read as something missed."""

    came: int = 0
    """Sessions and meetings of circles that they came to."""
    with_people: int = 0
    """People whom they wrote with, two by two."""
    spoke_in: int = 0
    """Groups, circles and topics in which they said something."""
    answered: int = 0
    """Signs that others sent to what they said."""
    places: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """For who chose to read who and where: a few of each."""

    @property
    def is_empty(self) -> bool:
        return not (self.came or self.with_people or self.spoke_in or self.answered)


PartOf = Callable[[Person, datetime, datetime], Week]

_part_of: PartOf | None = None


def bind(*, part_of: PartOf) -> None:
    """`part_of(person, start, end)`: what they were part of between two moments."""
    global _part_of
    _part_of = part_of


def part_of(person: Person, start: datetime, end: datetime) -> Week:
    return _part_of(person, start, end) if _part_of else Week()
