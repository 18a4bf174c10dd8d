"""Searching Talk in a real browser: on a phone by day and on a desk at night."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from alongside.conversations import actions
from alongside.conversations.models import Kind
from alongside.core.actions import SYSTEM
from tests.browser import DESK, PHONE, expect_no_axe_problems, expect_no_sideways_scroll
from tests.cast import Cast
from tests.journeys.people import signed_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SAID = (
    "The kettle is on.",
    "Anoche no dormí. Las canciones ayudan un poco.",
    "Rain again. " + "I walked along the harbour until the light came, and thought of what Dana said. " * 4,
    "x" * 300 + " rain",
)


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def test_a_message_is_found_and_opened_where_it_was_said(
    cast: Cast, browser: Browser, live_server: Any, size: dict[str, int], scheme: Any
) -> None:
    """No word stands in an address; going back from a message shows what was found."""
    chat = actions.open_conversation(cast.program, Kind.GROUP, cast.roster, by=SYSTEM)
    for number, words in enumerate(SAID):
        actions.post_message(chat, words, by=cast.roster[number], key=f"said-words-{number}")
    page = signed_in(browser, live_server.url, cast.member, size, color_scheme=scheme).new_page()
    page.goto(f"{live_server.url}/talk/search/")
    expect_no_axe_problems(page)
    page.get_by_label("Words to look for").fill("rain")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".search-found mark")).to_have_count(2)
    page.get_by_text("Who, where and when").click()
    expect_no_axe_problems(page)
    expect_no_sideways_scroll(page)
    page.get_by_label("Said by").fill("sam")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".search-found mark")).to_have_text(["Rain"])
    assert page.url == f"{live_server.url}/talk/search/"
    page.locator(".search-found a").click()
    page.wait_for_url(f"**/conversations/{chat.public_id}/?around=3#m3")
    expect(page.get_by_text("Rain again.").first).to_be_visible()
    page.go_back()
    expect(page.locator(".search-found mark")).to_have_text(["Rain"])
    page.get_by_label("Words to look for").fill("snow")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Nothing was found")).to_be_visible()
