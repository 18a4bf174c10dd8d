"""Who is around, and who steps back: how long that is kept."""

from datetime import timedelta

from alongside.core import clock
from alongside.people import actions_around, duties
from alongside.people.models import Around, StepBack
from tests.cast import Cast


def test_a_day_off_is_forgotten_thirty_days_after_it_ended(cast: Cast) -> None:
    back = actions_around.step_back(cast.mentor, by=cast.mentor)
    for days, left in ((29, 1), (31, 0)):
        with clock.reading(back.until + timedelta(days=days)):
            duties.keep_promises()
        assert StepBack.objects.count() == left


def test_who_was_around_is_forgotten_after_a_day(cast: Cast) -> None:
    at = clock.now()
    Around.objects.all().delete()
    with clock.reading(at):
        actions_around.note_around(cast.member)
    for hours, left in ((23, 1), (25, 0)):
        with clock.reading(at + timedelta(hours=hours)):
            assert duties.forget_who_was_around() == 1 - left
        assert Around.objects.count() == left
