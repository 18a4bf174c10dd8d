"""What people's pages ask of rooms further up. Bound once, in site/wiring.py; unbound, the answer is nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from alongside.people.models import Person


@dataclass(frozen=True)
class Line:
    """Something a person belongs to, as a line on their page: words, where it is, and a few words more."""

    words: str
    url: str
    note: str = ""


_belongs_to: Callable[[Person], list[Line]] | None = None
_circles_of: Callable[[Person, Person], list[Line]] | None = None
_looks_after: Callable[[Person, Person], bool] | None = None


def bind(
    *,
    belongs_to: Callable[[Person], list[Line]],
    circles_of: Callable[[Person, Person], list[Line]],
    looks_after: Callable[[Person, Person], bool],
) -> None:
    """`belongs_to(person)`: the groups a person is in, waits for or leads.

    `circles_of(viewer, person)`: the circles of `person` that `viewer` is in, too.

    `looks_after(viewer, person)`: whether `viewer` leads a group that `person` is in.
    """
    global _belongs_to, _circles_of, _looks_after
    _belongs_to, _circles_of, _looks_after = belongs_to, circles_of, looks_after


def looks_after(viewer: Person, person: Person) -> bool:
    """Whether `viewer` leads a group of `person`."""
    return _looks_after(viewer, person) if _looks_after else False


def belongs_to(person: Person) -> list[Line]:
    """The groups of a person, as lines."""
    return _belongs_to(person) if _belongs_to else []


def circles_of(viewer: Person, person: Person) -> list[Line]:
    """The circles that both are in, as lines."""
    return _circles_of(viewer, person) if _circles_of else []
