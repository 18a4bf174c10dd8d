"""A bad night: the plan, who answers, what waits for the morning, and company that only two see."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.boundaries.actions import keep_apart
from alongside.care import company, nights
from alongside.care.actions import call_for_help, mark_read
from alongside.care.actions.nights import (
    forget_awake,
    keep_for_morning,
    rest_again,
    say_awake,
    say_yes,
    take_back,
)
from alongside.care.models import Awake, ReachOut, Reason
from alongside.conversations.models import Conversation
from alongside.conversations.models import Kind as ChatKind
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.people.arriving.actions import write_plan
from alongside.people.models import OnCallShift, Person, Program, Stage
from tests.cast import Cast

NIGHT = datetime(2026, 11, 25, 4, tzinfo=UTC)
"""Tuesday, eleven in the evening in New York."""
MORNING = datetime(2026, 11, 25, 14, tzinfo=UTC)
"""Wednesday at nine there."""


@pytest.fixture
def at_night(cast: Cast) -> Iterator[None]:
    with clock.reading(NIGHT):
        assert cast.group
        yield


def want_company(*people: Person) -> None:
    for person in people:
        Person.objects.filter(pk=person.pk).update(welcomes_company=True)
        person.refresh_from_db()


def page(client_of: Any, person: Person) -> str:
    answer = client_of(person).get("/")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.usefixtures("at_night")
def test_today_leads_with_it_only_while_nobody_is_at_work(cast: Cast, client_of: Any) -> None:
    assert "For a hard night" in page(client_of, cast.member)
    assert "For a hard night" not in page(client_of, cast.counselor)
    with clock.reading(MORNING):
        assert "For a hard night" not in page(client_of, cast.member)


@pytest.mark.usefixtures("at_night")
def test_the_plan_is_one_tap_away_and_their_own_alone(cast: Cast, client_of: Any) -> None:
    assert "You have no plan yet" in page(client_of, cast.member)
    write_plan(cast.member, {"alone": "Walk to the pier. Call <Ana>."}, shared=False, by=cast.member)
    shown = page(client_of, cast.member)
    assert "Walk to the pier. Call &lt;Ana&gt;." in shown
    for other in (cast.groupmate, cast.counselor, cast.director):
        assert "Walk to the pier" not in page(client_of, other)


@pytest.mark.usefixtures("at_night")
def test_who_answers_is_said_truly(cast: Cast, client_of: Any) -> None:
    shown = page(client_of, cast.member)
    assert "Nobody here answers right now" in shown and "tel:988" in shown
    OnCallShift.objects.create(
        program=cast.program, person=cast.counselor, starts_at=NIGHT, ends_at=NIGHT + timedelta(hours=8)
    )
    Program.objects.update(on_call_line="555 0100")
    shown = page(client_of, cast.member)
    assert "is on call" in shown and "tel:555 0100" in shown and "Nobody here answers" not in shown


@pytest.mark.usefixtures("at_night")
def test_what_waits_is_read_at_the_time_that_is_said(cast: Cast, client_of: Any) -> None:
    client = client_of(cast.member)
    answer = client.post("/morning/", {"words": "I can’t sleep again.", "key": "morning-1"})
    assert answer.status_code == 302
    card = ReachOut.objects.get()
    assert card.owner == cast.counselor and card.due_at == MORNING + timedelta(hours=1)
    shown = page(client_of, cast.member)
    assert "I can’t sleep again." in shown and "Wednesday, November 25, 9 a.m." in shown
    assert "Take it back" in shown
    staff = client_of(cast.counselor).get(f"/care/{card.public_id}/").content.decode()
    assert "I can’t sleep again." in staff
    with clock.reading(NIGHT + timedelta(minutes=1)):
        shown = page(client_of, cast.member)
    assert "has read it." in shown and "Take it back" not in shown


@pytest.mark.usefixtures("at_night")
def test_taken_back_until_it_was_read(cast: Cast) -> None:
    card = keep_for_morning("Never mind me.", by=cast.member)
    take_back(card.reasons.get(), by=cast.member)
    assert not ReachOut.objects.exists()
    card = keep_for_morning("Please call.", by=cast.member)
    mark_read(card, by=cast.counselor)
    with pytest.raises(Refused, match="read already"):
        take_back(card.reasons.get(), by=cast.member)
    assert Reason.objects.get().words == "Please call."


@pytest.mark.usefixtures("at_night")
@pytest.mark.parametrize("words", ["", "   ", "x" * 2100, "x" * 5000])
def test_words_that_cannot_be_kept_get_a_sentence(cast: Cast, client_of: Any, words: str) -> None:
    answer = client_of(cast.member).post("/morning/", {"words": words, "key": "morning-1"})
    assert answer.status_code == 422 and not ReachOut.objects.exists()
    assert words.strip()[:4000] in answer.content.decode()


def awake(*people: Person) -> None:
    for person in people:
        say_awake(by=person)


def names(person: Person) -> list[str]:
    return [each.person.display_name for each in company.for_person(person, clock.now())]


@pytest.mark.usefixtures("at_night")
def test_two_who_both_said_so_find_each_other_and_talk_once_both_said_yes(cast: Cast, client_of: Any) -> None:
    want_company(cast.member, cast.groupmate)
    client, other = client_of(cast.member), client_of(cast.groupmate)
    client.post("/awake/")
    assert "Nobody else has said so" in page(client_of, cast.member)
    assert "Maya" not in page(client_of, cast.groupmate)
    other.post("/awake/")
    assert "is awake too" in page(client_of, cast.member)
    assert client.post(f"/awake/{cast.groupmate.public_id}/yes")["Location"] == "/"
    assert not Conversation.objects.filter(kind=ChatKind.PAIR).exists()
    before = page(client_of, cast.groupmate)
    assert "is awake too" in before, "that Maya said yes doesn't show until Sam has"
    there = other.post(f"/awake/{cast.member.public_id}/yes")["Location"]
    assert there.startswith("/conversations/") and client.get(there).status_code == 200
    assert there in page(client_of, cast.member)


@pytest.mark.usefixtures("at_night")
def test_nobody_else_ever_sees_who_is_awake(cast: Cast, client_of: Any) -> None:
    """Not who hasn't said so tonight, not who hasn't allowed it, not staff, not another program."""
    want_company(cast.member, cast.groupmate, cast.third)
    awake(cast.member, cast.groupmate)
    for other in (cast.third, cast.fourth, cast.mentor, cast.counselor, cast.director, cast.outsider):
        assert names(other) == []
        assert "awake too" not in page(client_of, other)
    for other in (cast.third, cast.fourth):
        with pytest.raises(Refused):
            say_yes(cast.member, by=other)


@pytest.mark.usefixtures("at_night")
def test_kept_apart_calling_for_help_and_paused_people_are_not_shown(cast: Cast) -> None:
    want_company(cast.member, cast.groupmate, cast.third, cast.fourth)
    awake(cast.member, cast.groupmate, cast.third, cast.fourth)
    keep_apart(cast.member, cast.groupmate, by=cast.counselor)
    Person.objects.filter(pk=cast.fourth.pk).update(stage=Stage.PAUSED)
    assert names(cast.member) == ["Walt"] and names(cast.groupmate) == ["Walt"]
    call_for_help(cast.third, by=cast.third)
    assert names(cast.member) == [] and names(cast.third) == []
    with pytest.raises(Refused, match="gone to rest"):
        say_yes(cast.groupmate, by=cast.member)


@pytest.mark.usefixtures("at_night")
def test_it_is_off_unless_turned_on_and_over_when_they_rest(cast: Cast) -> None:
    with pytest.raises(Refused, match="in Me"):
        say_awake(by=cast.member)
    want_company(cast.member, cast.groupmate)
    awake(cast.member, cast.groupmate)
    rest_again(by=cast.groupmate)
    assert names(cast.member) == []
    Person.objects.filter(pk=cast.member.pk).update(welcomes_company=False)
    cast.member.refresh_from_db()
    awake(cast.groupmate)
    assert names(cast.groupmate) == [] and names(cast.member) == []


def test_it_ends_at_six_and_is_forgotten(cast: Cast) -> None:
    want_company(cast.member)
    with clock.reading(NIGHT + timedelta(hours=5)):  # four in the morning in New York
        assert say_awake(by=cast.member).until == datetime(2026, 11, 25, 11, tzinfo=UTC)
    with clock.reading(datetime(2026, 11, 25, 11, tzinfo=UTC)):
        with pytest.raises(Refused, match="for the night"):
            say_awake(by=cast.member)
        assert forget_awake(by=SYSTEM) == 1
    assert not Awake.objects.exists()


@settings(max_examples=200, deadline=None)
@given(
    at=st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31), timezones=st.just(UTC)),
    zone=st.sampled_from(["America/New_York", "Europe/Madrid", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_company_is_for_the_night_on_ones_own_clock(at: datetime, zone: str) -> None:
    """Also when the clocks change: it ends in the future, after four hours at most, never after six in the morning."""
    from zoneinfo import ZoneInfo

    person = Person(time_zone=zone)
    end = company.until(person, at)
    local = at.astimezone(ZoneInfo(zone))
    if end is None:
        assert 6 <= local.hour < 21
        return
    assert at < end <= at + timedelta(hours=4)
    assert end.astimezone(ZoneInfo(zone)).hour in {*range(21, 24), *range(6)} or (
        end.astimezone(ZoneInfo(zone)).hour == 6 and end.astimezone(ZoneInfo(zone)).minute == 0
    )


@pytest.mark.usefixtures("at_night")
def test_the_night_costs_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    want_company(cast.member, cast.groupmate)
    keep_for_morning("Please call.", by=cast.member)
    awake(cast.member, cast.groupmate)
    with django_assert_max_num_queries(19):
        assert nights.night_for(cast.member, NIGHT)
    with clock.reading(MORNING), django_assert_max_num_queries(0):
        assert nights.night_for(cast.member, MORNING) is None
