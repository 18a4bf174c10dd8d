"""A browser, a page made of the mesh that ships, and people who open it."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.browser import CHROMIUM, FLAGS
from tests.media.relay import Relay

ROOT = Path(__file__).resolve().parents[2]
# Counts every connection a page ever made, closed or not, whatever the page itself says of them.
COUNT_CONNECTIONS = """
window.made = [];
window.stillOpen = [];  // how many weren't closed at the moment of making each
window.RTCPeerConnection = class extends window.RTCPeerConnection {
  constructor(...given) { stillOpen.push(notClosed()); super(...given); window.made.push(this); }
};
window.notClosed = () => window.made.filter((pc) => pc.connectionState !== "closed").length;
"""


@dataclass
class Person:
    """One person's page in the media harness."""

    name: str
    page: Page
    context: BrowserContext

    def do(self, script: str) -> Any:
        return self.page.evaluate(script)

    def begin(self, script: str) -> None:
        """Start something in the page without waiting for it, so that several pages do it at once."""
        self.page.evaluate(f"() => {{ setTimeout(() => {{ {script} }}, 0); }}")

    def enter(self, room: str = "hall") -> None:
        self.do(f"harness.enter({json.dumps(room)})")

    def links(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.do("window.alongsideMedia ? alongsideMedia.stats() : {}")
        return found

    def not_closed(self) -> int:
        count: int = self.do("notClosed()")
        return count


def until(why_not: Callable[[], str], seconds: float = 40) -> None:
    """Wait until `why_not` has nothing to say; fail with what it said last. Generous: it ends as soon as it is true."""
    end = time.monotonic() + seconds
    while said := why_not():
        assert time.monotonic() < end, said
        time.sleep(0.1)


@pytest.fixture(scope="session")
def media_script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("media") / "page.js"
    esbuild = ROOT / "node_modules" / ".bin" / "esbuild"
    command = [str(esbuild), "tests/media/page.ts", "--bundle", "--format=esm", f"--outfile={out}"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return out


@pytest.fixture
def relay(media_script: Path) -> Iterator[Relay]:
    with Relay(media_script) as running:
        yield running


@pytest.fixture(scope="module")
def media_browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def arrive(media_browser: Browser, relay: Relay) -> Iterator[Callable[..., Person]]:
    """`arrive("ada", camera=(320, 180, 15), microphone=True)` opens a page; it has not entered a room yet."""
    people: list[Person] = []

    def make(name: str, camera: tuple[int, int, int] | None = None, microphone: bool = False) -> Person:
        context = media_browser.new_context(permissions=["camera", "microphone"])
        page = context.new_page()
        page.add_init_script(COUNT_CONNECTIONS)
        page.on("pageerror", lambda error: pytest.fail(f"{name}: {error}"))
        page.goto(relay.url(name))
        page.wait_for_function("window.harness")
        person = Person(name, page, context)
        people.append(person)
        if microphone:
            person.do("harness.microphone()")
        if camera:
            person.do(f"harness.camera({camera[0]}, {camera[1]}, {camera[2]})")
        return person

    yield make
    for person in people:
        person.context.close()
