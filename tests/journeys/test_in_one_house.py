"""What can happen to a few people in one session: a screen is shown, a camera is refused, a microphone is pulled out, a
phone goes all the way; a name is changed meanwhile, and in the end the session is cancelled.

All of it in one house and one session, one journey after the other; the last ends it.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser import CHROMIUM, FLAGS, PHONE, expect_no_sideways_scroll
from tests.journeys.house import House, running_house, wait_for
from tests.journeys.people import Visitor, arrive, growing, linked

pytestmark = [pytest.mark.journey, pytest.mark.alone]

KEEP_TRACKS = """
window.tracks = [];
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await open(wanted);
  window.tracks.push(...stream.getTracks());
  return stream;
};
"""
UNPLUG = """() => {
  const track = window.tracks.findLast((one) => one.kind === "audio" && one.readyState === "live");
  track.stop();
  track.dispatchEvent(new Event("ended"));  // as the browser says it of a device that is gone
}"""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """One house for these journeys, stopped and swept up afterwards."""
    with running_house() as house:
        yield house


@pytest.fixture(scope="module")
def made(house: House) -> dict[str, Any]:
    """The session and the people of it."""
    found: dict[str, Any] = house.ask("make_group")
    return found


@pytest.fixture
def asking_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that isn't told to say yes: what a context has no permission for is refused."""
    flags = [flag for flag in FLAGS if "fake-ui" not in flag]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
    yield browser
    browser.close()


def show_screen(one: Visitor, words: str = "Show your screen") -> None:
    """Through More, as anyone would; also to stop it."""
    one.page.get_by_role("button", name="More", exact=True).click()
    one.page.get_by_role("dialog", name="More").get_by_role("button", name=words).click()


def let_show(counselor: Visitor, name: str, words: str) -> None:
    """Staff let someone show their screen, or no longer."""
    counselor.page.get_by_role("tab", name="People").click()
    counselor.page.get_by_role("button", name=f"More for {name}").click()
    counselor.page.get_by_role("dialog", name=name).get_by_role("button", name=words).click()


def screen_of(page: Page) -> Any:
    """The large tile with someone's screen, playing."""
    return page.locator("li.main-tile video.shared.playing")


def test_a_screen_is_shown_by_one_at_a_time(house: House, made: dict[str, Any], browser: Browser) -> None:
    """Its pictures arrive; nobody shows another meanwhile; stopping ends it for both, and so does taking leave back."""
    meeting, who = made["meeting"], made["people"]
    counselor, member = arrive(browser, house, who["counselor"]), arrive(browser, house, who["member"])
    for one in (counselor, member):
        one.enter(meeting)
    linked([counselor, member], seconds=60)
    show_screen(counselor)
    expect(screen_of(member.page)).to_be_visible()
    expect(member.page.locator("li.main-tile")).to_contain_text("Dana Ruiz shows a screen")
    expect(counselor.page.locator("li.main-tile")).to_contain_text("You are showing your screen")
    growing(member, counselor, "framesDecoded")

    let_show(counselor, "Maya", "Let them show a screen")
    show_screen(member)
    expect(member.page.locator(".toast")).to_contain_text("Someone else is sharing their screen.")
    expect(member.page.locator("li.main-tile")).to_contain_text("Dana Ruiz shows a screen")
    assert member.media[counselor.id]["framesSent"] == 0, "what was refused was sent all the same"

    show_screen(counselor, "Stop showing your screen")
    for one in (counselor, member):
        expect(one.page.locator("li.main-tile")).to_have_count(0)
    show_screen(member)
    expect(screen_of(counselor.page)).to_be_visible()
    growing(counselor, member, "framesDecoded")
    let_show(counselor, "Maya", "No longer let them show a screen")
    for one in (counselor, member):
        expect(one.page.locator("li.main-tile")).to_have_count(0)

    member.say("Good to see you")
    me = member.page.context.new_page()
    me.goto(f"{house.url}/me/")
    me.get_by_label("Name to show").fill("May")
    me.get_by_role("button", name="Save").first.click()
    expect(counselor.page.locator(f"li[data-person='{member.id}'] figcaption")).to_contain_text("May")
    expect(counselor.page.locator(f"li[data-person='{member.id}'] figcaption")).not_to_contain_text("Maya")
    counselor.page.get_by_role("tab", name="Chat").click()
    expect(counselor.page.locator("al-conversation .message .who")).to_have_text(["May"])


def test_a_camera_that_is_refused_and_a_microphone_that_is_pulled_out(
    house: House, made: dict[str, Any], browser: Browser, asking_browser: Browser
) -> None:
    """Each is said in words; the person hears on; the next try takes the microphone that is there."""
    meeting, who = made["meeting"], made["people"]
    counselor = arrive(browser, house, who["counselor"])
    counselor.enter(meeting, way="voice", mic=True)
    someone = arrive(asking_browser, house, who["groupmate"], permissions=["microphone"])
    page = someone.page
    page.context.add_init_script(KEEP_TRACKS)
    someone.enter(meeting)
    linked([counselor, someone], seconds=60)
    camera, microphone = (page.locator(f"[data-control={each}]") for each in ("camera", "microphone"))
    camera.click()
    expect(page.locator("al-notices")).to_contain_text("Your browser didn’t let us use your camera.")
    expect(page.locator("al-notices")).to_contain_text("You can take part without it.")
    expect(camera).to_have_attribute("aria-pressed", "false")
    growing(someone, counselor, "received")
    page.locator("al-notices").get_by_role("button", name="All right").click()

    microphone.click()
    expect(microphone).to_have_attribute("aria-pressed", "true")
    growing(counselor, someone, "received")
    page.evaluate(UNPLUG)
    expect(page.locator("al-notices")).to_contain_text("Your microphone was unplugged or turned off.")
    expect(microphone).to_have_attribute("aria-pressed", "false")
    growing(someone, counselor, "received")

    page.evaluate("localStorage.setItem('device:microphone', 'the one that was pulled out')")
    microphone.click()
    expect(page.locator(".toast")).to_contain_text("The microphone you chose isn’t there. Another one is used.")
    expect(microphone).to_have_attribute("aria-pressed", "true")
    expect(page.locator("al-notices")).not_to_contain_text("unplugged")
    growing(counselor, someone, "received")


def test_a_phone_goes_all_the_way(house: House, made: dict[str, Any], browser: Browser) -> None:
    """Green room, room, chat, small room, back, out: by touch, nothing wider than the screen.

    Its small room is planned at the planner's own address, which is the room's. Whoever is still in when the session is
    cancelled reads why.
    """
    meeting, who = made["meeting"], made["people"]
    counselor = arrive(browser, house, who["counselor"])
    counselor.enter(meeting)
    member = arrive(browser, house, who["member"])
    member.enter(meeting)
    phone = arrive(browser, house, who["groupmate"], viewport=PHONE, is_mobile=True, has_touch=True)
    page = phone.page
    expect_no_sideways_scroll(page)
    page.get_by_role("link", name="Join").first.tap()
    page.wait_for_url(f"**/sessions/{meeting}/**")
    expect_no_sideways_scroll(page)
    page.locator("label.choice", has=page.locator("[name=way][value=chat]")).tap()
    page.locator("input[name=place]").fill("At my sister’s")
    page.locator("input[name=phone]").fill("555 0142")
    page.locator("label", has=page.locator("input[name=confirm]")).tap()
    page.get_by_role("button", name="Go in").tap()
    leave = page.get_by_role("button", name="Leave")
    expect(leave).to_be_in_viewport(ratio=1)
    expect_no_sideways_scroll(page)
    expect(page.locator("figure.self")).to_be_in_viewport()

    page.get_by_role("tab", name="Chat").tap()
    box = page.locator("al-conversation textarea")
    box.fill("From the bus")
    page.locator("al-conversation").get_by_role("button", name="Send").tap()
    for one in (phone, member, counselor):
        one.page.get_by_role("tab", name="Chat").click()
        expect(one.page.locator("al-conversation")).to_contain_text("From the bus")

    desk = counselor.page
    desk.goto(f"{house.url}/sessions/{meeting}/plan")
    desk.locator("al-planner [data-seat]").first.wait_for()
    expect(desk).to_have_url(f"{house.url}/sessions/{meeting}/room")
    linked([counselor, member, phone], seconds=45)
    desk.get_by_role("button", name="Open 1 room").click()
    expect(page.locator("al-moving")).to_contain_text("You go to Room 1")
    expect(page.locator("al-room h1")).to_have_text("Small room 1", timeout=30_000)
    expect(page.locator("al-prompt blockquote")).to_be_visible()
    expect(page.locator("al-prompt .prompt")).to_be_in_viewport()
    expect_no_sideways_scroll(page)
    linked([phone, member], seconds=45)
    page.get_by_role("button", name="Put it in the chat").tap()
    page.locator("al-conversation").get_by_role("button", name="Send").tap()
    member.page.get_by_role("tab", name="Chat").click()
    expect(member.page.locator("al-conversation .message")).to_have_count(1)

    page.get_by_role("tab", name="Topic").tap()
    page.get_by_role("button", name="Back to the main room").tap()
    expect(page.locator("al-room h1")).to_have_text("Morning group")
    page.get_by_role("tab", name="Chat").tap()
    expect(page.locator("al-conversation")).to_contain_text("From the bus")
    expect_no_sideways_scroll(page)
    leave.tap()
    page.wait_for_url("**/after")
    expect_no_sideways_scroll(page)

    office = desk.context.new_page()
    office.goto(f"{house.url}/groups/meetings/{meeting}/cancel")
    office.locator("input[name=why]").fill("The heating failed. We meet on Thursday.")
    office.get_by_role("button", name="Cancel the session").click()
    expect(member.page.get_by_role("heading", level=1)).to_have_text("This session isn’t happening")
    expect(member.page.locator("main")).to_contain_text("The heating failed. We meet on Thursday.")
    wait_for("the room has ended", lambda: house.ask("truth", meeting)["ended"])
