"""What groups ask of rooms further up. Bound once, in site/wiring.py; unbound, the answer is nothing."""

from collections.abc import Callable, Iterable, Set

from alongside.people.models import Person

WasThere = Callable[[Person, Iterable[int]], Set[int]]
WereHosted = Callable[[Iterable[int]], bool]

_was_there: WasThere | None = None
_were_hosted: WereHosted | None = None


def bind(*, was_there: WasThere, were_hosted: WereHosted) -> None:
    """`was_there(person, meeting rows)`: which of these sessions the person came to, and may read the chat of.

    `were_hosted(meeting rows)`: whether a host came to any of these meetings of a circle.
    """
    global _was_there, _were_hosted
    _was_there, _were_hosted = was_there, were_hosted


def was_there(person: Person, meetings: Iterable[int]) -> Set[int]:
    return _was_there(person, meetings) if _was_there else frozenset()


def were_hosted(meetings: Iterable[int]) -> bool:
    """Where nobody can tell, the hosts are believed."""
    return _were_hosted(meetings) if _were_hosted else True
