"""What others need to hear of reports, in the transaction of the action.

    events.on_unsafe(fn)     bound once, in site/wiring.py
    events.on_decided(fn)

`fn(report)` of the first: someone says that someone may be in danger. Whoever is on call must hear it at once, and
never the one it is about. Of the second: it was decided. Nothing is published on anyone's topic: reports are read on
pages, by those who may.
"""

from collections.abc import Callable

from alongside.moderation.models import Report

Listener = Callable[[Report], object]
_unsafe: list[Listener] = []
_decided: list[Listener] = []


def on_unsafe(listener: Listener) -> None:
    """Call `listener(report)` for each report that someone may be in danger. Idempotent."""
    if listener not in _unsafe:
        _unsafe.append(listener)


def unsafe(report: Report) -> None:
    """Tell everyone who listens. Call it inside an action."""
    for listener in _unsafe:
        listener(report)


def on_decided(listener: Listener) -> None:
    """Call `listener(report)` for each report that was decided. Idempotent."""
    if listener not in _decided:
        _decided.append(listener)


def decided(report: Report) -> None:
    """Tell everyone who listens. Call it inside an action."""
    for listener in _decided:
        listener(report)
