"""The hours of the clocks: decent ones, that somebody works."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alongside.conversations.models import Why
from alongside.conversations.waiting import times
from alongside.people.models import Person, Program


def _person(zone: str) -> Person:
    return Person(time_zone=zone, program=Program(time_zone="America/New_York"), role="member")


ZONES = st.sampled_from(
    ["America/New_York", "Europe/Madrid", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"]
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))


@given(zone=ZONES, at=MOMENTS, choice=st.sampled_from(list(times.Promise)))
def test_promises_lie_ahead_and_at_a_decent_hour(zone: str, at: datetime, choice: times.Promise) -> None:
    from zoneinfo import ZoneInfo

    until = times.promised(choice, _person(zone), at)
    local = until.astimezone(ZoneInfo(zone))
    assert at < until <= at + timedelta(hours=37)
    if choice != times.Promise.HOUR:
        assert (local.hour, local.minute) in {(21, 0), (12, 0)}


@given(zone=ZONES, at=MOMENTS)
def test_nobody_is_asked_at_night(zone: str, at: datetime) -> None:
    from zoneinfo import ZoneInfo

    first = times.may_be_asked_from(_person(zone), at)
    local = first.astimezone(ZoneInfo(zone))
    assert at <= first <= at + timedelta(hours=11) and 8 <= local.hour < 22
    assert first == at or (local.hour, local.minute) == (8, 0)


@given(at=MOMENTS, zone=ZONES)
def test_no_clock_promises_an_hour_that_nobody_works(at: datetime, zone: str) -> None:
    from datetime import time

    from alongside.people.cover import is_staffed, staffed_between

    program = Program(time_zone=zone, staffed_days="12345", staffed_from=time(9), staffed_until=time(17))
    promise = times.line_promise(program, at)
    assert is_staffed(program, promise) and timedelta(hours=24) <= promise - at
    card = times.line_card(program, at, promise)
    assert at <= card <= promise - times.LINE_SOON or card == at
    assert staffed_between(program, at, card) <= times.LINE_SOON
    assert Why.LINE == "line"
