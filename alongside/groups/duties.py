"""What the worker does for groups."""

from alongside.core import clock
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.groups.actions import materialise_meetings
from alongside.groups.actions.calendar import missing_meetings
from alongside.groups.actions.hellos import forget_free_times
from alongside.groups.models import Circle, Group

BY = System("groups calendar")
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


@every(seconds=6 * 3600, name="groups.retention")
def keep_promises() -> int:
    """The promise of retention.py about times for a hello, kept. Returns how many went."""
    return forget_free_times(by=RETENTION)
