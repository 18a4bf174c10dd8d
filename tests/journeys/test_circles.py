"""A circle from its proposal to its first meeting: a counselor's yes, joining on a phone, and a room with its host."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, expect_no_axe_problems, expect_no_sideways_scroll, picture
from tests.journeys.house import House, running_house
from tests.journeys.people import Visitor, arrive

pytestmark = [pytest.mark.journey, pytest.mark.alone]


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house of its own, in which a room waits for its host for four seconds."""
    monkeypatch.setenv("ALONGSIDE_CIRCLE_GRACE_SECONDS", "4")
    with running_house() as house:
        yield house


def checked(page: Page, name: str) -> None:
    expect_no_sideways_scroll(page)
    expect_no_axe_problems(page)
    picture(page, name)


def go_in(one: Visitor, meeting: str) -> None:
    one.page.goto(f"{one.house.url}/sessions/{meeting}/")
    one.page.get_by_role("button", name="Go in").click()


def test_from_a_proposal_to_a_room_with_its_host(house: House, browser: Browser) -> None:
    who = house.ask("make_group")["people"]
    host = arrive(browser, house, who["mentor"])
    page = host.page
    page.goto(f"{house.url}/circles/start")
    checked(page, "circle-start")
    page.get_by_label("Name").fill("Early Birds")
    page.get_by_label("Topics").fill("mornings, coffee")
    page.get_by_label("Tuesday").check(force=True)
    page.get_by_label("Time", exact=True).fill("07:00")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("A counselor reads it; until they say yes")).to_be_visible()

    counselor = arrive(browser, house, who["counselor"])
    counselor.page.goto(f"{house.url}/circles/waiting/")
    checked(counselor.page, "circles-waiting")
    counselor.page.get_by_role("link", name="Early Birds").click()
    checked(counselor.page, "circle-proposed")
    counselor.page.get_by_role("button", name="Yes, begin it").click()

    phone = arrive(browser, house, who["member"], viewport=PHONE)
    other = arrive(browser, house, who["groupmate"])
    for one in (phone, other):
        one.page.goto(f"{house.url}/groups/?topic=coffee")
        if one is phone:
            checked(one.page, "groups-phone")
        one.page.get_by_role("link", name="Early Birds").click()
        if one is phone:
            checked(one.page, "circle-join-phone")
        one.page.get_by_label("Yes, I say yes to this").check()
        one.page.get_by_role("button", name="Join", exact=True).click()
        expect(one.page.get_by_role("heading", name="Your part in it")).to_be_visible()
    checked(phone.page, "circle-in-phone")

    meeting = house.ask("circle", "Early Birds")["meeting"]
    phone.page.goto(f"{house.url}/sessions/{meeting}/")
    expect(phone.page.get_by_text("It opens when")).to_be_visible()
    checked(phone.page, "circle-green-room-phone")
    go_in(phone, meeting)
    expect(phone.page.get_by_role("heading", name="You are nearly in")).to_be_visible()
    checked(phone.page, "circle-nearly-in-phone")
    go_in(host, meeting)
    for one in (host, phone):  # who waited goes in without touching anything
        one.page.locator("al-controls [data-control=microphone]").wait_for()
    go_in(other, meeting)
    other.page.locator("al-controls [data-control=microphone]").wait_for()

    page.get_by_role("tab", name="Rooms").click()
    page.get_by_role("button", name="Plan small rooms").click()
    page.locator("al-planner [data-seat]").first.wait_for()
    assert page.locator("al-planner [data-seat] button").count() == 0  # nobody is placed by hand
    checked(page, "circle-plan")
    page.get_by_role("button", name="Open 1 room").click()
    expect(phone.page.get_by_role("tab", name="Topic")).to_be_visible()

    page.get_by_role("button", name="Leave").click()
    expect(other.page.get_by_text("No host is here just now")).to_be_visible()
    expect(phone.page.get_by_role("heading", name="You are nearly in")).to_be_visible()
    expect(other.page.get_by_text("It opens when")).to_be_visible()
