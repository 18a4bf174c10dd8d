"""What happens on the path that rooms further up act on, in the same transaction. Bound in site/wiring.py.

events.on_step_overdue(fn)    fn(step, owner, due_at): someone owes it, and has until then before it is handed on
events.on_step_settled(fn)    fn(step): done, left out, or no longer owed
events.on_welcomer_changed(fn)  fn(arrival): someone else welcomes them from now on, or nobody does
"""

from collections.abc import Callable
from datetime import datetime

from alongside.people.models import Arrival, ArrivalStep, Person

Overdue = Callable[[ArrivalStep, Person | None, datetime], object]
Settled = Callable[[ArrivalStep], object]
Welcomer = Callable[[Arrival], object]
_overdue: list[Overdue] = []
_settled: list[Settled] = []
_welcomer: list[Welcomer] = []


def on_step_overdue(listener: Overdue) -> None:
    """Call `listener` for each step past its time: with its owner, or None for the directors. Idempotent."""
    if listener not in _overdue:
        _overdue.append(listener)


def on_step_settled(listener: Settled) -> None:
    """Call `listener` for each step that nobody owes any longer. Idempotent."""
    if listener not in _settled:
        _settled.append(listener)


def on_welcomer_changed(listener: Welcomer) -> None:
    """Call `listener` for each path with another welcomer than before. Idempotent."""
    if listener not in _welcomer:
        _welcomer.append(listener)


def welcomer_changed(arrival: Arrival) -> None:
    for listener in _welcomer:
        listener(arrival)


def step_overdue(step: ArrivalStep, owner: Person | None, due_at: datetime) -> None:
    for listener in _overdue:
        listener(step, owner, due_at)


def step_settled(step: ArrivalStep) -> None:
    for listener in _settled:
        listener(step)
