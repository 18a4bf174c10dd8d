"""What others do when someone's contacts stand differently. Bound once, in site/wiring.py."""

from collections.abc import Callable

from alongside.connections.models import Standing
from alongside.people.models import Person

OnStanding = Callable[[Person, Standing | None, Standing | None], object]

_standing: list[OnStanding] = []


def on_standing_changed(listener: OnStanding) -> None:
    """Call `listener(person, before, now)` whenever someone is judged who is, or was, on a list. Idempotent.

    In the transaction that writes it. Also where nothing has changed, so that what failed once is made good. None: not
    judged before, or no longer: they are gone or on a pause.
    """
    if listener not in _standing:
        _standing.append(listener)


def changed(person: Person, before: Standing | None, now: Standing | None) -> None:
    for listener in _standing:
        listener(person, before, now)
