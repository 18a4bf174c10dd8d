"""Today: the next session first, on the person's own clock; cancelled and moved said plainly; an end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.core import clock
from alongside.groups import actions
from alongside.groups.circles import actions as circles
from alongside.groups.models import Group, Meeting, Openness
from alongside.groups.tests.circle_scene import circle
from alongside.groups.tests.scene import MONDAY, full_group, give_schedule, make_group
from alongside.pages import ports, today
from alongside.people.models import Person
from tests.cast import Cast, enroll

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
TEN = datetime(2026, 11, 24, 15, tzinfo=UTC)
"""Ten in New York on the day of the first session."""


@pytest.fixture
def group(cast: Cast) -> Iterator[Group]:
    with clock.reading(MONDAY):
        made = full_group(cast)
    yield made


@pytest.fixture(autouse=True)
def unbound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_who_is_here", None)
    monkeypatch.setattr(ports, "_pagings_for", None)


def page(client_of: ClientOf, person: Person, at: datetime, path: str = "/") -> str:
    with clock.reading(at):
        answer = client_of(person).get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def at_nine(minute: int) -> datetime:
    return TEN - timedelta(minutes=60 - minute)


def test_doors_open_ten_minutes_early(cast: Cast, group: Group, client_of: ClientOf) -> None:
    early = page(client_of, cast.member, at_nine(49))
    assert "Doors open at <time" in early and "9:50 a.m." in early and ">Join<" not in early
    assert "Next, in 11 minutes" in early
    assert "Morning group" in early and "Dana Ruiz" in early
    with clock.reading(at_nine(50)):
        card = today.next_card(cast.member)
    assert card is not None and card.session.shown.doors_open
    opened = page(client_of, cast.member, at_nine(50))
    assert "Doors open" not in opened and ">Join</a>" in opened


def test_the_card_asks_again_from_twenty_minutes_before(cast: Cast, group: Group, client_of: ClientOf) -> None:
    assert 'hx-trigger="load delay:30s"' in page(client_of, cast.member, at_nine(45), "/today/next")
    assert 'hx-trigger="load delay:2400s"' in page(client_of, cast.member, at_nine(0), "/today/next")
    assert "On now" in page(client_of, cast.member, TEN + timedelta(minutes=5), "/today/next")


def test_greeting_and_time_are_of_the_persons_own_zone(cast: Cast, group: Group, client_of: ClientOf) -> None:
    Person.objects.filter(pk=cast.member.pk).update(time_zone="Asia/Tokyo")
    shown = page(client_of, cast.member, at_nine(45))
    assert "Good evening, " in shown
    assert "2026-11-25T00:00+09:00" in shown
    assert "10 a.m. in New York" in shown


@pytest.mark.parametrize(
    ("hour", "says"),
    [
        (0, "You’re up late"),
        (3, "You’re up late"),
        (4, "You’re up early"),
        (5, "Good morning"),
        (11, "Good morning"),
        (12, "Good afternoon"),
        (17, "Good afternoon"),
        (18, "Good evening"),
        (23, "Good evening"),
    ],
)
def test_the_greeting_follows_the_clock(hour: int, says: str) -> None:
    assert today.greeting(datetime(2026, 7, 1, hour, 59, tzinfo=UTC), "UTC") == says


@pytest.mark.parametrize(
    ("day", "hours"), [(datetime(2026, 11, 1, 12, tzinfo=UTC), 25), (datetime(2026, 3, 8, 12, tzinfo=UTC), 23)]
)
def test_a_day_is_from_midnight_to_midnight_also_when_the_clocks_change(day: datetime, hours: int) -> None:
    start, end = today.day_of(day, "America/New_York")
    assert end - start == timedelta(hours=hours)


def test_who_is_here_is_said_in_words(cast: Cast, group: Group) -> None:
    with clock.reading(at_nine(55)):
        card = today.next_card(cast.member)
    assert card is not None
    people = (cast.groupmate, cast.third, cast.mentor, cast.fourth)
    plain = [
        str(today.Next(card.session, False, card.until, True, people[:count]).here_in_words)
        .replace('<bdi class="who">', "")
        .replace("</bdi>", "")
        for count in range(5)
    ]
    assert plain == [
        "",
        "Sam is already here.",
        "Sam and Walt are already here.",
        "Sam, Walt and 1 other are already here.",
        "Sam, Walt and 2 others are already here.",
    ]


def test_a_name_cannot_break_the_sentence(cast: Cast, group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.groupmate.display_name = "<b>{}</b>"
    monkeypatch.setattr(ports, "_who_is_here", lambda meeting, viewer: [cast.groupmate])
    with clock.reading(at_nine(55)):
        card = today.next_card(cast.member)
    assert card is not None
    assert card.here_in_words == '<bdi class="who">&lt;b&gt;{}&lt;/b&gt;</bdi> is already here.'


def test_nobody_is_told_who_is_here_before_the_doors_open(
    cast: Cast, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "_who_is_here", lambda meeting, viewer: [cast.groupmate])
    with clock.reading(at_nine(30)):
        card = today.next_card(cast.member)
    assert card is not None and card.here == ()


def test_a_cancelled_session_says_so_and_the_next_one_stands_first(
    cast: Cast, group: Group, client_of: ClientOf
) -> None:
    with clock.reading(MONDAY):
        actions.cancel_meeting(Meeting.objects.earliest("starts_at"), "Dana is ill.", by=cast.counselor)
    shown = page(client_of, cast.member, at_nine(55))
    assert "Cancelled." in shown and "Dana is ill." in shown
    assert "Thursday" in shown and "That is all for today." in shown
    assert ">Join<" not in shown


def test_a_session_moved_to_another_day_is_still_told_on_its_day(cast: Cast, group: Group, client_of: ClientOf) -> None:
    with clock.reading(MONDAY):
        actions.move_meeting(Meeting.objects.earliest("starts_at"), TEN + timedelta(days=1), by=cast.counselor)
    shown = page(client_of, cast.member, at_nine(0))
    assert "This session was moved." in shown  # it is the next one
    with clock.reading(MONDAY):
        evening = give_schedule(make_group(cast, "Evening group"), cast, hour=19)
        actions.add_to_roster(evening, cast.member, by=cast.counselor)
    shown = page(client_of, cast.member, at_nine(0))
    assert "Evening group" in shown and "Moved to" in shown


def test_an_empty_day_ends_kindly(cast: Cast, group: Group, client_of: ClientOf) -> None:
    shown = page(client_of, enroll(cast.program, "Nia", "member"), at_nine(0))
    assert "No session is planned for you yet" in shown
    assert "That is all for today." in shown
    evening = page(client_of, cast.member, TEN + timedelta(hours=3))
    assert "That is all for today." in evening and "Over." in evening


def test_a_counselor_sees_who_is_expected_and_a_member_does_not(cast: Cast, group: Group, client_of: ClientOf) -> None:
    assert "Expected at" in page(client_of, cast.counselor, at_nine(0))
    assert "Walt" in page(client_of, cast.counselor, at_nine(0))
    assert "Expected at" not in page(client_of, cast.member, at_nine(0))
    assert "Expected at" not in page(client_of, cast.other_counselor, at_nine(0))


def test_a_call_for_staff_stands_first(
    cast: Cast, group: Group, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    @dataclass
    class Room:
        meeting: Meeting

    @dataclass
    class Paged:
        room: Room

    calls = [Paged(Room(Meeting.objects.earliest("starts_at")))]
    monkeypatch.setattr(ports, "_pagings_for", lambda person: calls)
    assert "You are asked to come to" in page(client_of, cast.other_counselor, TEN)
    assert "You are asked to come to" not in page(client_of, cast.member, TEN)


def test_agreements_are_the_first_thing(cast: Cast, group: Group, client_of: ClientOf) -> None:
    with clock.reading(MONDAY):
        actions.add_to_roster(group, cast.newcomer, by=cast.counselor)
    shown = page(client_of, cast.newcomer, at_nine(55))
    assert "First, what we agree on" in shown
    assert shown.index("First, what we agree on") < shown.index("Morning group")
    assert shown.count("button primary") == 1
    assert "First, what we agree on" not in page(client_of, cast.member, at_nine(55))


@pytest.mark.parametrize(("who", "most"), [("member", 12), ("newcomer", 12), ("counselor", 17), ("director", 17)])
def test_today_costs_a_few_queries_however_full_it_is(
    cast: Cast, group: Group, client_of: ClientOf, who: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Staff see what waits on the desk, in the queue and on the rota, too."""
    with clock.reading(MONDAY):
        for number in range(4):
            more = give_schedule(make_group(cast, f"Group {number}"), cast, "FREQ=DAILY", hour=11 + number)
            actions.add_to_roster(more, cast.member, by=cast.counselor)
            actions.add_to_roster(more, cast.groupmate, by=cast.counselor)
    monkeypatch.setattr(ports, "_who_is_here", lambda meeting, viewer: list(Person.objects.all()[:2]))
    monkeypatch.setattr(ports, "_pagings_for", lambda person: list(Meeting.objects.none()))
    client = client_of(getattr(cast, who))
    with clock.reading(at_nine(55)), CaptureQueriesContext(connection) as queried:
        assert client.get("/").status_code == 200
    assert len(queried) <= most, [each["sql"][:120] for each in queried]


def test_another_programs_person_sees_nothing_of_this_one(cast: Cast, group: Group, client_of: ClientOf) -> None:
    shown = page(client_of, cast.outsider, at_nine(55))
    assert "Morning group" not in shown


def test_an_invitation_to_a_circle_is_the_one_suggestion_and_never_beside_a_session(
    cast: Cast, group: Group, client_of: ClientOf
) -> None:
    with clock.reading(MONDAY):
        for name in ("Early Birds", "Sunday walk"):
            made = circle(cast, name=name, openness=Openness.INVITED)
            circles.invite(made, cast.member, by=cast.mentor)
    evening = page(client_of, cast.member, TEN + timedelta(hours=9))
    assert "You are invited to" in evening and "Early Birds" in evening and "Sunday walk" not in evening
    assert "You are invited to" not in page(client_of, cast.member, at_nine(55))
    assert "You are invited to" not in page(client_of, cast.groupmate, TEN + timedelta(hours=9))
