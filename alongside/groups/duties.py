"""What the worker does for groups."""

from alongside.core import clock
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.groups.actions import materialise_meetings
from alongside.groups.actions.calendar import missing_meetings
from alongside.groups.actions.hellos import forget_free_times
from alongside.groups.models import Group

BY = System("groups calendar")
RETENTION = System("retention")


@every(seconds=3600)
def extend_calendars() -> int:
    """Keep every open group's sessions rows up to the horizon. Returns how many groups had some to add."""
    extended = 0
    for group in Group.objects.filter(closed_at=None, series__isnull=False).select_related("series").iterator():
        assert group.series is not None
        if missing_meetings(group, group.series, clock.now()):
            materialise_meetings(group, by=BY)
            extended += 1
    return extended


@every(seconds=6 * 3600, name="groups.retention")
def keep_promises() -> int:
    """The promise of retention.py about times for a hello, kept. Returns how many went."""
    return forget_free_times(by=RETENTION)
