"""A whole session, in real browsers against the real processes: in, small rooms, late, reload, a killed gateway, back.

Four people and their counselor, with what one machine carries: two with camera and sound, one with sound, two who
listen. What the script did is what the house knows afterwards.
"""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import PHONE, expect_no_axe_problems, expect_no_sideways_scroll
from tests.journeys.house import House, running_house, wait_for
from tests.journeys.people import Visitor, arrive, growing, linked

pytestmark = [pytest.mark.journey, pytest.mark.alone]

WHEN_IT_ARRIVES = """(words) => {
  window.arrivedAt = null;
  const look = setInterval(() => {
    const bubbles = [...document.querySelectorAll("al-conversation .bubble")];
    const found = bubbles.some((one) => one.textContent.includes(words));
    if (found) { window.arrivedAt = Date.now(); clearInterval(look); }
  }, 50);
}"""


@pytest.fixture
def house() -> Iterator[House]:
    """A house of its own, stopped and swept up afterwards."""
    with running_house() as house:
        yield house


def media_of(house: House, meeting: str) -> dict[str, str]:
    """Which media room the server wants each person in."""
    found: dict[str, str] = house.ask("truth", meeting)["media"]
    return found


def settled(house: House, meeting: str, people: list[Visitor]) -> dict[str, list[Visitor]]:
    """Waits until each browser is in the media room the server wants it in; returns the people by media room."""

    def by_room() -> dict[str, list[Visitor]] | None:
        wanted = media_of(house, meeting)
        rooms: dict[str, list[Visitor]] = {}
        for one in people:
            if one.media_key != wanted.get(one.id):
                return None
            rooms.setdefault(one.media_key, []).append(one)
        return rooms

    return wait_for("every browser is where the server wants it", by_room, seconds=30) or {}


def open_small_rooms(counselor: Visitor) -> None:
    """Through the panel and the planner, as a counselor would; returns when the countdown is on."""
    page = counselor.page
    page.get_by_role("tab", name="Rooms").click()
    page.get_by_role("button", name="Plan small rooms").click()
    page.locator("al-planner [data-seat]").first.wait_for()
    page.get_by_role("button", name="Open 2 rooms").click()
    page.locator("al-moving").get_by_text("The small rooms open").wait_for()


def test_a_group_meets(house: House, browser: Browser) -> None:
    """Everyone sees and hears each other; small rooms are apart; nobody loses their place; the record is true."""
    made: dict[str, Any] = house.ask("make_group")
    meeting, who = made["meeting"], made["people"]
    counselor = arrive(browser, house, who["counselor"])
    counselor.enter(meeting, way="voice", mic=True)
    member = arrive(browser, house, who["member"])
    member.enter(meeting, way="camera", mic=True, camera=True)
    groupmate = arrive(browser, house, who["groupmate"])
    groupmate.enter(meeting, way="camera", camera=True)
    listener = arrive(browser, house, who["third"])
    listener.enter(meeting, way="listening")
    mentor = arrive(browser, house, who["mentor"])
    mentor.enter(meeting, way="listening")
    everyone = [counselor, member, groupmate, listener, mentor]
    linked(everyone, seconds=60)
    for one in (counselor, groupmate, listener, mentor):
        growing(one, member, "framesDecoded", seconds=30)
    growing(listener, counselor, "received", seconds=30)
    assert listener.media[member.id]["bytesSent"] == 0 or listener.media[member.id]["framesSent"] == 0
    member.say("Before the small rooms")
    for one in everyone:
        expect(one.page.locator("al-conversation").first).to_contain_text("Before the small rooms")

    open_small_rooms(counselor)
    expect(member.page.locator("al-moving")).to_contain_text("You go to Room")
    smalls = wait_for(
        "the small rooms are open on the server",
        lambda: len(set(media_of(house, meeting).values())) == 3,
        seconds=30,
    )
    assert smalls
    rooms = settled(house, meeting, everyone)
    pairs = [people for people in rooms.values() if counselor not in people]
    assert sorted(len(people) for people in pairs) == [2, 2]
    for people in pairs:
        linked(people, seconds=45)
    assert all(set(one.media) <= {each.id for each in people} for people in pairs for one in people), (
        "links across rooms"
    )

    fourth = arrive(browser, house, who["fourth"])
    fourth.enter(meeting, way="listening")
    late = wait_for(
        "the late arrival is seated in a small room",
        lambda: (key := media_of(house, meeting).get(fourth.id)) and key in rooms and key,
        seconds=20,
    )
    company = [*rooms[str(late)], fourth]
    linked(company, seconds=45)

    place = member.media_key
    member.page.reload()
    wait_for("after a reload the member is back in the same small room", lambda: member.media_key == place, seconds=20)
    linked(company if member in company else [one for one in everyone if one.media_key == place], seconds=45)

    places = {one.id: one.media_key for one in [*everyone, fourth]}
    company = [one for one in [*everyone, fourth] if one.media_key == place]
    for one in company:
        one.page.evaluate(WHEN_IT_ARRIVES, "While the line was down")
    killed = time.time()
    house.kill("gateway")
    member.say("While the line was down")
    for one in company:
        said = one.page.locator("al-conversation .bubble", has_text="While the line was down")
        expect(said).to_have_count(1, timeout=30_000)
        arrived = one.page.evaluate("window.arrivedAt") / 1000
        print(f"{one.name} has what was said {arrived - killed:.1f} s after the gateway was killed")
    for one in [*everyone, fourth]:
        wait_for(
            f"{one.name} is where they were before the gateway was killed",
            lambda one=one: one.media_key == places[one.id] and media_of(house, meeting).get(one.id) == places[one.id],
            seconds=30,
        )

    counselor.page.get_by_role("tab", name="Rooms").click()
    counselor.page.get_by_role("button", name="Close early").click()
    counselor.page.get_by_role("button", name="Yes, bring everyone back").click()
    wait_for(
        "everyone is called back to the main room",
        lambda: set(media_of(house, meeting).values()) == {house.ask("truth", meeting)["main"]},
        seconds=60,
    )
    settled(house, meeting, [*everyone, fourth])
    linked([*everyone, fourth], seconds=60)
    expect(member.page.locator("al-conversation").first).to_contain_text("Before the small rooms")

    member.page.get_by_role("button", name="Leave").click()
    member.page.wait_for_url("**/after")
    truth = wait_for(
        "the member is out",
        lambda: (found := house.ask("truth", meeting)) and not found["attendance"][member.id]["here"] and found,
    )
    met = {tuple(each[:2]) for each in truth["encounters"]}
    for people in pairs:
        one, other = sorted(each.id for each in people)
        assert (one, other) in met, f"{one} and {other} sat together and it isn't remembered"
    strangers = [tuple(sorted((a.id, b.id))) for a in pairs[0] for b in pairs[1]]
    assert not met & set(strangers), "people of different small rooms are remembered as having met"
    for one in [*everyone, fourth]:
        row = truth["attendance"][one.id]
        assert row["minutes"] > 0.2
        assert (row["breakout"] > 0.1) == (one is not counselor)
    assert [line[2] for line in truth["chat"]] == ["Before the small rooms"]


def test_the_room_is_for_everyone(house: House, browser: Browser) -> None:
    """Today, green room, room and planner: nothing serious for axe, nothing wider than a phone, all by keyboard."""
    made: dict[str, Any] = house.ask("make_group")
    meeting, who = made["meeting"], made["people"]
    counselor = arrive(browser, house, who["counselor"])
    expect_no_axe_problems(counselor.page)
    counselor.page.get_by_role("link", name="Join").first.click()
    counselor.page.wait_for_url(f"**/sessions/{meeting}/**")
    expect_no_axe_problems(counselor.page)
    counselor.page.goto(house.url)
    counselor.enter(meeting)
    phone = arrive(browser, house, who["member"])
    phone.page.set_viewport_size(PHONE)
    expect_no_axe_problems(phone.page)
    expect_no_sideways_scroll(phone.page)
    phone.enter(meeting, way="chat")
    expect_no_axe_problems(phone.page)
    expect_no_sideways_scroll(phone.page)
    others = [arrive(browser, house, who[part]) for part in ("groupmate", "third", "mentor")]
    for other in others:
        other.enter(meeting)
    page = counselor.page
    page.keyboard.press("h")
    expect(page.get_by_role("button", name="Hand")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("h")
    page.get_by_role("tab", name="Chat").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Plan small rooms").focus()
    page.keyboard.press("Enter")
    page.locator("al-planner [data-seat]").first.wait_for()
    expect_no_axe_problems(page)
    page.get_by_role("button", name="Open 2 rooms").focus()
    page.keyboard.press("Enter")
    wait_for("the phone is in a small room", lambda: phone.page.locator("al-prompt").count() > 0, seconds=30)
    expect_no_axe_problems(phone.page)
    expect_no_sideways_scroll(phone.page)
