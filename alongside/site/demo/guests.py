"""Four invented people join the demo's running session from headless browsers, with made-up cameras and microphones.

They take part a little (hands, chat, a camera) and follow into small rooms like anyone else, because their browsers do.
"""

import random
import shutil
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)
SAY = (
    "Morning, everyone.",
    "I can relate to that.",
    "Thank you for saying it.",
    "Listening, and glad to be here.",
    "One small thing went right this week.",
)
QUIET_SECONDS = (20.0, 60.0)


@dataclass(frozen=True)
class Guest:
    """One simulated person: who they are in the demo, and how they take part."""

    name: str
    way: str


GUESTS = (Guest("Ruth", "camera"), Guest("Theo", "voice"), Guest("Sam", "listening"), Guest("Ines", "hand"))


def visit(url: str, *, minutes: float) -> int:
    """Send the guests to the demo at `url` for at most `minutes`. Returns 1 with a sentence where that can't be."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        print("Guests need Playwright, which comes with the development tools: make setup", file=sys.stderr)
        return 1
    chromium = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if chromium is None:
        print("Guests need the Chromium browser. On Debian: apt-get install chromium", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        try:
            return _stay(browser, url, until=time.monotonic() + minutes * 60)
        except Error as error:
            print(f"The guests could not go on: {error.message.splitlines()[0]}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("The guests leave.")
            return 0
        finally:
            browser.close()


def _stay(browser: "Browser", url: str, *, until: float) -> int:
    inside: list[tuple[Guest, Page]] = []
    for guest in GUESTS:
        page = enter(browser, url, guest)
        if page is None:
            print(
                f"No session's doors are open for {guest.name} just now, or the demo isn't running. "
                "Start it with `make run`; it brings the next session near.",
                file=sys.stderr,
            )
            return 1
        inside.append((guest, page))
        print(f"{guest.name} is in ({guest.way}).", flush=True)
    print("All four are in. Ctrl-C sends them home.", flush=True)
    rng = random.Random(4)  # noqa: S311  (a script, not a secret)
    while time.monotonic() < until:
        guest, page = rng.choice(inside)
        take_part(page, guest, rng)
        page.wait_for_timeout(rng.uniform(*QUIET_SECONDS) * 1000)
        if not any("/room" in each.url for _, each in inside):
            print("The session is over.")
            return 0
    return 0


def enter(browser: "Browser", url: str, guest: Guest) -> "Page | None":
    """Sign in as the guest, go through the green room and come in. None where no session can be joined."""
    page = browser.new_context(viewport={"width": 900, "height": 640}).new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{url}/account/login/")
    page.locator(".personas button").filter(has=page.get_by_text(guest.name, exact=True)).click()
    page.wait_for_url(f"{url}/")
    join = page.get_by_role("link", name="Join")
    if join.count() == 0:
        return None
    join.first.click()
    page.locator(f"input[name=way][value={guest.way}]").check(force=True)
    confirm = page.locator("input[name=confirm]")
    if confirm.count():
        confirm.check(force=True)
    page.get_by_role("button", name="Go in").click()
    page.locator("al-controls [data-control=microphone]").wait_for()
    if guest.way in {"voice", "camera"}:
        page.locator("al-controls [data-control=microphone]").click()
    if guest.way == "camera":
        page.locator("al-controls [data-control=camera]").click()
    return page


def take_part(page: "Page", guest: Guest, rng: random.Random) -> None:
    """One small thing: a line of chat, or a hand up or down."""
    if "/room" not in page.url:
        return
    composer = page.locator("al-conversation textarea")
    if guest.way != "listening" and rng.random() < 0.6 and composer.count():
        composer.first.fill(rng.choice(SAY))
        composer.first.press("Enter")
    elif guest.way == "hand":
        page.locator("al-controls").get_by_role("button", name="Hand").click()
