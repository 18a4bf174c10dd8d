"""From an invitation on a phone to the first small room: every step of the way, with a mentor who welcomes.

A real house, four browsers. The waiting between a chosen time and that time is cut short by moving the session.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, expect_no_axe_problems, expect_no_sideways_scroll
from tests.journeys.house import House, running_house, wait_for
from tests.journeys.people import Visitor, arrive, linked

pytestmark = [pytest.mark.journey, pytest.mark.alone]


@pytest.fixture
def house() -> Iterator[House]:
    """A house of its own, stopped and swept up afterwards."""
    with running_house() as house:
        yield house


def for_everyone(page: Page) -> None:
    expect_no_axe_problems(page)
    expect_no_sideways_scroll(page)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=words)).to_be_visible()
    for_everyone(page)


def come_in(page: Page, house: House, token: str) -> None:
    """The invitation, the account, the birth year, the agreements."""
    page.goto(f"{house.url}/invitation/{token}/")
    for_everyone(page)
    page.get_by_label("Name to show").fill("Lou")
    page.get_by_label("year you were born").fill("1990")
    page.get_by_label("Choose a password").fill("quiet harbor at noon")
    page.get_by_role("button", name="Save and go on").click()
    heading(page, "What we agree on")
    page.get_by_role("button", name=re.compile("^I agree")).first.click()
    page.get_by_role("button", name=re.compile("^I agree")).click()
    heading(page, "Your first days, in small steps")


def small_steps(page: Page) -> None:
    """Someone to call, no plan for now, a few words about oneself, camera and sound."""
    page.get_by_role("link", name="Go on").click()
    heading(page, "Is there someone we may call?")
    page.get_by_label("Their name").fill("Ana")
    page.get_by_label("Their number").fill("555 0100")
    page.get_by_role("button", name="Save and go on").click()
    heading(page, "For a bad night, in your own words")
    page.get_by_role("button", name="Leave this step out").click()
    heading(page, "What should people here know of you?")
    page.get_by_label("Things you like").fill("Dogs, early walks")
    page.get_by_label("Mornings").check(force=True)
    page.get_by_role("button", name="Save and go on").click()
    heading(page, "Try camera and sound")
    page.get_by_role("button", name="That will do, go on").click()


def offer_times(mentor: Visitor) -> None:
    page = mentor.page
    page.goto(f"{mentor.house.url}/")
    page.get_by_role("link", name=re.compile("^Your times")).click()
    heading(page, "Times for a hello")
    page.get_by_label("Day", exact=True).fill((date.today() + timedelta(days=2)).isoformat())
    page.get_by_label("From", exact=True).fill("10:00")
    page.get_by_label("To", exact=True).fill("11:00")
    page.get_by_role("button", name="Offer these").click()
    expect(page.get_by_role("button", name=re.compile("^Remove"))).to_have_count(4)
    for_everyone(page)


def test_from_an_invitation_to_the_first_small_room(house: House, browser: Browser) -> None:
    made: dict[str, Any] = house.ask("make_arrival")
    who, meeting = made["people"], made["meeting"]
    context = browser.new_context(viewport=PHONE, has_touch=True, permissions=["camera", "microphone"])
    page = context.new_page()
    page.set_default_timeout(20_000)
    lou = Visitor(house, page, who["newcomer"]["id"], "Lou")

    come_in(page, house, made["invitation"])
    small_steps(page)
    heading(page, "A short hello with Rosa Delgado")
    expect(page.get_by_text("There are no times to choose from yet")).to_be_visible()
    told = house.ask("arrival", lou.id)
    assert (told["name"], told["stage"], told["adult"], told["contact"], told["plan"]) == (
        *("Lou", "arriving", True, True, False),
    )
    assert told["welcomer"] == who["mentor"]["id"]

    mentor = arrive(browser, house, who["mentor"])
    offer_times(mentor)
    # The next open step is one tap from Today, also later and on another device.
    page.goto(f"{house.url}/")
    expect(page.get_by_role("heading", name="A short hello")).to_be_visible()
    for_everyone(page)
    page.get_by_role("link", name="Do it now").click()
    page.locator("button[name=time]").first.click()
    expect(page.get_by_text("Your time", exact=True)).to_be_visible()
    for_everyone(page)

    hello = house.ask("arrival", lou.id, "hello", "4")["hello"]
    page.goto(f"{house.url}/")
    expect(page.get_by_role("heading", name="A short hello with Rosa Delgado")).to_be_visible()
    mentor.page.goto(f"{house.url}/")
    lou.enter(hello, way="camera", mic=True, camera=True)
    mentor.enter(hello, way="camera", mic=True, camera=True)
    linked([lou, mentor], seconds=60)
    for_everyone(page)
    steps = house.ask("arrival", lou.id)["steps"]
    assert (steps["hello"], steps["plan"], steps["first_session"]) == ("done", "skipped", "open")

    house.ask("arrival", lou.id, "hello", "-60")
    house.ask("arrival", lou.id, meeting, "1")
    counselor = arrive(browser, house, who["counselor"])
    counselor.enter(meeting, way="voice")
    member = arrive(browser, house, who["member"])
    member.enter(meeting, way="listening")
    mentor.page.goto(f"{house.url}/")
    mentor.enter(meeting, way="listening")
    page.goto(f"{house.url}/")
    page.get_by_role("link", name="Join").first.click()
    expect(page.get_by_text("You don’t have to introduce yourself.")).to_be_visible()
    for_everyone(page)
    page.goto(f"{house.url}/")
    lou.enter(meeting, way="listening")
    linked([lou, mentor, member, counselor], seconds=60)

    desk = counselor.page
    desk.get_by_role("tab", name="Rooms").click()
    desk.get_by_role("button", name="Plan small rooms").click()
    desk.locator("al-planner [data-seat]").first.wait_for()
    desk.get_by_role("button", name="Open 1 room").click()

    def together() -> bool:
        media = house.ask("truth", meeting)["media"]
        return len({media.get(each.id) for each in (lou, mentor, member)} | {media.get(counselor.id)}) == 2

    wait_for("the three are in their small room", together, seconds=40)
    linked([lou, mentor, member], seconds=60)
    for_everyone(page)
    told = house.ask("arrival", lou.id)
    assert told["steps"]["first_session"] == "done" and told["due"]["note_first"] and told["due"]["note_third"]
    mentor.page.goto(f"{house.url}/")
    mentor.page.get_by_role("link", name=re.compile("^Write it")).first.click()
    heading(mentor.page, "A note to Lou")
    mentor.page.get_by_role("button", name="Send").click()
    expect(mentor.page.get_by_text("Lou finds it on Today")).to_be_visible()
    context.close()
