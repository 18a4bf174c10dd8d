"""The quick exit in a real browser: the button, the key, without scripts, and what Back shows afterwards."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.journey, pytest.mark.urls("alongside.ui.tests.gallery_urls")]


def expect_neutral(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/calendar$"))
    assert "alongside" not in page.content().lower()
    assert "alongside" not in page.title().lower()


def walk_in(page: Page, base: str) -> None:
    """Three pages of the program in the tab's history, on top of a neutral one."""
    page.goto("about:blank")
    for path in ("/help", "/gallery", "/gallery/room"):
        page.goto(base + path)
    page.wait_for_function("document.documentElement.dataset.ready === ''")


def expect_back_stays_away(page: Page) -> None:
    """However often Back is pressed, only the neutral page (or what was there before the program) shows."""
    for _ in range(4):
        page.go_back(wait_until="commit")
        page.wait_for_url(re.compile(r"/calendar$|about:blank"))
        page.wait_for_load_state()
        assert "alongside" not in page.content().lower()


def test_escape_twice_leaves_and_back_does_not_return(page: Page, live_server) -> None:
    walk_in(page, live_server.url)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect_neutral(page)
    expect_back_stays_away(page)


def test_the_button_leaves_and_back_does_not_return(page: Page, live_server) -> None:
    walk_in(page, live_server.url)
    page.get_by_role("link", name="Quick exit").click()
    expect_neutral(page)
    expect_back_stays_away(page)


def test_one_escape_does_nothing(page: Page, live_server) -> None:
    walk_in(page, live_server.url)
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/gallery/room$"))


def test_escape_twice_works_from_a_box_and_over_a_dialog(page: Page, live_server) -> None:
    walk_in(page, live_server.url)
    page.get_by_label("Write to everyone in the room").fill("half a sentence")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect_neutral(page)
    page.goto(live_server.url + "/gallery")
    page.wait_for_function("document.documentElement.dataset.ready === ''")
    page.evaluate("document.getElementById('dialog').showModal()")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect_neutral(page)


def test_sound_and_camera_stop_at_once(page: Page, live_server) -> None:
    """In the very turn of the second press, before any answer, the camera is off and the page is hidden."""
    walk_in(page, live_server.url)
    page.evaluate(
        """async () => {
          const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
          const video = Object.assign(document.createElement("video"), { srcObject: stream });
          document.body.append(video);
          await video.play();
          window.tracks = stream.getTracks();
        }"""
    )
    assert page.evaluate("tracks.map((each) => each.readyState)") == ["live", "live"]
    states, hidden = page.evaluate(
        """() => {
          for (let n = 0; n < 2; n += 1) window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
          return [window.tracks.map((each) => each.readyState), document.documentElement.hidden];
        }"""
    )
    assert states == ["ended", "ended"]
    assert hidden is True
    expect_neutral(page)


def test_every_open_tab_leaves(page: Page, live_server) -> None:
    other = page.context.new_page()
    other.goto(live_server.url + "/help")
    other.wait_for_function("document.documentElement.dataset.ready === ''")
    walk_in(page, live_server.url)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect_neutral(page)
    expect_neutral(other)


def test_coming_back_on_purpose_opens_the_page(page: Page, live_server) -> None:
    walk_in(page, live_server.url)
    page.get_by_role("link", name="Quick exit").click()
    expect_neutral(page)
    page.goto(live_server.url + "/gallery?wrong=1")
    expect(page.get_by_role("heading", name="Gallery")).to_be_visible()
    assert page.url.endswith("/gallery?wrong=1")


def test_without_scripts_the_link_leaves_and_the_gate_has_one_plain_link(browser: Browser, live_server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/help")
    page.get_by_role("link", name="Quick exit").click()
    expect_neutral(page)
    page.goto(live_server.url + "/help")
    assert "alongside" not in page.locator("body").inner_text().lower()
    page.get_by_role("link", name="Open it again").click()
    expect(page.get_by_role("heading", name="Get help now")).to_be_visible()
    context.close()


def test_help_is_there_without_scripts_and_without_sign_in(browser: Browser, live_server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/gallery")
    page.get_by_role("link", name="Get help now").click()
    expect(page.get_by_role("link", name="Call 988").first).to_have_attribute("href", "tel:988")
    page.get_by_text("I’m somewhere else").click()
    expect(page.get_by_role("link", name="Call 116 123").first).to_be_visible()
    expect(page.get_by_text("This software is not an emergency service")).to_be_visible()
    context.close()


def test_words_come_back_after_a_reload(page: Page, live_server) -> None:
    walk_in(page, live_server.url)
    page.get_by_label("Write to everyone in the room").fill("half a sentence")
    page.reload()
    expect(page.get_by_label("Write to everyone in the room")).to_have_value("half a sentence")
