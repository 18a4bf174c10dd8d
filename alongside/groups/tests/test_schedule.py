"""Schedules: the wall time of the group's zone, whatever its clocks do; a rule that can't be is a sentence."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.groups import schedule

ZONES = ["America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata", "UTC"]
zones = st.sampled_from(ZONES)
starts = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2032, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
weekdays = st.sets(st.integers(0, 6), min_size=1).map(sorted)
rules = st.builds(schedule.weekly, weekdays, st.integers(1, 4))
YEAR = timedelta(days=366)
calm = settings(deadline=None, max_examples=40)


def span(starts_local: datetime) -> tuple[datetime, datetime]:
    start = starts_local.replace(tzinfo=UTC) - timedelta(days=2)
    return start, start + YEAR


@calm
@given(starts, zones, rules)
def test_a_session_keeps_its_wall_time_all_year(starts_local: datetime, zone: str, rule: str) -> None:
    for local in schedule.occurrences(starts_local, zone, rule, span(starts_local)):
        assert local.time() == starts_local.time()
        shown = schedule.to_utc(local, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        gap = shown - local
        assert gap == timedelta(0) or skipped(local, zone) == gap


def skipped(local: datetime, zone: str) -> timedelta:
    """How far the clock jumps over this wall time, or nothing."""
    before = local.replace(tzinfo=ZoneInfo(zone), fold=0).utcoffset()
    after = local.replace(tzinfo=ZoneInfo(zone), fold=1).utcoffset()
    assert before is not None and after is not None
    return after - before


@calm
@given(starts, zones, zones, rules)
def test_someone_in_another_zone_is_shown_the_same_moment(
    starts_local: datetime, zone: str, other: str, rule: str
) -> None:
    for local in schedule.occurrences(starts_local, zone, rule, span(starts_local))[:20]:
        moment = schedule.to_utc(local, zone)
        seen = moment.astimezone(ZoneInfo(other))
        assert seen.timestamp() == moment.timestamp()  # zones compare unequal in an hour that happens twice (PEP 495)
        assert schedule.to_local(seen, zone) == schedule.to_local(moment, zone)


@calm
@given(starts, zones, rules, st.integers(1, 365))
def test_a_span_may_be_read_in_two_parts(starts_local: datetime, zone: str, rule: str, day: int) -> None:
    start, end = span(starts_local)
    cut = start + timedelta(days=day, hours=7)
    whole = schedule.occurrences(starts_local, zone, rule, (start, end))
    first = schedule.occurrences(starts_local, zone, rule, (start, cut))
    assert whole == first + schedule.occurrences(starts_local, zone, rule, (cut, end))


@calm
@given(starts, zones, weekdays, st.integers(1, 4))
def test_only_the_chosen_days_of_every_nth_week(starts_local: datetime, zone: str, days: list[int], weeks: int) -> None:
    rule = schedule.weekly(days, weeks)
    found = schedule.occurrences(starts_local, zone, rule, span(starts_local))
    monday = (starts_local - timedelta(days=starts_local.weekday())).date()
    for local in found:
        assert local.weekday() in days
        assert (local.date() - monday).days // 7 % weeks == 0
    assert found or weeks > 1


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        (datetime(2026, 3, 7, 10), "America/New_York", datetime(2026, 3, 7, 15)),
        (datetime(2026, 3, 8, 10), "America/New_York", datetime(2026, 3, 8, 14)),
        (datetime(2026, 3, 8, 2, 30), "America/New_York", datetime(2026, 3, 8, 7, 30)),  # skipped: 3:30 that day
        (datetime(2026, 11, 1, 1, 30), "America/New_York", datetime(2026, 11, 1, 5, 30)),  # twice: the first
        (datetime(2026, 3, 29, 1, 15), "Europe/London", datetime(2026, 3, 29, 1, 15)),
        (datetime(2026, 4, 5, 1, 45), "Australia/Lord_Howe", datetime(2026, 4, 4, 14, 45)),  # half an hour's change
    ],
)
def test_skipped_and_doubled_wall_times_follow_rfc_5545(local: datetime, zone: str, utc: datetime) -> None:
    assert schedule.to_utc(local, zone) == utc.replace(tzinfo=UTC)


def test_a_weekly_group_crosses_both_changes_of_the_clock() -> None:
    moments = schedule.coming(
        datetime(2026, 10, 29, 10), "America/New_York", "FREQ=WEEKLY;BYDAY=TH", datetime(2026, 10, 1, tzinfo=UTC), 2
    )
    assert [moment.hour for moment in moments] == [14, 15]
    assert moments[1] - moments[0] == timedelta(days=7, hours=1)


NEVER = [
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;INTERVAL=7;BYMONTH=4;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYDAY=6MO",
    "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=3",
]
TOO_OFTEN = ["FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=30", "FREQ=HOURLY;BYDAY=MO", "FREQ=DAILY;BYHOUR=9,12"]
UNREADABLE = [
    "", "x", "every tuesday", "FREQ=", "FREQ=WEEKLY;FREQ=DAILY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=FORTNIGHTLY", "BYDAY=MO",
    "FREQ=WEEKLY;BYDAY=2MO", "FREQ=DAILY;COUNT=3;UNTIL=20270101", "FREQ=DAILY;UNTIL=20271301", "FREQ=WEEKLY;BYEASTER=1",
    "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=YEARLY;BYDAY=60MO", "FREQ=DAILY;BYMONTH=13", "FREQ=WEEKLY\nBYDAY=MO",
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "says"),
    [(rule, "never") for rule in NEVER]
    + [(rule, "once a day") for rule in TOO_OFTEN]
    + [(rule, "FREQ=WEEKLY;BYDAY=TU,TH") for rule in UNREADABLE]
    + [("FREQ=DAILY;INTERVAL=0", "from 1"), ("FREQ=DAILY;COUNT=0", "at least one"), ("FREQ=DAILY;" * 40, "too long")],
)
def test_a_rule_that_cannot_be_says_why_and_in_bounded_time(rule: str, says: str) -> None:
    began = time.process_time()
    with pytest.raises(schedule.RuleProblem, match=says):
        schedule.check_rule(rule)
    assert time.process_time() - began < 2


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60) | st.text(alphabet="FREQ=WKLYDAI;BO,MTUH0123456789-+UNTICS", max_size=60))
def test_whatever_is_typed_is_a_rule_or_a_problem(text: str) -> None:
    try:
        parsed = schedule.check_rule(text)
    except schedule.RuleProblem:
        return
    assert schedule.check_rule(parsed.text) == parsed


def test_a_count_and_a_last_day_are_kept() -> None:
    start, long = datetime(2026, 11, 24, 10), (datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    three = schedule.occurrences(start, "UTC", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", long)
    assert [local.day for local in three] == [24, 26, 1]
    last = schedule.occurrences(start, "UTC", schedule.weekly([1, 3], until=date(2026, 12, 1)), long)
    assert last == three  # the last day is still a day of the schedule


def test_until_in_utc_is_read_in_the_zone_of_the_series() -> None:
    rule = schedule.check_rule("FREQ=DAILY;UNTIL=20261125T045900Z", "America/New_York")
    assert rule.text.endswith("UNTIL=20261124T235900")


def test_the_plain_form_knows_its_own_rules() -> None:
    assert schedule.check_rule(schedule.weekly([0, 2], 2)).simple
    assert schedule.check_rule(schedule.weekly([0, 2], 2)).weekdays == (0, 2)
    assert not schedule.check_rule("FREQ=MONTHLY;BYDAY=1MO").simple
    assert not schedule.check_rule("FREQ=WEEKLY;BYDAY=MO;COUNT=4").simple


def test_an_unknown_zone_is_a_problem() -> None:
    for name in ("Mars/Olympus", "", "../etc/passwd", "a" * 300, "\x00"):
        with pytest.raises(schedule.RuleProblem):
            schedule.zone(name)
