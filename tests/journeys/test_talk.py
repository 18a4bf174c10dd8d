"""Two people write to each other, one on a phone whose network goes away: nothing is lost, each word is said once."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import PHONE, expect_no_axe_problems, expect_no_sideways_scroll, picture
from tests.journeys.house import House, running_house
from tests.journeys.people import Visitor, arrive

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with running_house() as house:
        yield house


def box(page: Page) -> Locator:
    return page.locator("al-composer textarea").first


def line(page: Page, words: str) -> Locator:
    """The message with these words, in the conversation itself."""
    return page.locator(".conversation > .messages > .message", has_text=words)


def words(page: Page) -> list[str]:
    return page.locator(".conversation > .messages > .message .words").all_inner_texts()


def opened(visitor: Visitor, conversation: str) -> Page:
    visitor.page.goto(f"{visitor.house.url}/conversations/{conversation}/")
    expect(box(visitor.page)).to_be_visible()
    return visitor.page


def looked_at(page: Page, name: str) -> None:
    expect_no_sideways_scroll(page)
    expect_no_axe_problems(page)
    picture(page, name)


def test_nothing_is_lost_with_the_network_and_each_word_is_said_once(house: House, browser: Browser) -> None:
    """What is written without a network, and what isn't finished, outlive a reload; then each goes out once."""
    made: dict[str, Any] = house.ask("make_talk")
    who, chat = made["people"], made["conversation"]
    maya = arrive(browser, house, who["member"], viewport=PHONE, is_mobile=True, has_touch=True)
    sam = arrive(browser, house, who["groupmate"])
    phone, desk = opened(maya, chat), opened(sam, chat)
    box(phone).fill("Good morning")
    box(phone).press("Enter")
    expect(line(desk, "Good morning")).to_have_count(1)

    phone.context.set_offline(True)
    expect(phone.get_by_text("You are not connected.")).to_be_visible()
    for each in ("On the train", "In the tunnel now"):
        box(phone).fill(each)
        box(phone).press("Enter")
    expect(phone.locator(".message.waiting")).to_have_count(2)
    box(phone).fill("Not finis")
    looked_at(phone, "talk-offline")

    posts = re.compile(r"/conversations/\w+/messages$")
    phone.context.route(posts, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    phone.context.set_offline(False)
    phone.reload()
    expect(box(phone)).to_have_value("Not finis")
    expect(phone.locator(".message.waiting")).to_have_count(2)
    phone.context.unroute(posts)
    phone.evaluate(
        "dispatchEvent(new Event('online'))"
    )  # what waits goes out by itself: a button may be gone any moment
    expect(phone.locator(".message.waiting")).to_have_count(0)
    expect(line(desk, "In the tunnel now")).to_have_count(1)
    expected = ["Good morning", "On the train", "In the tunnel now"]
    assert words(phone) == words(desk) == expected
    desk.reload()
    expect(line(desk, "In the tunnel now")).to_have_count(1)
    assert words(desk) == expected

    answered_without_a_mouse(desk)
    expect(line(phone, "Mind the gap").locator("blockquote")).to_contain_text("On the train")
    expect(line(phone, "On the train").locator(".react")).to_have_text("Warm: 1")
    line(phone, "On the train").locator(".react").tap()
    expect(line(desk, "On the train").locator(".react")).to_have_text("Warm: 2")
    changed_and_taken_back(phone, desk)
    beside_it(phone, desk)
    looked_at(phone, "talk-phone")
    looked_at(desk, "talk-desk")


def answered_without_a_mouse(desk: Page) -> None:
    """Everything one can do with a message, by keyboard alone."""
    more = line(desk, "On the train").locator(".more")
    more.focus()
    desk.keyboard.press("Enter")
    menu = desk.get_by_role("dialog", name="Maya’s message")
    expect(menu.get_by_role("button", name="Warm")).to_be_focused()
    looked_at(desk, "talk-menu")
    desk.keyboard.press("Escape")
    expect(more).to_be_focused()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    expect(line(desk, "On the train").locator(".react")).to_have_text("Warm: 1")
    line(desk, "On the train").locator(".more").focus()
    desk.keyboard.press("Enter")
    menu.get_by_role("button", name="Reply", exact=True).press("Enter")
    expect(box(desk)).to_be_focused()
    desk.keyboard.type("Mind the gap")
    desk.keyboard.press("Enter")
    expect(line(desk, "Mind the gap")).to_have_count(1)


def changed_and_taken_back(phone: Page, desk: Page) -> None:
    """One is changed and one taken back, with an honest mark for everyone; what was being written comes back after."""
    line(phone, "In the tunnel now").locator(".more").tap()
    phone.get_by_role("dialog").get_by_role("button", name="Edit").tap()
    expect(box(phone)).to_have_value("In the tunnel now")
    box(phone).fill("Out of the tunnel")
    phone.get_by_role("button", name="Save").tap()
    expect(line(desk, "Out of the tunnel")).to_contain_text("Edited")
    expect(box(phone)).to_have_value("Not finis")
    line(phone, "Good morning").locator(".more").tap()
    phone.get_by_role("dialog").get_by_role("button", name="Take back").tap()
    phone.get_by_role("dialog").get_by_role("button", name="Take it back").tap()
    expect(desk.locator(".bubble.gone")).to_have_text("Taken back by its author")
    expect(line(desk, "Good morning")).to_have_count(0)


def beside_it(phone: Page, desk: Page) -> None:
    """A reply stands beside its message, out of the flow, on both."""
    line(desk, "Mind the gap").locator(".more").click()
    desk.get_by_role("dialog").get_by_role("button", name="Reply in a thread").click()
    beside = desk.locator(".thread al-composer textarea")
    expect(beside).to_be_focused()
    beside.fill("Only beside it")
    beside.press("Enter")
    expect(desk.locator(".thread .message", has_text="Only beside it")).to_have_count(1)
    line(phone, "Mind the gap").get_by_role("button", name="1 reply in a thread").tap()
    expect(phone.locator(".thread .message", has_text="Only beside it")).to_have_count(1)
    assert "Only beside it" not in words(phone)
    looked_at(phone, "talk-beside")
    phone.get_by_role("button", name="Back to all").tap()
