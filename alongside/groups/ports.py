"""What groups ask of rooms further up. Bound once, in site/wiring.py; unbound, the answer is nothing."""

from collections.abc import Callable, Iterable, Set

from alongside.people.models import Person

WasThere = Callable[[Person, Iterable[int]], Set[int]]

_was_there: WasThere | None = None


def bind(*, was_there: WasThere) -> None:
    """`was_there(person, meeting rows)`: which of these sessions the person came to, and may read the chat of."""
    global _was_there
    _was_there = was_there


def was_there(person: Person, meetings: Iterable[int]) -> Set[int]:
    return _was_there(person, meetings) if _was_there else frozenset()
