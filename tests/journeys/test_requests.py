"""A request: asked, found in an open list, accepted, answered. What is read on one device is read on the other."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, expect_no_axe_problems, expect_no_sideways_scroll, picture
from tests.journeys.house import House, running_house
from tests.journeys.people import arrive

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with running_house() as house:
        yield house


def looked_at(page: Page, name: str) -> None:
    expect_no_sideways_scroll(page)
    expect_no_axe_problems(page)
    picture(page, name)


def say(page: Page, words: str) -> None:
    box = page.locator("al-conversation textarea").first
    box.fill(words)
    box.press("Enter")


def test_a_request_becomes_a_conversation_on_three_devices(house: House, browser: Browser) -> None:
    who = house.ask("make_talk")["people"]
    maya, sam = arrive(browser, house, who["member"]), arrive(browser, house, who["groupmate"])
    desk, other = maya.page, sam.page
    other.goto(f"{house.url}/talk/")
    expect(other.locator("al-talk-list")).to_be_visible()

    desk.goto(f"{house.url}/talk/new/?q={who['groupmate']['name']}")
    looked_at(desk, "requests-new")
    desk.get_by_role("link", name=who["groupmate"]["name"]).first.click()
    looked_at(desk, "requests-to")
    desk.get_by_label("Your words").fill("Shall we walk on Thursday?")
    desk.get_by_role("button", name="Send").click()
    expect(desk.locator("#talk-conversation")).to_have_text(who["groupmate"]["name"])
    chat = desk.url

    asks = other.get_by_role("heading", name="Someone would like to write to you")
    expect(asks).to_be_visible()
    looked_at(other, "requests-asked")
    other.locator(".talk-requests a.row").click()
    looked_at(other, "requests-answer")
    other.get_by_role("button", name="Yes, write with me").click()
    expect(other.get_by_role("button", name="Yes, write with me")).to_have_count(0)

    phone = arrive(browser, house, who["member"], viewport=PHONE, is_mobile=True, has_touch=True).page
    phone.goto(f"{house.url}/talk/")
    desk.goto(f"{house.url}/talk/")
    row = phone.locator("#talk-rows > li", has=phone.locator("b", has_text=who["groupmate"]["name"]))
    expect(row.locator("[data-new]")).to_be_hidden()
    say(other, "Yes, at nine")
    expect(row.locator("[data-words]")).to_have_text("Yes, at nine")
    expect(row.locator("[data-new]")).to_be_visible()
    looked_at(phone, "requests-phone")

    desk.goto(chat)
    expect(desk.locator(".message", has_text="Yes, at nine").first).to_be_visible()
    expect(row.locator("[data-new]")).to_be_hidden()
    say(desk, "See you there")
    expect(other.locator(".message", has_text="See you there").first).to_be_visible()
    expect(row.locator("[data-words]")).to_have_text("You: See you there")
    expect(row.locator("[data-new]")).to_be_hidden()
