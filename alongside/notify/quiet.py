"""Quiet hours, on the wall clock of whoever is asleep. Pure functions: no clock, no database.

Quiet is what the clock on the wall says, so an hour that the clocks skip is quiet for no one and an hour that happens
twice is quiet twice.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)
_LONGEST = 27 * 60
"""Minutes until some wall time comes round again, also where the clocks change in between."""


def is_quiet(moment: datetime, zone: str, begins: time, ends: time) -> bool:
    """Whether the wall clock in `zone` reads a time in [begins, ends), over midnight if need be. Equal: never quiet."""
    now = moment.astimezone(ZoneInfo(zone)).time()
    if begins <= ends:
        return begins <= now < ends
    return now >= begins or now < ends


def quiet_ends(moment: datetime, zone: str, begins: time, ends: time) -> datetime:
    """The first moment from `moment` on that isn't quiet, to the minute, in UTC; `moment` itself where it isn't."""
    found = moment.astimezone(UTC)
    if not is_quiet(found, zone, begins, ends):
        return found
    found = found.replace(second=0, microsecond=0)
    for _ in range(_LONGEST):
        found += _MINUTE
        if not is_quiet(found, zone, begins, ends):
            break
    return found


def last_at(moment: datetime, zone: str, wall: time) -> datetime:
    """The last time up to `moment` at which the clock read `wall` (where it is skipped: as much later), in UTC."""
    here = ZoneInfo(zone)
    day = moment.astimezone(here).date()
    for back in range(3):
        found = datetime.combine(day - timedelta(days=back), wall, here).astimezone(UTC)
        if found <= moment:
            return found
    raise AssertionError("a wall time comes round within three days")


def next_at(moment: datetime, zone: str, wall: time) -> datetime:
    """The first time after `moment` at which the clock reads `wall`, as in `last_at`."""
    here = ZoneInfo(zone)
    day = moment.astimezone(here).date()
    for ahead in range(-1, 3):
        found = datetime.combine(day + timedelta(days=ahead), wall, here).astimezone(UTC)
        if found > moment:
            return found
    raise AssertionError("a wall time comes round within three days")
