"""The main screens at phone and desktop size, light and dark, into screenshots/ (which git ignores).

    screenshots.py [FOLDER]

Fills a demo program of its own, sends people into its session from headless browsers, and takes pictures of what they
see: Today, the green room, the room, the planner, a small room, first days, the care desk, the rota, help, Talk, a
circle, news away from the page. Takes about five minutes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from alongside.site.demo.guests import FLAGS, Guest, enter  # noqa: E402
from tests.journeys.house import answers, free_port, wait_for  # noqa: E402

SIZES = {"390": {"width": 390, "height": 844}, "1280": {"width": 1280, "height": 800}}
SCHEMES = ("light", "dark")
OTHERS = (Guest("Ruth", "camera"), Guest("Theo", "voice"), Guest("Sam", "listening"), Guest("Ines", "hand"))


@contextmanager
def demo() -> Iterator[str]:
    """A demo program on ports of its own; yields its address."""
    port, gateway = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="alongside-shots-") as folder:
        command = [sys.executable, "-m", "alongside", "demo", "--port", str(port), "--gateway-port", str(gateway)]
        with subprocess.Popen(command, cwd=ROOT, env=os.environ | {"ALONGSIDE_VAR": folder}) as process:
            try:
                wait_for("the demo answers", lambda: answers(f"http://localhost:{port}/help"), seconds=120)
                yield f"http://localhost:{port}"
            finally:
                process.terminate()
                process.wait(timeout=30)


def shoot(page: Page, folder: Path, name: str) -> None:
    """The page in each size and scheme, after what moves has come to rest."""
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(700)
            page.screenshot(path=folder / f"{name}-{size}-{scheme}.png")
    page.set_viewport_size(SIZES["1280"])
    page.emulate_media(color_scheme="light")


def sign_in(browser: Browser, url: str, name: str) -> Page:
    """A new browser in which that person of the demo is signed in, on Today."""
    page = browser.new_context(viewport=SIZES["1280"]).new_page()
    page.goto(f"{url}/account/login/")
    page.locator(".personas button").filter(has=page.get_by_text(name, exact=True)).click()
    page.wait_for_url(f"{url}/")
    return page


BESIDE = (
    ("Nora", "/arriving/", "6-first-days"),
    ("Elias", "/hello/", "7-hello"),
    ("Grace Okafor", "/program/newcomers/", "8-newcomers"),
    ("Grace Okafor", "/program/on-call/", "9-rota"),
    ("Dana Whitfield", "/care/", "10-care-desk"),
    ("Maya", "/help", "11-help"),
    ("Maya", "/talk/", "12-talk"),
    ("Maya", "/talk/ Early Birds", "13-conversation"),
    ("Maya", "/talk/care-team/", "14-care-team"),
    ("Maya", "/talk/forum/", "15-forum"),
    ("Maya", "/talk/search/", "16-search"),
    ("Maya", "/groups/ Early Birds", "17-circle"),
    ("Maya", "/me/notifications/", "18-notifications"),
    ("Maya", "/safety/what-is-looked-at/", "19-looked-at"),
    ("Grace Okafor", "/care/answers/", "20-answers"),
    ("Grace Okafor", "/safety/phrases/", "21-phrases"),
    ("Maya", "/people/", "22-people"),
    ("Maya", "/people/derived/", "23-worked-out"),
    ("Maya", "/people/introductions/", "24-introductions"),
    ("Leila", "/people/mentor/", "25-mentor"),
    ("Ruth", "/people/mentoring/", "26-mentoring"),
    ("Dana Whitfield", "/care/signals/", "27-signals"),
    ("Dana Whitfield", "/care/looking-back/", "28-what-came-of-it"),
    ("Grace Okafor", "/care/mentors/", "29-mentors"),
    ("Grace Okafor", "/care/insight/", "30-over-time"),
)
"""Pages beside the session: who looks at them, where they are (and the link to follow there), what the picture is
called."""


def take_beside(browser: Browser, url: str, folder: Path) -> None:
    """The pages that need no session."""
    for name, where, called in BESIDE:
        page = sign_in(browser, url, name)
        path, _space, link = where.partition(" ")
        page.goto(url + path)
        if link:
            page.get_by_role("main").get_by_role("link", name=link).first.click()
            page.wait_for_load_state("networkidle")
        shoot(page, folder, called)
        page.context.close()


def take(browser: Browser, url: str, folder: Path) -> None:
    """All the pictures, in the order of a session."""
    visitor = browser.new_context(viewport=SIZES["1280"]).new_page()
    visitor.goto(f"{url}/account/login/")
    shoot(visitor, folder, "0-sign-in")
    maya = sign_in(browser, url, "Maya")
    dana = enter(browser, url, Guest("Dana Whitfield", "camera"))
    assert dana is not None, "no session's doors are open in the demo"
    for guest in OTHERS:
        assert enter(browser, url, guest) is not None
    maya.reload()
    shoot(maya, folder, "1-today")
    maya.get_by_role("link", name="Join").first.click()
    shoot(maya, folder, "2-green-room")
    maya.locator("input[name=way][value=chat]").check(force=True)
    maya.locator("input[name=confirm]").check(force=True)
    maya.get_by_role("button", name="Go in").click()
    maya.locator("al-controls [data-control=microphone]").wait_for()
    time.sleep(6)  # let pictures arrive
    shoot(maya, folder, "3-room")
    plan(dana)
    shoot(dana, folder, "4-planner")
    dana.get_by_role("button", name="Open", exact=False).filter(has_text="room").click()
    maya.locator("al-prompt, .prompt").first.wait_for(timeout=20_000)
    time.sleep(4)
    shoot(maya, folder, "5-small-room")


def plan(page: Page) -> None:
    """Open the planner from the room's panel and wait for its proposal."""
    page.get_by_role("tab", name="Rooms").click()
    page.get_by_role("button", name="Plan small rooms").click()
    page.locator("al-planner .seat").first.wait_for(timeout=10_000)


def main() -> int:
    """Returns 1 where there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("Screenshots need the Chromium browser. On Debian: apt-get install chromium", file=sys.stderr)
        return 1
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        take(browser, url, folder)
        take_beside(browser, url, folder)
        browser.close()
    print(f"Pictures are in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
