"""Get help now: who is told when nobody answers, and that every sentence about it is true."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from alongside.care import actions, shown
from alongside.care.duties import keep_clocks
from alongside.care.models import Deed, Kind, Lane, Outcome, ReachOut, Reason
from alongside.care.tests.scene import MINUTE, NIGHT, NOON, away, deeds, heard, of, on_call, told
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.people.models import Person, Role
from tests.cast import Cast, enroll
from tests.letters import letters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def night() -> Iterator[None]:
    with clock.reading(NIGHT):
        yield


def later(minutes: float) -> None:
    """The worker does what is due that long after the call."""
    with clock.reading(NIGHT + minutes * MINUTE):
        keep_clocks()


def call(person: Person) -> ReachOut:
    return actions.call_for_help(person, by=person)


def test_whoever_is_on_call_is_told_at_once(cast: Cast) -> None:
    """By a live event and a letter that names nobody; the counselor of the group hears nothing yet."""
    of(cast)
    on_call(cast.other_counselor, NIGHT)
    card = call(cast.member)
    assert (card.lane, card.owner, card.level) == (Lane.HELP, cast.other_counselor, 0)
    assert card.due_at == NIGHT + 5 * MINUTE and told(card) == [cast.other_counselor]
    assert "care.call" in heard(cast.other_counselor) and "care.call" not in heard(cast.counselor)
    (letter,) = letters()
    assert letter.to == [cast.other_counselor.account.email]
    for word in ("Maya", "Harbor", "help", "care", "group", "treatment"):
        assert word.lower() not in (letter.subject + letter.body).lower(), word


def test_it_climbs_until_everyone_on_staff_knows_and_goes_on(cast: Cast) -> None:
    """On call → the group's counselors → the directors → everyone; then everyone again, every half hour."""
    of(cast)
    lee = enroll(cast.program, "Lee", Role.COUNSELOR)
    on_call(cast.other_counselor, NIGHT)
    card = call(cast.member)
    known = [cast.other_counselor]
    for number, person in enumerate((cast.counselor, cast.director, lee), 1):
        later(5 * number - 0.1)
        assert told(card) == known
        later(5 * number)
        known.append(person)
        card.refresh_from_db()
        assert told(card) == known and card.level == number
    assert card.due_at == NIGHT + 45 * MINUTE
    before = heard(cast.counselor).count("care.call")
    later(45)
    card.refresh_from_db()
    assert card.level == 4 and card.closed_at is None and told(card) == known
    assert heard(cast.counselor).count("care.call") == before + 1


def test_nobody_on_call_tells_the_counselors_in_the_same_moment(cast: Cast) -> None:
    of(cast)
    card = call(cast.member)
    assert card.level == 1 and told(card) == [cast.counselor] and card.owner == cast.counselor
    state = shown.call_of(cast.member)
    assert state is not None and state.nobody_on_call


def test_stages_without_anyone_are_passed_over(cast: Cast) -> None:
    """In no group and nobody on call: the directors at once."""
    card = call(cast.newcomer)
    assert card.level == 2 and told(card) == [cast.director]


def test_cover_stands_in_for_counselors_who_are_away(cast: Cast) -> None:
    of(cast)
    away(cast.counselor, cast.other_counselor, NIGHT)
    card = call(cast.member)
    assert told(card) == [cast.other_counselor]


def test_whoever_calls_is_never_told_of_it(cast: Cast) -> None:
    """A counselor who is on call themselves can call for help, and others hear it; they never see the card."""
    of(cast)
    on_call(cast.counselor, NIGHT)
    card = call(cast.counselor)
    for minutes in (5, 10, 15, 45):
        later(minutes)
    assert cast.counselor not in told(card) and cast.director in told(card)
    assert "care.call" not in heard(cast.counselor)


def test_a_program_without_other_staff_says_so(cast: Cast) -> None:
    """The only director calls: nobody can be told, and the page doesn't claim otherwise."""
    card = actions.call_for_help(cast.outsider, by=cast.outsider)
    assert told(card) == []
    state = shown.call_of(cast.outsider)
    assert state is not None and not state.told and state.everyone


def test_a_second_tap_is_the_same_call(cast: Cast) -> None:
    """For a quarter of an hour. After that it is a new one on the same card, and all who know are told again."""
    of(cast)
    on_call(cast.other_counselor, NIGHT)
    card = call(cast.member)
    with clock.reading(NIGHT + 14 * MINUTE):
        assert call(cast.member) == card and Reason.objects.filter(kind=Kind.HELP).count() == 1
    later(14)
    with clock.reading(NIGHT + 16 * MINUTE):
        again = call(cast.member)
    assert again == card and Reason.objects.filter(kind=Kind.HELP).count() == 2
    assert heard(cast.counselor).count("care.call") == 2


def test_taking_it_stops_the_clock_until_the_promise_is_due(cast: Cast) -> None:
    """Whoever takes it is named with a time. If they don't say what became of it by then, the next are told."""
    of(cast)
    on_call(cast.other_counselor, NIGHT)
    card = call(cast.member)
    with clock.reading(NIGHT + 2 * MINUTE):
        actions.mark_read(card, by=cast.other_counselor)
    with clock.reading(NIGHT + 3 * MINUTE):
        actions.take(card, by=cast.other_counselor)
        with pytest.raises(Refused, match="Ken Sato is on it already"):
            actions.take(card, by=cast.director)
    state = shown.call_of(cast.member)
    assert state is not None and state.taken is not None
    assert (state.taken.by, state.taken.at) == (cast.other_counselor, NIGHT + 3 * MINUTE)
    assert state.card.due_at == NIGHT + 13 * MINUTE and state.next_at is None
    assert [entry.by for entry in state.read] == [cast.other_counselor]
    later(12)
    assert told(card) == [cast.other_counselor]
    later(13)
    assert told(card) == [cast.other_counselor, cast.counselor]
    state = shown.call_of(cast.member)
    assert state is not None and state.later and state.taken is None


def test_an_open_page_is_no_answer(cast: Cast) -> None:
    """Having read it doesn't stop the clock."""
    of(cast)
    on_call(cast.other_counselor, NIGHT)
    card = call(cast.member)
    actions.mark_read(card, by=cast.other_counselor)
    later(5)
    assert told(card) == [cast.other_counselor, cast.counselor]


def test_all_right_now_settles_it_and_everyone_hears_it(cast: Cast) -> None:
    of(cast)
    on_call(cast.other_counselor, NIGHT)
    card = call(cast.member)
    later(5)
    before = len(heard(cast.other_counselor))
    actions.all_right_now(cast.member, by=cast.member)
    card.refresh_from_db()
    assert card.closed_at is not None and card.outcome == Outcome.NOT_NEEDED
    assert len(heard(cast.other_counselor)) > before
    later(10)
    card.refresh_from_db()
    assert card.level == 1
    assert shown.call_of(cast.member) is None
    assert call(cast.member) != card  # and they can call again at once


def test_all_right_now_leaves_it_with_whoever_took_it_on(cast: Cast) -> None:
    """They still say what became of it; the call's own clock is over."""
    of(cast)
    card = call(cast.member)
    actions.take(card, by=cast.counselor)
    actions.all_right_now(cast.member, by=cast.member)
    later(60)
    card.refresh_from_db()
    assert card.closed_at is None and card.owner == cast.counselor and card.level == 1
    again = call(cast.member)
    assert again == card and again.taken_at is None  # asked anew: the clock runs again
    assert Deed.ADDED in deeds(card)


def test_a_page_from_before_can_call_again(cast: Cast, client_of: Any) -> None:
    """Called, taken back, gone back in the browser, tapped once more: a new call, whatever the form holds."""
    of(cast)
    client = client_of(cast.member)
    for path in ("/care/help-call", "/care/help-call/all-right", "/care/help-call"):
        client.post(path, {"key": "the same"})
    assert ReachOut.objects.filter(lane=Lane.HELP).count() == 2
    assert shown.call_of(cast.member) is not None


def test_words_for_the_morning_do_not_stand_in_for_a_call(cast: Cast) -> None:
    """A call has a card of its own, whatever else is open."""
    of(cast)
    morning = actions.open_reach_out(cast.member, Kind.MORNING, key="m:1", due_at=NOON, words="Hello", by=cast.member)
    assert call(cast.member) != morning


def test_the_page_keeps_the_clock_when_the_worker_does_not(cast: Cast, client_of: Any) -> None:
    """Nobody ran the duties: looking at the help page passes the call on, so that what it says is true."""
    of(cast)
    on_call(cast.other_counselor, NIGHT)
    card = call(cast.member)
    with clock.reading(NIGHT + 6 * MINUTE):
        page = client_of(cast.member).get("/help").content.decode()
    assert told(card) == [cast.other_counselor, cast.counselor]
    assert "Dana Ruiz" in page


def test_only_ones_own_call_shows(cast: Cast, client_of: Any) -> None:
    of(cast)
    call(cast.member)
    for person in (cast.groupmate, cast.mentor, cast.outsider, None):
        page = client_of(person).get("/help").content.decode()
        assert "You asked for help" not in page and "Maya" not in page


def test_a_visitor_sees_the_lines_and_no_button(client: Client, cast: Cast) -> None:
    page = client.get("/help").content.decode()
    assert "988" in page and "help-call" not in page
    assert client.post("/care/help-call")["Location"] == "/help"
    assert not ReachOut.objects.exists()


def test_the_programs_own_line_shows_by_host_name(client: Client, cast: Cast, settings: Any) -> None:
    """In any case and with a port; a name that two programs have shows neither's."""
    settings.ALLOWED_HOSTS = ["*"]
    cast.program.host, cast.program.on_call_line = "harbor.example", "555 0199"
    cast.program.save()
    for host in ("harbor.example", "HARBOR.example:8443"):
        assert "555 0199" in client.get("/help", headers={"host": host}).content.decode()
    for host in ("other.example", "harbor.example.evil.test", "testserver"):
        assert "555 0199" not in client.get("/help", headers={"host": host}).content.decode()
    cast.other_program.host = "harbor.example"
    cast.other_program.save()
    assert "555 0199" not in client.get("/help", headers={"host": "harbor.example"}).content.decode()


def test_staff_without_a_second_step_can_call(cast: Cast, client_of: Any) -> None:
    """Nothing stands between a person and help."""
    new = enroll(cast.program, "Lou", Role.COUNSELOR)
    new.account.authenticator_set.all().delete()
    client_of(new).post("/care/help-call")
    assert ReachOut.objects.get(lane=Lane.HELP).about == new


def test_today_shows_a_call_to_those_who_are_told(cast: Cast, client_of: Any) -> None:
    """First on the page, until someone is on it; then to them alone. The caller sees their own."""
    of(cast)
    on_call(cast.other_counselor, NIGHT)
    card = call(cast.member)
    wanted = "needs someone now"
    assert wanted in client_of(cast.other_counselor).get("/").content.decode()
    for person in (cast.counselor, cast.director, cast.mentor, cast.groupmate):
        assert wanted not in client_of(person).get("/").content.decode()
    assert "You asked for help at" in client_of(cast.member).get("/").content.decode()
    later(5)
    assert wanted in client_of(cast.counselor).get("/").content.decode()
    actions.take(card, by=cast.counselor)
    assert wanted in client_of(cast.counselor).get("/").content.decode()
    assert wanted not in client_of(cast.other_counselor).get("/").content.decode()
    actions.escalate(card, by=SYSTEM)  # not due: nothing happens
    card.refresh_from_db()
    assert card.owner == cast.counselor


def test_minutes_are_the_installations(cast: Cast, settings: Any) -> None:
    of(cast)
    settings.HELP_ACK_MINUTES, settings.HELP_REACH_MINUTES = 2, 30
    card = call(cast.member)
    assert card.due_at == NIGHT + timedelta(minutes=2)
    assert actions.take(card, by=cast.counselor).due_at == NIGHT + timedelta(minutes=30)


def test_the_help_page_says_once_that_nobody_is_on_call(cast: Cast, client_of: Any) -> None:
    page = client_of(of(cast).member).get("/help").content.decode()
    assert page.count("Nobody is on call right now") == 1 and "Nobody here is on call" not in page
