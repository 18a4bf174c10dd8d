"""What others need to hear of mentors.

    events.on_pairing_changed(fn)   fn(mentorship): it began, or it is over; called in the transaction of it

Bound once, in site/wiring.py.
"""

from collections.abc import Callable

from alongside.groups.models import Mentorship

PairingChanged = Callable[[Mentorship], object]
_listeners: list[PairingChanged] = []


def on_pairing_changed(listener: PairingChanged) -> None:
    """Call `listener` with each mentorship that begins or ends. Idempotent."""
    if listener not in _listeners:
        _listeners.append(listener)


def pairing_changed(pairing: Mentorship) -> None:
    """Tell everyone who listens. Call it inside an action."""
    for listener in _listeners:
        listener(pairing)
