"""Breakout rooms: who sits with whom, so that each meets people they don't know yet and nobody is left alone.

    from alongside.engine.seating import plan, read_instance

Pure: an instance, a seed and a budget in; a plan with its reasons out. Light to import: the search kernel
is loaded when
it is first needed, or ahead of time with `warm()`.
"""

from alongside.engine.seating.model import Instance, Metrics, Plan, Reason
from alongside.engine.seating.planner import plan
from alongside.engine.seating.reading import Unreadable, read_instance


def warm() -> None:
    """Compile the search kernel where that hasn't been done, and load it. Some ten seconds once, then hundredths."""
    from alongside.engine.seating import machine

    machine.functions()


__all__ = ["Instance", "Metrics", "Plan", "Reason", "Unreadable", "plan", "read_instance", "warm"]
