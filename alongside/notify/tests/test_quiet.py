"""Quiet hours on any wall clock: the first moment after them, and no earlier, also when clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from alongside.notify import quiet

ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "UTC"]
MINUTE = timedelta(minutes=1)
moments = some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
changes = some.sampled_from(["2026-03-08T05:00", "2026-11-01T04:00", "2026-03-29T00:00", "2026-10-25T00:00"]).flatmap(
    lambda day: some.integers(0, 300).map(lambda m: datetime.fromisoformat(f"{day}:00+00:00") + m * MINUTE)
)
times = some.times().map(lambda wall: wall.replace(second=0, microsecond=0))


@settings(max_examples=150, deadline=None)
@given(moments | changes, some.sampled_from(ZONES), times, times)
@example(datetime(2026, 3, 8, 6, 30, tzinfo=UTC), "America/New_York", time(22), time(2, 30))
@example(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "America/New_York", time(22), time(1, 30))
def test_quiet_ends_at_the_first_moment_that_is_not_quiet(
    moment: datetime, zone: str, begins: time, ends: time
) -> None:
    found = quiet.quiet_ends(moment, zone, begins, ends)
    assert found >= moment
    assert not quiet.is_quiet(found, zone, begins, ends)
    assert found - moment < timedelta(hours=27)
    if found > moment:
        assert quiet.is_quiet(moment, zone, begins, ends)
        assert quiet.is_quiet(found - MINUTE, zone, begins, ends)  # no minute of waiting too many
        wall = found.astimezone(ZoneInfo(zone))
        skipped = wall.utcoffset() != (found - MINUTE).astimezone(ZoneInfo(zone)).utcoffset()
        assert wall.time() == ends or skipped


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("wall", [time(2, 30), time(18)])
def test_the_last_and_the_next_time_frame_every_moment(zone: str, wall: time) -> None:
    moment = datetime(2026, 3, 7, tzinfo=UTC)
    for _ in range(600):
        before, after = quiet.last_at(moment, zone, wall), quiet.next_at(moment, zone, wall)
        assert before <= moment < after
        assert after - before < timedelta(hours=26)
        moment += timedelta(minutes=37)


def test_the_same_time_twice_is_never_quiet() -> None:
    at = datetime(2026, 5, 1, 3, tzinfo=UTC)
    assert quiet.quiet_ends(at, "UTC", time(3), time(3)) == at
