"""A working week in a real browser: a series of shifts, a leave with cover, a pause and a return, and leaving."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from alongside.core import clock
from alongside.people import actions, actions_arriving
from alongside.people.models import EmergencyContact, Leave, OnCallShift, Person, Stage
from tests.browser import DESK, PHONE, expect_no_axe_problems, expect_no_sideways_scroll
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.journey
ClientOf = Callable[[Person | None], Client]


@pytest.fixture
def house(transactional_db: None, live_server: Any, settings: Any, tmp_path: Any) -> str:
    settings.MEDIA_ROOT = tmp_path
    settings.BASE_URL = live_server.url
    cache.clear()
    return str(live_server.url)


@pytest.fixture
def people(house: str) -> Cast:
    cast = make_cast()
    assert cast.group
    EmergencyContact.objects.create(person=cast.member, name="Rosalind", phone="555 0100", changed_at=clock.now())
    return cast


def enter(browser: Browser, house: str, client_of: ClientOf, person: Person, size: Any) -> Page:
    context: BrowserContext = browser.new_context(viewport=size, locale="en-US")
    cookie = client_of(person).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": house}])
    return context.new_page()


def check(page: Page) -> None:
    expect_no_axe_problems(page)
    expect_no_sideways_scroll(page)


def test_a_directors_week(browser: Browser, house: str, people: Cast, client_of: ClientOf) -> None:
    """Gaps on Today lead to the rota; a series is previewed and added; a counselor goes away with cover."""
    page = enter(browser, house, client_of, people.director, DESK)
    page.goto(f"{house}/")
    check(page)
    page.get_by_role("link", name="Open the rota").click()
    check(page)
    page.get_by_role("link", name="Add shifts that repeat").click()
    check(page)
    page.get_by_label("Who").select_option(label="Dana Ruiz (Counselor)")
    page.get_by_label("From").fill("17:00")
    page.get_by_label("Until").fill("21:00")
    page.get_by_role("button", name="Show me what this adds").click()
    expect(page.get_by_role("heading", name="This would add 20 shifts")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Add 20 shifts").click()
    expect(page.get_by_text("20 shifts are on the rota.").first).to_be_attached()
    assert OnCallShift.objects.count() == 20
    check(page)

    dana = enter(browser, house, client_of, people.counselor, PHONE)
    dana.goto(f"{house}/program/leave/")
    first, last = (clock.now() + timedelta(days=each) for each in (0, 3))
    dana.get_by_label("First day away").fill(f"{first:%Y-%m-%d}")
    dana.get_by_label("Last day away").fill(f"{last:%Y-%m-%d}")
    dana.get_by_role("button", name="Save").click()
    expect(dana.get_by_text("Please name someone for this").first).to_be_visible()
    check(dana)
    for label in ("Leading groups", "Answering people", "Reach-outs and being on call"):
        dana.get_by_label(label).select_option(label="Ken Sato (Counselor)")
    dana.get_by_role("button", name="Save").click()
    expect(dana.get_by_role("button", name=re.compile("Back already|Take it back"))).to_be_visible()
    check(dana)
    assert Leave.objects.get().covers.count() == 3

    member = enter(browser, house, client_of, people.member, PHONE)
    member.goto(f"{house}/groups/{people.group.public_id}/")
    expect(member.get_by_text("leads meanwhile")).to_be_visible()
    check(member)


def test_a_pause_a_return_and_a_farewell(browser: Browser, house: str, people: Cast, client_of: ClientOf) -> None:
    """What a stage will do is said before; the one who returns finds their place; the last word is their own."""
    dana = enter(browser, house, client_of, people.counselor, DESK)
    dana.goto(f"{house}/program/people/{people.member.public_id}/")
    expect(dana.get_by_text("Rosalind")).to_be_visible()
    check(dana)
    dana.get_by_label("Stage").select_option(label="Paused")
    dana.get_by_role("button", name="Change the stage").click()
    expect(dana.get_by_text("Their place is kept.")).to_be_visible()
    check(dana)
    dana.get_by_role("button", name="Yes, change it").click()

    maya = enter(browser, house, client_of, people.member, PHONE)
    maya.goto(f"{house}/")
    expect(maya.get_by_role("heading", name="You are taking a break")).to_be_visible()
    check(maya)
    actions.change_stage(Person.objects.get(pk=people.member.pk), Stage.RETURNING, by=people.counselor)
    maya.goto(f"{house}/")
    maya.get_by_role("link", name="See my old places").click()
    expect(maya.get_by_role("heading", name="Your place was kept")).to_be_visible()
    check(maya)
    maya.goto(f"{house}/me/")
    maya.get_by_role("link", name="I want to leave").click()
    check(maya)
    maya.get_by_label("That I have left, and wish everyone well").check()
    maya.get_by_role("button", name="Leave the program now").click()
    expect(maya.get_by_role("heading", name="You have left the program")).to_be_visible()
    check(maya)

    sam = enter(browser, house, client_of, people.groupmate, PHONE)
    sam.goto(f"{house}/groups/{people.group.public_id}/")
    expect(sam.get_by_text("wishes everyone well")).to_be_visible()

    dana.goto(f"{house}/program/stages/")
    check(dana)


def test_someone_young_is_shown_where_to_turn(browser: Browser, house: str, people: Cast) -> None:
    made = actions_arriving.invite_person(
        people.program, email="lou@example.org", display_name="Lou", by=people.director
    )
    page = browser.new_context(viewport=PHONE, locale="en-US").new_page()
    page.goto(made.link)
    page.get_by_label("The year you were born").fill(str(clock.now().year - 15))
    page.get_by_label("Choose a password").fill("three quiet herons")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("link", name="Text TEEN to 839863")).to_be_visible()
    check(page)
