"""What others need to hear of reports, in the transaction of the action.

    events.on_unsafe(fn)    bound once, in site/wiring.py

`fn(report)`: someone says that someone may be in danger. Whoever is on call must hear it at once, and never the one it
is about. Nothing is published on anyone's topic: reports are read on pages, by those who may.
"""

from collections.abc import Callable

from alongside.moderation.models import Report

Unsafe = Callable[[Report], object]
_unsafe: list[Unsafe] = []


def on_unsafe(listener: Unsafe) -> None:
    """Call `listener(report)` for each report that someone may be in danger. Idempotent."""
    if listener not in _unsafe:
        _unsafe.append(listener)


def unsafe(report: Report) -> None:
    """Tell everyone who listens. Call it inside an action."""
    for listener in _unsafe:
        listener(report)
