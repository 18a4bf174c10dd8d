"""Every component in every state is for everyone: phone and desk, light and dark, by keyboard, without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESK, PHONE, expect_no_axe_problems, expect_no_sideways_scroll

pytestmark = [pytest.mark.journey, pytest.mark.urls("alongside.ui.tests.gallery_urls")]
PAGES = ["/gallery", "/gallery?wrong=1&toast=1", "/gallery/room", "/help", "/nothing-here", "/calendar"]


@pytest.fixture(
    params=[("light", PHONE), ("dark", PHONE), ("light", DESK), ("dark", DESK)], ids=lambda p: f"{p[0]}-{p[1]['width']}"
)
def shown(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    scheme, viewport = request.param
    context = browser.new_context(color_scheme=scheme, viewport=viewport)
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_serious(shown: Page, live_server) -> None:
    for path in PAGES:
        shown.goto(live_server.url + path)
        expect_no_axe_problems(shown)


def test_an_open_dialog_is_for_everyone(page: Page, live_server) -> None:
    page.goto(live_server.url + "/gallery")
    page.evaluate("document.getElementById('dialog').showModal()")
    expect(page.get_by_role("dialog", name="Leave the room?")).to_be_visible()
    expect_no_axe_problems(page)


def test_nothing_is_wider_than_a_small_phone(browser: Browser, live_server) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    for path in PAGES:
        page.goto(live_server.url + path)
        expect_no_sideways_scroll(page)
    context.close()


def test_icons_are_drawn_under_the_content_policy(page: Page, live_server) -> None:
    """The sprite loads: an icon's inside has a size, and the browser refused nothing."""
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url + "/gallery")
    width = page.locator(".button .icon use").first.evaluate("(use) => use.getBBox().width")
    assert width > 5
    assert refused == []


def test_every_target_is_large_enough_for_a_thumb(browser: Browser, live_server) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    for path in ["/gallery", "/gallery/room", "/help"]:
        page.goto(live_server.url + path)
        small = page.evaluate(
            """() => [...document.querySelectorAll('.button, .control, .places a, summary, .choice, select, .input')]
                 .filter((each) => each.checkVisibility())
                 .map((each) => [each.textContent.trim().slice(0, 30), each.getBoundingClientRect().height])
                 .filter(([, height]) => height < 44)"""
        )
        assert small == [], path
    context.close()
