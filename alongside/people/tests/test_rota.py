"""The rota: every hour has one answer, also where clocks change; series; leave with named cover."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people import actions, actions_leave, actions_rota, cover, rota
from alongside.people.models import Duty, Leave, OnCallShift, Person, Program, Role
from alongside.people.queries import lifeline, on_call
from tests.cast import Cast

ClientOf = Callable[[Person | None], Client]
ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 2, 14, tzinfo=UTC)
CHANGES = (datetime(2026, 3, 8, tzinfo=ZONE), datetime(2026, 11, 1, tzinfo=ZONE))
"""The days on which New York's clocks go forward and back."""


def spans() -> st.SearchStrategy[list[tuple[int, int]]]:
    return st.lists(st.tuples(st.integers(-24 * 60, 4 * 24 * 60), st.integers(1, 40 * 60)), max_size=12)


@settings(max_examples=60, deadline=None)
@given(spans(), spans(), st.sampled_from(CHANGES))
def test_every_minute_has_exactly_one_answer_over_a_change_of_clocks(
    shifts: list[tuple[int, int]], leaves: list[tuple[int, int]], day: datetime
) -> None:
    """Stretches cover the time without holes or overlaps; a gap is where no shift is, or its person is away."""
    since = day.astimezone(UTC)
    until = (day + timedelta(days=3)).astimezone(UTC)  # wall days: 71 or 73 hours
    dana, ken = Person(pk=1, role=Role.COUNSELOR, stage="active"), Person(pk=2, role=Role.COUNSELOR, stage="active")
    rows = sorted(
        (
            OnCallShift(pk=n, person=(dana, ken)[n % 2], starts_at=since + a, ends_at=since + a + b)
            for n, (a, b) in enumerate((timedelta(minutes=x), timedelta(minutes=y)) for x, y in shifts)
        ),
        key=lambda row: row.starts_at,
    )
    away = [
        Leave(pk=n, person=dana, starts_at=since + timedelta(minutes=x), ends_at=since + timedelta(minutes=x + y))
        for n, (x, y) in enumerate(leaves)
    ]
    found = rota.stretches(rows, away, {}, since, until)
    assert found[0].starts_at == since and found[-1].ends_at == until
    assert all(a.ends_at == b.starts_at and a.person != b.person for a, b in pairwise(found))
    for minute in range(0, int((until - since).total_seconds() // 60), 37):
        at = since + timedelta(minutes=minute)
        (here,) = [each for each in found if each.starts_at <= at < each.ends_at]
        gone = any(each.starts_at <= at < each.ends_at for each in away)
        on = [row.person for row in rows if row.starts_at <= at < row.ends_at and not (gone and row.person == dana)]
        assert (here.person is None) == (not on) and (here.person is None or here.person == on[0])
    days = rota.by_day(found, "America/New_York")
    assert sum((p.ends_at - p.starts_at for d in days for p in d.stretches), timedelta()) == until - since
    assert [each.date for each in days] == [day.date() + timedelta(days=n) for n in range(3)]


@pytest.mark.parametrize(("first", "hours"), [(date(2026, 3, 2), 4), (date(2026, 10, 26), 4)])
def test_a_series_keeps_its_wall_time_when_clocks_change(first: date, hours: int) -> None:
    series = rota.Repeat(first, frozenset(range(1, 8)), time(17), time(21), 2)
    found = series.spans("America/New_York")
    assert len(found) == 14
    assert {start.astimezone(ZONE).time() for start, _end in found} == {time(17)}
    assert {end - start for start, end in found} == {timedelta(hours=hours)}
    night = rota.Repeat(first, frozenset({6}), time(22), time(6), 1).spans("America/New_York")
    assert night[0][1] - night[0][0] in {timedelta(hours=7), timedelta(hours=9)}


def test_a_span_within_the_skipped_hour_is_nothing() -> None:
    assert rota.Repeat(date(2026, 3, 8), frozenset({7}), time(2, 15), time(3, 15), 1).spans("America/New_York") == []


def test_a_series_is_previewed_and_added_in_one_go(cast: Cast, client_of: ClientOf) -> None:
    """Every weekday 17:00–21:00 for four weeks; what clashes is left out, and said before."""
    with clock.reading(MONDAY):
        five = datetime(2026, 11, 3, 17, tzinfo=ZONE)
        actions.add_shift(cast.counselor, starts_at=five, ends_at=five + timedelta(hours=1), by=cast.director)
        third = datetime(2026, 11, 4, 17, tzinfo=ZONE)
        actions.add_shift(cast.other_counselor, starts_at=third, ends_at=third + timedelta(hours=1), by=cast.director)
        client = client_of(cast.director)
        data = {
            "person": cast.counselor.public_id,
            "weekdays": ["1", "2", "3", "4", "5"],
            "since": "17:00",
            "until": "21:00",
            "first": "2026-11-02",
            "weeks": "4",
            "key": "once",
        }
        page = client.post("/program/on-call/repeat/", data).text
        assert "This would add 19 shifts" in page and "On call for part of that time already" in page
        assert "is on call then, too" in page and OnCallShift.objects.count() == 2
        assert client.post("/program/on-call/repeat/", data | {"add": "1"}).status_code == 302
        assert client.post("/program/on-call/repeat/", data | {"add": "1"}).status_code in {200, 302}
        assert OnCallShift.objects.count() == 21
        shown = client.get("/program/on-call/").text
        assert "Nobody" in shown and "times when nobody is on call" in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [("weeks", "0"), ("weeks", "99999"), ("first", "9999-12-31"), ("first", "0001-01-01"), ("since", "25:00")],
)
def test_a_series_that_cannot_be_is_a_sentence(cast: Cast, client_of: ClientOf, field: str, value: str) -> None:
    data = {"person": cast.counselor.public_id, "weekdays": ["1"], "since": "17:00", "until": "21:00", "weeks": "1"}
    data |= {"first": f"{clock.now():%Y-%m-%d}", "add": "1"}
    assert client_of(cast.director).post("/program/on-call/repeat/", data | {field: value}).status_code == 200
    assert not OnCallShift.objects.exists()


def take(cast: Cast, person: Person, other: Person | None, *, days: tuple[int, int] = (1, 4)) -> Leave:
    start, end = (clock.now() + timedelta(days=each) for each in days)
    return actions_leave.take_leave(
        person, starts_at=start, ends_at=end, covers=dict.fromkeys(Duty, other), by=cast.director
    )


def test_leave_needs_someone_who_is_there_for_each_duty(cast: Cast) -> None:
    with pytest.raises(Refused, match="name someone for this"):
        take(cast, cast.counselor, None)
    with pytest.raises(Refused, match="isn’t on staff"):
        take(cast, cast.counselor, cast.mentor)
    with pytest.raises(Refused, match="is the one who is away"):
        take(cast, cast.counselor, cast.counselor)
    with pytest.raises(ValueError):
        take(cast, cast.counselor, cast.outsider)
    take(cast, cast.other_counselor, cast.director)
    with pytest.raises(Refused, match="is away too"):
        take(cast, cast.counselor, cast.other_counselor)
    assert take(cast, cast.counselor, cast.director, days=(2, 3)).covers.count() == 3
    with pytest.raises(Refused, match="away for part of that time"):
        take(cast, cast.counselor, cast.director)


@pytest.mark.parametrize(("first", "last"), [("9999-12-31", "9999-12-31"), ("0001-01-01", "0001-01-01"), ("x", "")])
def test_days_no_calendar_has_are_a_sentence(cast: Cast, client_of: ClientOf, first: str, last: str) -> None:
    data = {"first": first, "last": last} | {f"cover_{duty}": cast.director.public_id for duty in Duty}
    assert client_of(cast.counselor).post("/program/leave/", data).status_code == 200
    assert not Leave.objects.exists()


def test_a_cover_who_goes_away_has_a_cover(cast: Cast) -> None:
    """The chain is followed; when a leave is taken back, everything is theirs again."""
    leave = take(cast, cast.counselor, cast.other_counselor)
    at = clock.now() + timedelta(days=2)
    assert cover.acting_for(cast.counselor, Duty.GROUPS, at) == cast.other_counselor
    take(cast, cast.other_counselor, cast.director, days=(2, 3))
    later = clock.now() + timedelta(days=2, hours=1)
    assert cover.acting_for(cast.counselor, Duty.GROUPS, later) == cast.director
    assert cover.stands_in_for(cast.director, Duty.GROUPS, later) == {cast.counselor.pk, cast.other_counselor.pk}
    actions_leave.cancel_leave(leave, by=cast.counselor)
    assert cover.acting_for(cast.counselor, Duty.GROUPS, later) == cast.counselor


def test_a_shift_of_someone_away_is_their_covers(cast: Cast) -> None:
    now = clock.now()
    actions.add_shift(cast.counselor, starts_at=now, ends_at=now + timedelta(days=2), by=cast.director)
    at = now + timedelta(days=1, hours=6)
    assert on_call(cast.program, at) == cast.counselor
    take(cast, cast.counselor, cast.other_counselor)
    assert on_call(cast.program, at) == lifeline(cast.program, at) == cast.other_counselor
    assert lifeline(cast.program, now + timedelta(days=3)) is None
    with pytest.raises(Refused, match="away for part"):
        actions.add_shift(
            cast.counselor, starts_at=at + timedelta(days=1), ends_at=at + timedelta(days=2), by=cast.director
        )


def test_the_director_sees_gaps_on_today_and_others_do_not(cast: Cast, client_of: ClientOf) -> None:
    assert "Open the rota" in client_of(cast.director).get("/").text
    assert "Open the rota" not in client_of(cast.counselor).get("/").text
    now = clock.now()
    for day in range(0, 16, 2):
        start = now + timedelta(days=day)
        actions.add_shift(cast.counselor, starts_at=start, ends_at=start + timedelta(days=2), by=cast.director)
    assert "Open the rota" not in client_of(cast.director).get("/").text


@pytest.mark.parametrize(
    ("hour", "staffed"), [("2026-03-06T16:59", True), ("2026-03-06T17:00", False), ("2026-03-09T08:59", False)]
)
def test_staffed_hours_are_wall_time(hour: str, staffed: bool) -> None:
    program = Program(time_zone="America/New_York", staffed_days="12345", staffed_from=time(9), staffed_until=time(17))
    at = datetime.fromisoformat(hour).replace(tzinfo=ZONE)
    assert cover.is_staffed(program, at) is staffed
    begins = cover.next_staffed(program, at)
    assert cover.is_staffed(program, begins)
    if not staffed:
        assert begins.astimezone(ZONE) == datetime(2026, 3, 9, 9, tzinfo=ZONE)


def test_hours_past_midnight_belong_to_the_day_they_began() -> None:
    program = Program(time_zone="America/New_York", staffed_days="6", staffed_from=time(20), staffed_until=time(4))
    assert cover.is_staffed(program, datetime(2026, 3, 8, 3, 30, tzinfo=ZONE))
    assert not cover.is_staffed(program, datetime(2026, 3, 8, 4, tzinfo=ZONE))
    assert not cover.is_staffed(program, datetime(2026, 3, 7, 3, tzinfo=ZONE))


@pytest.mark.parametrize("host", ["http://x", "a b", "-a.org", "a..b", "x" * 200, "a/b", "ünï.org"])
def test_what_is_no_host_name_is_refused(cast: Cast, host: str) -> None:
    with pytest.raises(Refused):
        actions.checked_host(cast.program, host)


def test_a_rota_series_is_for_staff(cast: Cast) -> None:
    series = rota.Repeat(clock.now().date(), frozenset({1}), time(9), time(17), 1)
    with pytest.raises(Refused, match="Only counselors"):
        actions_rota.plan_shifts(cast.mentor, series)
