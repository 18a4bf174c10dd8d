"""What these screens ask of the live rooms. Bound once, in site/wiring.py; unbound, the answer is nothing."""

from collections.abc import Callable, Sequence
from typing import Protocol

from alongside.groups.models import Meeting
from alongside.people.models import Person


class RoomOf(Protocol):
    """A live room, as far as a call to it needs one."""

    @property
    def meeting(self) -> Meeting: ...


class Call(Protocol):
    """Someone on staff is asked to come to a room."""

    @property
    def room(self) -> RoomOf: ...


WhoIsHere = Callable[[Meeting, Person], list[Person]]
PagingsFor = Callable[[Person], Sequence[Call]]

_who_is_here: WhoIsHere | None = None
_pagings_for: PagingsFor | None = None


def bind(*, who_is_here: WhoIsHere, pagings_for: PagingsFor) -> None:
    """`who_is_here(meeting, viewer)`: who is in and lets it be seen. `pagings_for(person)`: calls not answered yet."""
    global _who_is_here, _pagings_for
    _who_is_here, _pagings_for = who_is_here, pagings_for


def who_is_here(meeting: Meeting, viewer: Person) -> list[Person]:
    return _who_is_here(meeting, viewer) if _who_is_here else []


def pagings_for(person: Person) -> Sequence[Call]:
    return _pagings_for(person) if _pagings_for else []
