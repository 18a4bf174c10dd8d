"""What follows every change in a circle: places, whether somebody hosts it, and telling who listens."""

from alongside.core import clock
from alongside.groups import events as group_events
from alongside.groups.actions.places import write_circle_places
from alongside.groups.circles import events, queries
from alongside.groups.models import Circle


def settle(circle: Circle) -> None:
    """Bring what hangs on a locked circle in line with it. Idempotent."""
    write_circle_places(circle)
    mark_hostless(circle)
    group_events.circle_changed(circle)


def mark_hostless(circle: Circle) -> bool:
    """Keep `hostless_since` true, and tell who listens when it begins or ends. Returns whether it changed."""
    is_open = circle.approved_at is not None and circle.closed_at is None
    without = is_open and queries.is_without_host(circle)
    if without == (circle.hostless_since is not None):
        return False
    circle.hostless_since = clock.now() if without else None
    circle.save(update_fields=["hostless_since"])
    (events.hostless if without else events.hosted)(circle)
    return True
