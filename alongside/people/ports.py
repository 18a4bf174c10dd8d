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


def bind(*, belongs_to: Callable[[Person], list[Line]]) -> None:
    """`belongs_to(person)`: the groups a person is in, waits for or leads."""
    global _belongs_to
    _belongs_to = belongs_to


def belongs_to(person: Person) -> list[Line]:
    """The groups of a person, as lines."""
    return _belongs_to(person) if _belongs_to else []
