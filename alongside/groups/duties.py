"""What the worker does for groups."""

import logging

from alongside.core import clock
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.groups import reminders as reminders
from alongside.groups.actions import materialise_meetings
from alongside.groups.actions.calendar import missing_meetings
from alongside.groups.actions.hellos import forget_free_times
from alongside.groups.circles.actions import notice_hostless
from alongside.groups.circles.queries import is_without_host
from alongside.groups.models import Circle, Group

log = logging.getLogger(__name__)
BY = System("groups calendar")
CIRCLES = System("circles")
RETENTION = System("retention")


@every(seconds=3600)
def extend_calendars() -> int:
    """Keep every open group's and circle's sessions rows up to the horizon. Returns how many had some to add."""
    extended = 0
    groups = Group.objects.filter(closed_at=None, series__isnull=False).select_related("series")
    circles = Circle.objects.filter(closed_at=None, approved_at__isnull=False, series__isnull=False)
    owners: list[Group | Circle] = [*groups, *circles.select_related("series")]
    for owner in owners:
        assert owner.series is not None
        if missing_meetings(owner, owner.series, clock.now()):
            materialise_meetings(owner, by=BY)
            extended += 1
    return extended


@every(seconds=900)
def notice_hostless_circles() -> int:
    """Notice circles that nobody hosts, or whose hosts haven't come. One that fails holds up no other.

    Returns for how many that has changed.
    """
    changed = 0
    for circle in Circle.objects.filter(closed_at=None, approved_at__isnull=False).iterator():
        try:
            if is_without_host(circle) != (circle.hostless_since is not None):
                changed += notice_hostless(circle, by=CIRCLES)
        except Exception:
            log.exception("circle %s could not be looked at", circle.public_id)
    return changed


@every(seconds=6 * 3600, name="groups.retention")
def keep_promises() -> int:
    """The promise of retention.py about times for a hello, kept. Returns how many went."""
    return forget_free_times(by=RETENTION)
