"""What the worker does for the outbox."""

from alongside.core.jobs import every
from alongside.live import happenings, outbox


@every(seconds=600)
def expire_events() -> int:
    """Delete events past their day."""
    return outbox.expire()


@every(seconds=1)
def carry_happenings() -> int:
    """Carry what happened to those who follow it."""
    return happenings.catch_up()
