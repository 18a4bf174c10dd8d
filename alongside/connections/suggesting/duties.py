"""What the worker does for suggestions."""

from alongside.connections.suggesting.actions import forget_old, suggest
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.people.each_program import in_each_program

BY = System("suggestions")


@every(seconds=1800, name="connections.suggestions")
def make_suggestions() -> int:
    """The day's suggestions, wherever it is morning. Returns how many. A program that fails holds up no other."""
    return in_each_program(lambda program: suggest(program, by=BY), what="suggestions")


@every(seconds=3600, name="connections.suggestions_retention")
def keep_promises() -> int:
    """The promise of retention.py, kept. Returns how many rows went."""
    return forget_old(by=BY)
