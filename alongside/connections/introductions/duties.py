"""What the worker does for introductions."""

from alongside.connections.introductions.actions import forget_old, propose_week
from alongside.connections.introductions.actions.offers import BEGINS_WITHIN, week_of
from alongside.core import clock
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.people.each_program import in_each_program
from alongside.people.models import Program

BY = System("introductions")


@every(seconds=900, name="connections.introductions")
def offer_introductions() -> int:
    """Make the week's offers in each program whose Monday it is. Returns how many. One that fails holds up no other."""
    at = clock.now()

    def offer(program: Program) -> int:
        return propose_week(program, by=BY) if at - week_of(program, at)[0] < BEGINS_WITHIN else 0

    return in_each_program(offer, what="introductions")


@every(seconds=3600, name="connections.introductions_retention")
def keep_promises() -> int:
    """The promises of retention.py, kept. Returns how many rows went."""
    return forget_old(by=BY)
