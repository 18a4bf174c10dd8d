"""What follows from a limit between two people, in the same transaction.

    events.on_cut_changed(fn)       bound once, in site/wiring.py

`fn(a, b)` is told that a keep-apart, a block or a mute between two people began or ended: never which of them it was,
and never whose wish. What may be now is asked of `queries`. Nothing of it is published: the other one must see nothing.
"""

from collections.abc import Callable

from alongside.people.models import Person

CutChanged = Callable[[Person, Person], object]
_listeners: list[CutChanged] = []


def on_cut_changed(listener: CutChanged) -> None:
    """Call `listener(a, b)` when what limits contact between two people changed. Idempotent."""
    if listener not in _listeners:
        _listeners.append(listener)


def cut_changed(a: Person, b: Person) -> None:
    """Tell everyone who listens. Call it inside an action."""
    for listener in _listeners:
        listener(a, b)
