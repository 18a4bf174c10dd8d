"""Two at once, each with a connection of their own: one act, one card, one hello, and no crash."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import close_old_connections, connection, connections

from alongside.care import actions
from alongside.care.actions import nights
from alongside.care.models import Awake, Kind, Lane, ReachOut, Reason
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.groups import actions as groups
from alongside.groups.models import Meeting, MeetingKind
from alongside.people.arriving import actions as arriving
from alongside.people.models import Person, Stage
from tests.cast import Cast, enroll, make_cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="tests on SQLite share one database in memory"),
]
NIGHT = datetime(2026, 11, 24, 7, tzinfo=UTC)


@pytest.fixture
def many(transactional_db: None) -> Cast:
    return make_cast()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of them returned, or the refusal it got; any other error fails the test."""
    ready, answers = Barrier(len(acts)), [None] * len(acts)

    def run(number: int) -> None:
        close_old_connections()
        try:
            with clock.reading(NIGHT):
                ready.wait(10)
                answers[number] = acts[number]()
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number,)) for number in range(len(acts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    wrong = [each for each in answers if isinstance(each, Exception) and not isinstance(each, Refused)]
    assert not wrong, wrong
    return answers


def refused(answers: list[Any]) -> int:
    return sum(isinstance(each, Refused) for each in answers)


def test_two_take_one_call(many: Cast) -> None:
    with clock.reading(NIGHT):
        card = actions.call_for_help(many.member, by=many.member)
    answers = at_once(*(lambda who=who: actions.take(card, by=who) for who in (many.counselor, many.director)))
    assert refused(answers) == 1


def test_taps_for_help_are_one_call(many: Cast) -> None:
    at_once(*(lambda: actions.call_for_help(many.member, by=many.member) for _each in range(4)))
    assert ReachOut.objects.filter(lane=Lane.HELP).count() == Reason.objects.filter(kind=Kind.HELP).count() == 1


def test_two_reasons_are_one_card(many: Cast) -> None:
    def reason(number: int) -> ReachOut:
        return actions.open_reach_out(many.member, Kind.ABSENCE, key=f"absence:{number}", due_at=NIGHT, by=SYSTEM)

    at_once(*(lambda number=number: reason(number) for number in (1, 2, 1, 2)))
    assert ReachOut.objects.count() == 1 and Reason.objects.count() == 2


def test_two_newcomers_book_one_time(many: Cast) -> None:
    newcomers = [many.newcomer, enroll(many.program, "Nel", "member", stage=Stage.ARRIVING)]
    with clock.reading(NIGHT):
        for each in newcomers:
            arriving.name_welcomer(each, many.mentor, by=many.director)
            arriving.begin(each, by=each)
        free = groups.offer_times(many.mentor, date(2026, 11, 25), time(10), time(11), by=many.mentor)
    answers = at_once(*(lambda who=who: groups.book_hello(free[0], who, by=who) for who in newcomers))
    assert refused(answers) == 1 and Meeting.objects.filter(kind=MeetingKind.HELLO).count() == 1
    late = newcomers[0 if isinstance(answers[0], Refused) else 1]
    at_once(*(lambda one=one: groups.book_hello(free[one], late, by=late) for one in (1, 2)))
    assert Meeting.objects.filter(kind=MeetingKind.HELLO, cancelled_at=None).count() == 2, "one for each of them"


def test_two_yeses_open_one_conversation(many: Cast) -> None:
    two = (many.member, many.groupmate)
    Person.objects.filter(pk__in=[each.pk for each in two]).update(welcomes_company=True)
    with clock.reading(NIGHT):
        for each in two:
            each.refresh_from_db()
            nights.say_awake(by=each)
    answers = at_once(
        lambda: nights.say_yes(many.groupmate, by=many.member), lambda: nights.say_yes(many.member, by=many.groupmate)
    )
    assert sum(each is not None for each in answers) == 1 and Awake.objects.count() == 2


def test_what_is_taken_back_while_it_is_read(many: Cast) -> None:
    """Either it was read, and can't be taken back; or it is gone, and nobody reads it."""
    with clock.reading(NIGHT):
        card = nights.keep_for_morning("Not now.", by=many.member)
    reason = card.reasons.select_related("reach_out").get()
    answers = at_once(
        lambda: nights.take_back(reason, by=many.member), lambda: actions.mark_read(card, by=many.director)
    )
    assert refused(answers) == 1
    assert Reason.objects.exists() == isinstance(answers[0], Refused)
