"""The room in front of one person: nothing on that they didn't turn on, every control by its key, and for everyone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESK, PHONE, expect_no_axe_problems, expect_no_sideways_scroll
from tests.journeys.house import House, running_house, wait_for
from tests.journeys.people import arrive

pytestmark = [pytest.mark.journey, pytest.mark.alone]


@pytest.fixture
def house() -> Iterator[House]:
    """A house of its own, stopped and swept up afterwards."""
    with running_house() as house:
        yield house


def held_to(page: Page) -> None:
    """Nothing serious for axe and nothing wider than the window, at both sizes, by day and by lamplight."""
    for size in (PHONE, {"width": 320, "height": 640}, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for light in ("dark", "light"):
            page.emulate_media(color_scheme=light)  # type: ignore[arg-type]
            expect_no_axe_problems(page)
            expect_no_sideways_scroll(page)


def test_one_person_and_their_room(house: House, browser: Browser) -> None:
    """In with everything off, each control by its key, keys that rest while writing, a reload, and out again."""
    made: dict[str, Any] = house.ask("make_group")
    meeting = made["meeting"]
    someone = arrive(browser, house, made["people"]["member"])
    page = someone.page
    page.get_by_role("link", name="Join").first.click()
    page.wait_for_url(f"**/sessions/{meeting}/**")
    page.get_by_role("button", name="Try microphone").click()
    expect(page.get_by_text("Your sound is good.")).to_be_visible()
    expect(page.locator("[data-going]")).to_have_text("You go in with camera and microphone off.")
    held_to(page)
    page.goto(house.url)
    someone.enter(meeting, way="chat")
    microphone = page.locator("[data-control=microphone]")
    camera = page.locator("[data-control=camera]")
    expect(microphone).to_have_attribute("aria-pressed", "false")
    expect(camera).to_have_attribute("aria-pressed", "false")
    expect(page.locator("al-notices")).to_contain_text("No one on staff is here yet.")
    held_to(page)

    page.locator("main").focus()
    page.keyboard.press("m")
    expect(microphone).to_have_attribute("aria-pressed", "true")
    expect(page.locator("figure.self figcaption")).to_contain_text(re.compile("Voice|Speaking"))
    page.keyboard.press("m")
    expect(microphone).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("v")
    expect(page.locator("figure.self video.playing")).to_have_count(1)
    page.keyboard.press("h")
    expect(page.locator("al-hands")).to_contain_text("Hand up: you.")
    page.keyboard.press("h")
    expect(page.locator("al-hands .banner")).to_have_count(0)
    for key, dialog in (
        ("r", "Send a reaction"),
        ("w", "How would you like to be here now?"),
        ("?", "Keys you can press"),
    ):
        page.locator("main").focus()
        page.keyboard.press(key)
        expect(page.get_by_role("dialog", name=dialog)).to_be_visible()
        expect_no_axe_problems(page)
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.locator("main").focus()
    page.keyboard.press("r")
    page.get_by_role("dialog").get_by_role("button", name="Heart").click()
    expect(page.locator("figure.self")).to_have_class(re.compile("reacted"))
    page.locator("main").focus()
    page.keyboard.press("p")
    expect(page.get_by_role("tab", name="Chat")).to_be_hidden()
    page.keyboard.press("p")

    box = page.locator("al-conversation textarea")
    box.focus()
    page.keyboard.type("hm, vamp?")
    expect(microphone).to_have_attribute("aria-pressed", "false")
    expect(box).to_have_value("hm, vamp?")
    page.keyboard.press("Enter")
    expect(page.locator("al-conversation")).to_contain_text("hm, vamp?")

    key = someone.media_key
    page.reload()
    wait_for("after a reload they are in the same room", lambda: bool(key) and someone.media_key == key)
    expect(camera).to_have_attribute("aria-pressed", "false")
    expect(page.locator("al-conversation")).to_contain_text("hm, vamp?")
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url("**/after")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for being there")
    held_to(page)


def test_who_only_types_is_never_heard(house: House, browser: Browser) -> None:
    """Someone who can be overheard: the green room says so, and no key turns the microphone on."""
    made: dict[str, Any] = house.ask("make_group")
    someone = arrive(browser, house, made["people"]["member"])
    page = someone.page
    page.get_by_role("link", name="Join").first.click()
    page.wait_for_url("**/sessions/**")
    page.get_by_role("radio", name="Yes, so I’ll only type").check(force=True)
    expect(page.locator("[data-try]")).to_contain_text("You only type today")
    page.locator("input[name=place]").fill("At my sister’s")
    page.locator("input[name=phone]").fill("555 0142")
    page.locator("input[name=confirm]").check(force=True)
    page.get_by_role("button", name="Go in").click()
    page.locator("[data-control=microphone]").click()
    expect(page.locator(".toast")).to_contain_text("You said others can overhear you")
    expect(page.locator("[data-control=microphone]")).to_have_attribute("aria-pressed", "false")


def test_the_green_room_needs_no_script(house: House, browser: Browser) -> None:
    """A plain form: what is missing is said beside its box, what was written stays, and it leads into the room."""
    made: dict[str, Any] = house.ask("make_group")
    meeting = made["meeting"]
    someone = arrive(browser, house, made["people"]["member"], java_script_enabled=False)
    page = someone.page
    page.goto(f"{house.url}/sessions/{meeting}/")
    page.locator("input[name=place]").fill("At my sister’s")
    page.locator("input[name=phone]").fill("ring me")
    page.locator("input[name=confirm]").check(force=True)
    page.get_by_role("button", name="Go in").click()
    expect(page.locator("#id_phone_error")).to_be_visible()
    expect(page.locator("input[name=place]")).to_have_value("At my sister’s")
    page.locator("input[name=phone]").fill("555 0142")
    page.get_by_role("button", name="Go in").click()
    page.wait_for_url(f"**/sessions/{meeting}/room")
    # with scripts turned off by the tools, Chromium still parses <noscript> as text
    assert "The live room needs JavaScript" in page.content()
