"""What the worker does for suggestions."""

import logging

from alongside.connections.suggesting.actions import forget_old, suggest
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.people.models import Program

log = logging.getLogger(__name__)
BY = System("suggestions")


@every(seconds=1800, name="connections.suggestions")
def make_suggestions() -> int:
    """The day's suggestions, wherever it is morning. Returns how many. A program that fails holds up no other."""
    made = 0
    for program in Program.objects.order_by("pk").iterator():
        try:
            made += suggest(program, by=BY)
        except Exception:
            log.exception("the suggestions of %s failed", program.public_id)
    return made


@every(seconds=3600, name="connections.suggestions_retention")
def keep_promises() -> int:
    """The promise of retention.py, kept. Returns how many rows went."""
    return forget_old(by=BY)
