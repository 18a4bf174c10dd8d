"""A picture, a file and a voice note from a phone: what is refused says why, what a lost network holds up comes."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, expect_no_axe_problems, expect_no_sideways_scroll, picture
from tests.journeys.house import House, running_house
from tests.journeys.people import arrive

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with running_house() as house:
        yield house


def photo() -> bytes:
    """A picture larger than a phone sends as it is."""
    made = io.BytesIO()
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(made, "PNG")
    return made.getvalue()


def bring(page: Page, name: str, kind: str, content: bytes) -> None:
    """Through what the composer opens on a phone."""
    if not page.locator("al-composer .bring").is_visible():
        page.get_by_role("button", name="Add", exact=True).tap()
    page.locator("al-composer input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def test_pictures_files_and_voice_notes_from_a_phone(house: House, browser: Browser) -> None:
    """Each arrives whole at the other one's, the network lost and the page loaded anew in between."""
    made: dict[str, Any] = house.ask("make_talk")
    who, chat = made["people"], f"{house.url}/conversations/{made['conversation']}/"
    maya = arrive(browser, house, who["member"], viewport=PHONE, is_mobile=True, has_touch=True)
    sam = arrive(browser, house, who["groupmate"])
    phone, desk = maya.page, sam.page
    phone.goto(chat)
    desk.goto(chat)
    attached = phone.locator("al-composer .attached li")

    bring(phone, "garden.png", "image/png", photo())
    expect(attached.locator("img")).to_be_visible()
    phone.locator("al-composer textarea").fill("From the garden")
    phone.reload()
    expect(attached).to_have_count(1)
    expect(phone.locator("al-composer textarea")).to_have_value("From the garden")
    picture(phone, "files-attached")
    phone.get_by_role("button", name="Send", exact=True).tap()
    expect(desk.locator(".message", has_text="From the garden").locator(".picture img")).to_be_visible()

    bring(phone, "notes.txt", "text/plain", b"<svg onload=alert(1)>" + bytes(range(256)))
    refused = attached.filter(has_text="notes.txt").get_by_role("alert")
    expect(refused).to_be_visible()
    expect(attached.get_by_role("button", name="Try again")).to_have_count(0)
    expect_no_sideways_scroll(phone)
    expect_no_axe_problems(phone)
    picture(phone, "files-refused")
    attached.get_by_role("button", name="Leave out").tap()
    expect(attached).to_have_count(0)

    phone.context.set_offline(True)
    bring(phone, "plan.txt", "text/plain", b"One walk a day.")
    expect(attached.get_by_role("progressbar")).to_be_visible()
    phone.locator("al-composer textarea").fill("My plan")
    phone.get_by_role("button", name="Send", exact=True).tap()
    expect(phone.get_by_text("A file is still on its way. Please send when it is here.")).to_be_visible()
    expect(attached.get_by_role("button", name="Try again")).to_be_visible(timeout=30_000)
    picture(phone, "files-offline")
    phone.context.set_offline(False)
    expect(attached.get_by_role("button", name="Try again")).to_have_count(0)
    expect(attached.get_by_role("progressbar")).to_have_count(0)
    phone.get_by_role("button", name="Send", exact=True).tap()
    with desk.expect_download() as file:
        desk.locator(".message", has_text="My plan").get_by_role("link", name="plan.txt").click()
    assert file.value.path().read_bytes() == b"One walk a day."

    voice_note(phone)
    expect(desk.get_by_role("group", name="Voice note").last).to_be_visible()
    for page in (phone, desk):
        expect(page.locator(".conversation > .messages > .message")).to_have_count(3)


def voice_note(phone: Page) -> None:
    """Made, heard before it leaves, and sent."""
    phone.get_by_role("button", name="Add", exact=True).tap()
    phone.get_by_role("button", name="Voice note").tap()
    expect(phone.get_by_role("timer")).to_contain_text("2", timeout=10_000)
    picture(phone, "files-recording")
    expect_no_sideways_scroll(phone)
    phone.get_by_role("button", name="Stop and listen").tap()
    expect(phone.get_by_text("Nobody has heard it yet.")).to_be_visible()
    expect_no_axe_problems(phone)
    picture(phone, "files-voice")
    phone.get_by_role("button", name="Send the voice note").tap()
    expect(phone.locator("al-voice-player")).to_be_visible()
