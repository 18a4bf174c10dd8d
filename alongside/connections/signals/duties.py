"""What the worker does for signals."""

from alongside.connections.signals.actions import forget_old, renew
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.people.each_program import in_each_program

SIGNALS = System("signals")


@every(seconds=3600, name="connections.signals")
def renew_signals() -> int:
    """Judge everyone anew, so that what somebody said or did counts within the hour. Returns how many were judged."""
    return in_each_program(lambda program: renew(program, by=SIGNALS), what="signals")


@every(seconds=86_400, name="connections.signals_retention")
def keep_promises() -> int:
    """Nothing is kept for longer than is said. Returns how many rows went."""
    return forget_old(by=SIGNALS)
