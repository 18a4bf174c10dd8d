"""What others hear of circles, in the transaction of the action. Bound in the composition root."""

from collections.abc import Callable

from alongside.groups.models import Circle

Listener = Callable[[Circle], object]

_hostless: list[Listener] = []
_hosted: list[Listener] = []


def on_hostless(listener: Listener) -> None:
    """Call `listener(circle)` when nobody hosts a circle any more, or its hosts haven't come. Idempotent."""
    if listener not in _hostless:
        _hostless.append(listener)


def on_hosted(listener: Listener) -> None:
    """Call `listener(circle)` when a circle that had no host has one again, or has closed. Idempotent."""
    if listener not in _hosted:
        _hosted.append(listener)


def hostless(circle: Circle) -> None:
    for listener in _hostless:
        listener(circle)


def hosted(circle: Circle) -> None:
    for listener in _hosted:
        listener(circle)
