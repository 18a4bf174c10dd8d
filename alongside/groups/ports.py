"""What groups ask of rooms further up. Bound once, in site/wiring.py; unbound, the answer is nothing."""

from collections.abc import Callable, Iterable, Set

from alongside.groups.models import Circle, Group
from alongside.people.models import Person

WasThere = Callable[[Person, Iterable[int]], Set[int]]
WereHosted = Callable[[Iterable[int]], bool]
TalkOf = Callable[[Group | Circle], str]

_was_there: WasThere | None = None
_were_hosted: WereHosted | None = None
_talk_of: TalkOf | None = None


def bind(*, was_there: WasThere, were_hosted: WereHosted, talk_of: TalkOf) -> None:
    """`was_there(person, meeting rows)`: which of these sessions the person came to, and may read the chat of.

    `were_hosted(meeting rows)`: whether a host came to any of these meetings of a circle.
    `talk_of(group or circle)`: the address of its conversation, or empty.
    """
    global _was_there, _were_hosted, _talk_of
    _was_there, _were_hosted, _talk_of = was_there, were_hosted, talk_of


def was_there(person: Person, meetings: Iterable[int]) -> Set[int]:
    return _was_there(person, meetings) if _was_there else frozenset()


def were_hosted(meetings: Iterable[int]) -> bool:
    """Where nobody can tell, the hosts are believed."""
    return _were_hosted(meetings) if _were_hosted else True


def talk_of(owner: Group | Circle) -> str:
    return _talk_of(owner) if _talk_of else ""
