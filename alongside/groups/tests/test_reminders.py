"""Half an hour before a session, whoever has a place in it is reminded: once, and never without cause."""

from datetime import timedelta

import pytest

from alongside.core import clock
from alongside.groups import actions
from alongside.groups.models import Meeting, Place
from alongside.groups.reminders import remind
from alongside.groups.tests.scene import MONDAY, full_group
from alongside.notify.models import Notice, Occasion, Preference
from alongside.people import actions as people
from alongside.people.models import Stage
from tests.cast import Cast

MINUTE = timedelta(minutes=1)


def reminded() -> set[str]:
    return set(Notice.objects.values_list("person__display_name", flat=True))


def test_once_before_each_start(cast: Cast) -> None:
    with clock.reading(MONDAY):
        group = full_group(cast)
        meeting = Meeting.objects.filter(group=group).order_by("starts_at")[0]
        Place.objects.filter(meeting=meeting, person=cast.third).update(excused_at=MONDAY)
        people.change_stage(cast.fourth, Stage.PAUSED, by=cast.counselor)
    with clock.reading(meeting.starts_at - 31 * MINUTE):
        assert remind() == 0
    for minutes in (30, 29, 1):
        with clock.reading(meeting.starts_at - minutes * MINUTE):
            remind()
    assert reminded() == {"Rosa Delgado", "Maya", "Sam", "Dana Ruiz"}
    assert Notice.objects.count() == 4
    notice = Notice.objects.get(person=cast.member)
    assert (notice.occasion, notice.until, notice.words) == (
        Occasion.SESSION,
        meeting.starts_at,
        "Morning group begins soon",
    )
    with clock.reading(meeting.starts_at):
        assert remind() == 0


def test_not_of_one_that_is_called_off(cast: Cast) -> None:
    with clock.reading(MONDAY):
        group = full_group(cast)
        meeting = Meeting.objects.filter(group=group).order_by("starts_at")[0]
        actions.cancel_meeting(meeting, why="Dana is ill.", by=cast.counselor)
    with clock.reading(meeting.starts_at - 10 * MINUTE):
        assert remind() == 0 and not reminded()


def test_some_at_a_time_and_nobody_is_passed_over(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alongside.groups.reminders.MOST", 2)
    with clock.reading(MONDAY):
        meeting = Meeting.objects.filter(group=full_group(cast)).order_by("starts_at")[0]
    Preference.objects.create(person=cast.mentor, off=[Occasion.SESSION], changed_at=MONDAY)
    places = Place.objects.filter(meeting=meeting).count()
    with clock.reading(meeting.starts_at - 10 * MINUTE):
        turns = [remind() for _turn in range(5)]
    assert sum(turns) == places - 1 and max(turns) <= 3 and turns[-1] == 0 and "Rosa Delgado" not in reminded()
