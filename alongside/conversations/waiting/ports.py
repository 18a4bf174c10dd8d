"""What talk asks of the care desk. Bound once, in site/wiring.py; unbound, the answer is nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from alongside.conversations.models import Message
from alongside.people.models import Person


@dataclass(frozen=True)
class Handed:
    """What became of a message that someone handed on: each of its facts has happened."""

    at: datetime
    told: tuple[Person, ...]
    on_it: Person | None
    """Who has said that they act."""
    done: bool


HandedBy = Callable[[Message, Person], Handed | None]
LooksAfter = Callable[[Person, datetime], Person | None]

_handed_by: HandedBy | None = None
_looks_after: LooksAfter | None = None


def bind(*, handed_by: HandedBy, looks_after: LooksAfter) -> None:
    """`handed_by(message, person)`: what became of it, if they did. `looks_after(person, at)`: whose they are."""
    global _handed_by, _looks_after
    _handed_by, _looks_after = handed_by, looks_after


def handed_by(message: Message, person: Person) -> Handed | None:
    return _handed_by(message, person) if _handed_by else None


def looks_after(person: Person, at: datetime) -> Person | None:
    return _looks_after(person, at) if _looks_after else None
