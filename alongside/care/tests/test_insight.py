"""Figures over time: honest about their uncertainty, and never about fewer than five people."""

import itertools
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.care.insight import charts, estimates, hidden, queries
from alongside.care.insight.hidden import Count
from alongside.care.tests.scene import NOON
from alongside.connections.models import State, Week
from alongside.core import clock
from alongside.people.models import Person, Program, Role, Stage
from tests.cast import Cast

HOUR = timedelta(hours=1)
COHORTS = ("2026-01", "2026-02", "2026-03")
COUNTS = st.integers(0, 13).flatmap(lambda all_: st.builds(Count, st.integers(0, all_), st.just(all_)))
WEEKS = st.lists(st.fixed_dictionaries(dict.fromkeys(COHORTS, COUNTS)), min_size=1, max_size=3)


@given(weeks=WEEKS)
@settings(max_examples=100, deadline=None)
def test_nothing_small_follows_from_what_is_shown(weeks: list[dict[str, Count]]) -> None:
    """An attacker knows how many people came in each month, and the exact counts behind what is shown. Whatever fits is
    tried: no cohort, nor any set of cohorts, is left with one possible count that is smaller than five on a side.
    """
    parts = hidden.blocks(weeks, COHORTS)
    assert [cohort for part in parts for cohort in part] == list(COHORTS)
    for week in weeks:
        shown = hidden.shown(week, parts)
        assert all(count.holds for count in shown.values())
        possible = [
            fits
            for fits in itertools.product(*(range(week[cohort].all + 1) for cohort in COHORTS))
            if all(
                sum(number for cohort, number in zip(COHORTS, fits, strict=True) if not block or cohort in block)
                == count.some
                for block, count in shown.items()
            )
        ]
        for size in range(1, len(COHORTS) + 1):
            for chosen in itertools.combinations(range(len(COHORTS)), size):
                people = sum(week[COHORTS[place]].all for place in chosen)
                counts = {sum(fits[place] for place in chosen) for fits in possible}
                if people and len(counts) == 1 and shown:
                    assert hidden.LEAST <= counts.pop() <= people - hidden.LEAST


def test_shares_have_the_interval_of_wilson() -> None:
    found = estimates.share(81, 263)  # worked example in Newcombe 1998, table I
    assert (round(found.low or 0, 4), round(found.high or 0, 4)) == (0.2553, 0.3662)
    assert estimates.share(0, 20).low == 0.0 and (estimates.share(20, 20).high or 0) == 1.0
    with pytest.raises(ValueError):
        estimates.share(1, 0)


def test_medians_lie_between_two_of_the_values() -> None:
    assert estimates.middle([3, 1, 2]) == estimates.Estimate(2.0, None, None)
    found = estimates.middle(list(range(1, 11)))  # n = 10: the second and the ninth (Conover 1999, table A3)
    assert (found.value, found.low, found.high) == (5.5, 2.0, 9.0)


def test_waits_that_still_last_are_counted() -> None:
    answered = [(HOUR * number, True) for number in range(1, 22)]
    value, low, high = estimates.time_until(answered)
    assert value == 11 * HOUR and low is not None and high is not None and low < value < high
    longer, _low, _high = estimates.time_until([*answered, *[(30 * HOUR, False)] * 8])
    assert longer is not None and longer > value
    assert estimates.time_until([(HOUR, True), *[(2 * HOUR, False)] * 5])[0] is None


def people(program: Program, count: int, came: date, name: str) -> list[Person]:
    at = NOON.replace(year=came.year, month=came.month, day=came.day)
    rows = [
        Person(
            program=program,
            role=Role.MEMBER,
            stage=Stage.ACTIVE,
            display_name=f"{name} {number}",
            created_at=at,
        )
        for number in range(count)
    ]
    for row in rows:
        row.save()
    return rows


@pytest.mark.django_db
def test_the_page_shows_blocks_and_names_nobody(
    cast: Cast, client_of: Callable[[Person | None], Client], django_assert_max_num_queries: Callable[..., object]
) -> None:
    page = client_of(cast.director)
    with clock.reading(NOON):
        text = page.get("/care/insight/").content.decode()
    assert text.count("Too few people, or too few weeks") == 3
    monday = NOON.date() - timedelta(days=NOON.date().weekday() + 7)
    old, new = people(cast.program, 14, date(2024, 3, 5), "Old"), people(cast.program, 12, date(2024, 4, 9), "New")
    few = people(cast.program, 3, date(2024, 5, 2), "Few")
    for back in range(4):
        Week.objects.bulk_create(
            Week(
                person=person,
                monday=monday - timedelta(weeks=back),
                two_way=number % 2 * 4,
                state=State.CONNECTED,
                score=0.1,
            )
            for number, person in enumerate([*old, *new, *few])
        )
    with clock.reading(NOON):
        found = queries.insight(cast.program, NOON, 12)
    assert [(line.first and line.first.month, line.last and line.last.month) for line in found.enough] == [
        (None, None),
        (3, 3),
        (4, 5),
    ], "three people are shown with those who came before them"
    assert {point.about for line in found.enough for point in line.points} == {30, 15}
    assert {point.value for point in found.enough[0].points} == {50}
    with clock.reading(NOON), django_assert_max_num_queries(15):
        text = page.get("/care/insight/?weeks=12").content.decode()
    assert "Came in March 2024" in text and "Came from April 2024 to May 2024" in text and "Old 1" not in text
    with clock.reading(NOON):
        lines = page.get("/care/insight/export.csv").content.decode().splitlines()
    assert len(lines) == 1 + sum(len(line.points) for line in (*found.enough, *found.ties, *found.waits))
    plot = charts.plot(found.enough, top=100)
    assert plot is not None and [tick.value for tick in plot.ticks] == [0, 20, 40, 60, 80, 100]
    Week.objects.filter(person__in=few[:1]).update(two_way=0)
    assert queries.insight(cast.program, NOON, 12).enough[0].points == found.enough[0].points, "one more doesn't show"
