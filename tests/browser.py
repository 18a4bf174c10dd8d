"""A real Chromium for tests: how it is started, and what every page is held to.

Fixtures (known to every test folder through the root conftest): pytest-playwright's `page`, `context`, `new_context`
and `browser`, started with the flags below. Mark such tests `@pytest.mark.journey`.

    def test_the_page_is_for_everyone(page, live_server):
        page.goto(live_server.url + "/help")
        expect_no_axe_problems(page)
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Playwright, expect

CHROMIUM = os.environ.get("ALONGSIDE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REFUSED = {"serious", "critical"}
expect.set_options(timeout=15_000)  # milliseconds: six browsers and the whole house share a small machine


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """Playwright's own event loop runs in this thread for the rest of the session, so Django must be told that its
    database calls there are synchronous all the same."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield playwright
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def axe_problems(page: Page) -> list[str]:
    """What axe finds that is serious or critical under WCAG 2.2 AA, one line each with the elements it means."""
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    return [
        f"{each['impact']}: {each['id']}: {each['help']} at "
        + "; ".join(f"{node['target']} {node['html'][:160]}" for node in each["nodes"][:4])
        for each in found.response["violations"]
        if each["impact"] in REFUSED
    ]


def expect_no_axe_problems(page: Page) -> None:
    """Fails with the list of what is wrong and where. Waits first for moving things to stand still."""
    page.evaluate(
        "Promise.all(document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Infinity)"
        ".map((each) => each.finished.catch(() => null)))"
    )
    problems = axe_problems(page)
    assert not problems, f"{page.url}\n" + "\n".join(problems)


def expect_no_sideways_scroll(page: Page) -> None:
    """The page itself never scrolls sideways; wide things scroll inside their own frames."""
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= shown, f"{page.url} is {wide} px wide in a window of {shown} px"


def picture(page: Page, name: str) -> None:
    """Keeps a picture where JOURNEY_PICTURES names a folder, to be looked at."""
    if folder := os.environ.get("JOURNEY_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
