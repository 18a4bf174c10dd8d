"""What the path asks of rooms further up. Bound once, in site/wiring.py; unbound, the answer is nothing."""

from collections.abc import Callable

from alongside.people.models import Person

FindPerson = Callable[[Person], Person | None]
_welcomer_for: FindPerson | None = None
_leader_of: FindPerson | None = None
_has_times: Callable[[Person], bool] | None = None


def bind(*, welcomer_for: FindPerson, leader_of: FindPerson, has_times: Callable[[Person], bool]) -> None:
    """`welcomer_for(newcomer)`: who could welcome them: the mentor of a group of theirs, else who leads it.

    `leader_of(newcomer)`: who leads their group now. `has_times(welcomer)`: whether they have times to be booked.
    """
    global _welcomer_for, _leader_of, _has_times
    _welcomer_for, _leader_of, _has_times = welcomer_for, leader_of, has_times


def welcomer_for(newcomer: Person) -> Person | None:
    return _welcomer_for(newcomer) if _welcomer_for else None


def leader_of(newcomer: Person) -> Person | None:
    return _leader_of(newcomer) if _leader_of else None


def has_times(welcomer: Person) -> bool:
    return _has_times(welcomer) if _has_times else False
