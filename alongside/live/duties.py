"""What the worker does for the outbox."""

from alongside.core.jobs import every
from alongside.live import outbox


@every(seconds=600)
def expire_events() -> int:
    """Delete events past their day."""
    return outbox.expire()
