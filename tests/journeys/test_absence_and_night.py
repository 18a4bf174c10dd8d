"""From an absence to the next session, and a night without anyone on call, in a real browser, with the clock moved."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from alongside.care.duties import watch_absences
from alongside.care.models import ReachOut
from alongside.core import clock
from alongside.people.arriving.actions import write_plan
from alongside.people.models import Person
from alongside.rooms.actions import breakouts
from alongside.rooms.models import Encounter
from alongside.rooms.tests.scene import Scene
from tests.browser import DESK, PHONE, expect_no_axe_problems, expect_no_sideways_scroll, picture
from tests.cast import Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NIGHT = datetime(2026, 11, 28, 4, tzinfo=UTC)
"""Friday, eleven in the evening in New York: nobody is at work before Monday at nine."""


@pytest.fixture
def it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The cast's session. Its clock is that of the whole process, server threads too."""
    scene = Scene(cast)
    monkeypatch.setattr(clock, "now", lambda: scene.now)
    scene.prepare()
    return scene


def looked_at(page: Page, name: str) -> None:
    expect_no_sideways_scroll(page)
    expect_no_axe_problems(page)
    picture(page, name)


def test_an_absence_to_the_next_session(it: Scene, cast: Cast, opened: Callable[..., Page]) -> None:
    """The leader sends a note; the member reads it on a phone; next time someone they know sits beside them."""
    more = it.add("Ana", "Ben", "Cy")
    it.join(cast.counselor, cast.groupmate, *more)
    it.now = it.meeting.ends_at + timedelta(minutes=10)
    watch_absences()
    first, second = sorted((cast.member, cast.groupmate), key=lambda each: each.pk)
    Encounter.objects.create(
        program=cast.program, first=first, second=second, seconds=600, at=it.now - timedelta(days=7)
    )

    desk = opened(cast.counselor, DESK)
    desk.goto("/care/")
    desk.get_by_role("link", name="Maya").first.click()
    note = desk.get_by_label("To Maya")
    expect(note).to_have_value(re.compile("^Hello Maya, "))
    looked_at(desk, "absence-desk")
    note.fill("Hello Maya, we missed you. Sam asked how you are.")
    desk.get_by_role("button", name="Send").click()
    expect(desk.get_by_text("Sent. Maya reads it on Today.")).to_be_visible()
    assert ReachOut.objects.get(about=cast.member).outcome == "wrote"

    phone = opened(cast.member, PHONE, color_scheme="dark", is_mobile=True, has_touch=True)
    phone.goto("/")
    expect(phone.get_by_text("A note from Dana Ruiz")).to_be_visible()
    looked_at(phone, "absence-today-phone")
    phone.get_by_role("link", name="Read it").click()
    expect(phone.get_by_role("list", name="Messages").get_by_text("Sam asked how you are.")).to_be_visible()
    looked_at(phone, "absence-note-phone")
    phone.get_by_label("Write to Dana Ruiz").fill("Thank you. I’ll come on Tuesday.")
    # The words stand there before they are stored; what follows here shares the database connection with the pages.
    with phone.expect_response(lambda answer: answer.request.method == "POST" and "/messages" in answer.url) as stored:
        phone.get_by_role("button", name="Send").click()
    stored.value.finished()
    expect(phone.get_by_text("I’ll come on Tuesday.")).to_be_visible()
    phone.goto("about:blank")

    it.meeting = cast.group.meetings.select_related("group", "program").order_by("starts_at")[1]
    it.connected.clear()
    it.now = it.meeting.starts_at
    it.join(cast.counselor, cast.member, cast.groupmate, *more)
    plan = breakouts.plan(it.room, breakouts.Wish(10, 2, 3, ""), 1, by=cast.counselor)
    beside = plan.seats.get(person=cast.groupmate).small_room
    seat = plan.seats.get(person=cast.member)
    assert seat.small_room == beside
    assert seat.reason == {"kind": "familiar_face", "people": [cast.groupmate.public_id]}


def test_not_today_in_one_tap_without_scripts(it: Scene, cast: Cast, opened: Callable[..., Page]) -> None:
    phone = opened(cast.member, PHONE, java_script_enabled=False)
    phone.goto("/")
    phone.get_by_role("button", name="I can’t come today").click()
    expect(phone.get_by_text("You said that you can’t come. Your place is kept.")).to_be_visible()
    picture(phone, "cannot-come-phone")
    leader = opened(cast.counselor, DESK)
    leader.goto("/")
    expect(leader.get_by_text("Can’t come today: Maya")).to_be_visible()
    looked_at(leader, "cannot-come-leader")
    phone.goto(f"/sessions/{it.meeting.public_id}/")
    expect(phone.get_by_text("Your place is kept: you can go in if things have changed.")).to_be_visible()
    picture(phone, "cannot-come-green-room")
    phone.get_by_role("button", name="I can come after all").click()
    expect(phone.get_by_text("Good. You are expected.")).to_be_visible()


def test_a_night_without_anyone_on_call(it: Scene, cast: Cast, opened: Callable[..., Page]) -> None:
    """The plan, the lines, words for Monday that the counselor reads then, and company that only two see."""
    it.now = NIGHT
    Person.objects.filter(pk__in=[cast.member.pk, cast.groupmate.pk]).update(welcomes_company=True)
    write_plan(cast.member, {"alone": "Tea, then the blue blanket."}, shared=False, by=cast.member)
    phone = opened(cast.member, PHONE, is_mobile=True, has_touch=True)
    phone.goto("/")
    expect(phone.get_by_text("Nobody here answers right now")).to_be_visible()
    expect(phone.get_by_role("link", name="Call 988").first).to_be_visible()
    expect(phone.get_by_text("Tea, then the blue blanket.")).not_to_be_visible()
    looked_at(phone, "night-phone")
    phone.get_by_text("My plan, in my own words").click()
    expect(phone.get_by_text("Tea, then the blue blanket.")).to_be_visible()
    phone.get_by_label("What would you like to say?").fill("I keep thinking about Thursday.")
    phone.get_by_role("button", name="Keep it for the morning").click()
    expect(phone.get_by_text("I keep thinking about Thursday.").first).to_be_visible()
    expect(phone.get_by_text("Monday, November 30, 9 a.m.").first).to_be_visible()
    phone.get_by_role("button", name="I’m awake and would like company").click()
    expect(phone.get_by_text("Nobody else has said so just now.")).to_be_visible()
    looked_at(phone, "night-kept-phone")

    other = opened(cast.groupmate, DESK, color_scheme="dark")
    other.goto("/")
    expect(other.get_by_text("Maya")).to_have_count(0)
    other.get_by_role("button", name="I’m awake and would like company").click()
    expect(other.get_by_text("is awake too, and would like company")).to_be_visible()
    looked_at(other, "night-company-desk")
    other.get_by_role("button", name="Yes, together").click()
    expect(other.get_by_text("You said yes.")).to_be_visible()
    phone.goto("/")
    phone.get_by_role("button", name="Yes, together").click()
    expect(phone.get_by_role("heading", name="Sam")).to_be_visible()
    other.goto("/")
    other.get_by_role("link", name="Write", exact=True).click()
    expect(other.get_by_label("Write to Maya")).to_be_visible()

    it.now = datetime(2026, 11, 30, 14, 5, tzinfo=UTC)
    desk = opened(cast.counselor, DESK)
    desk.goto("/care/")
    desk.get_by_role("link", name="Maya").first.click()
    expect(desk.get_by_text("I keep thinking about Thursday.")).to_be_visible()
    looked_at(desk, "morning-desk")
    phone.goto("/")
    expect(phone.get_by_text("Nobody here answers right now")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_between_two_people_on_a_phone(it: Scene, cast: Cast, opened: Callable[..., Page], scheme: Any) -> None:
    phone = opened(cast.member, PHONE, color_scheme=scheme)
    phone.goto(f"/groups/{cast.group.public_id}/")
    phone.get_by_role("link", name="Something is wrong between us").click()
    phone.get_by_label("Between you and whom?").select_option(label="Sam")
    phone.get_by_label("I’d like to be kept apart from them in small rooms").check()
    phone.get_by_label("In your own words").fill("He keeps writing to me.")
    looked_at(phone, f"between-{scheme}")
    phone.get_by_label("Who should read it?").select_option(label="Ken Sato")
    phone.get_by_role("button", name="Tell them").click()
    expect(phone.get_by_text("Not read yet.")).to_be_visible()
    looked_at(phone, f"between-sent-{scheme}")
    desk = opened(cast.other_counselor, DESK, color_scheme=scheme)
    desk.goto("/care/")
    desk.get_by_role("link", name="Maya").first.click()
    looked_at(desk, f"between-card-{scheme}")
    desk.get_by_role("button", name="Yes, keep them apart").click()
    expect(desk.get_by_text("They are kept apart from now on.")).to_be_visible()
