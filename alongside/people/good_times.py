"""When someone usually has time, as hours: what the codes of `GoodTime` mean on the wall where they live."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from alongside.people.models import GoodTime

_HOURS: Final = {
    GoodTime.MORNING: (6, 11),
    GoodTime.NOON: (11, 14),
    GoodTime.AFTERNOON: (14, 18),
    GoodTime.EVENING: (18, 22),
    GoodTime.NIGHT: (22, 26),
}
"""From and until which hour on someone's own clock. Weekends are the waking hours of both days."""
_WEEKEND: Final = (8, 22)
LEAST_SHARED: Final = 2
"""Hours a week in which both have time that make a time one that they share."""


def hours_of(code: str, zone: str, first_day: date) -> Iterator[int]:
    """The hours, counted since 1970 in UTC, at which this time is there in the seven days that begin on `first_day`.

    Wall time: an hour that the clock skips is its neighbor, which is near enough for "evenings".
    """
    place = ZoneInfo(zone)
    first, last = _WEEKEND if code == GoodTime.WEEKEND else _HOURS[GoodTime(code)]
    for ahead in range(7):
        day = first_day + timedelta(days=ahead)
        if code == GoodTime.WEEKEND and day.weekday() < 5:
            continue
        midnight = datetime.combine(day, time(0), tzinfo=place)
        for hour in range(first, last):
            yield int((midnight + timedelta(hours=hour)).timestamp() // 3600)
