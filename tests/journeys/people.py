"""People with a browser: how each signs in, goes through the green room, and what their media does."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from alongside.people.models import Person
from tests.browser import DESK
from tests.journeys.house import House, wait_for


@dataclass
class Visitor:
    """One person at one browser. `id` is their public id."""

    house: House
    page: Page
    id: str
    name: str

    @property
    def media(self) -> dict[str, dict[str, Any]]:
        """Counters of the links to each person in the same media room; empty while there is none."""
        return dict(self.page.evaluate("async () => window.alongsideMedia ? await window.alongsideMedia.stats() : {}"))

    @property
    def media_key(self) -> str:
        """The media room this browser is in, or an empty string."""
        return str(self.page.evaluate("() => window.alongsideMedia?.key() ?? ''"))

    def sign_in(self) -> None:
        """Through the demo's one click."""
        self.page.goto(f"{self.house.url}/account/login/")
        self.page.locator(f".personas button[value='{self.id}']").click()
        self.page.wait_for_url(f"{self.house.url}/")

    def enter(self, meeting: str, *, way: str = "listening", mic: bool = False, camera: bool = False) -> None:
        """From Today through the green room into the room."""
        self.page.get_by_role("link", name="Join").first.click()
        self.page.wait_for_url(f"**/sessions/{meeting}/**")
        self.page.locator(f"input[name=way][value={way}]").check(force=True)
        confirm = self.page.locator("input[name=confirm]")
        if confirm.count():
            self.page.locator("input[name=place]").fill("Home")
            self.page.locator("input[name=phone]").fill("555 0142")
            confirm.check(force=True)
        self.page.get_by_role("button", name="Go in").click()
        self.page.locator("al-controls [data-control=microphone]").wait_for(timeout=20_000)
        for wanted, control in ((mic, "microphone"), (camera, "camera")):
            button = self.page.locator(f"al-controls [data-control={control}]")
            if wanted and button.get_attribute("aria-pressed") != "true":
                button.click()

    def say(self, words: str) -> None:
        """One line of chat, in the room this person is in."""
        self.page.get_by_role("tab", name="Chat").click()
        box = self.page.locator("al-conversation textarea:visible").first
        box.fill(words)
        box.press("Enter")


def signed_in(browser: Browser, base: str, person: Person, size: dict[str, int], **more: Any) -> BrowserContext:
    """A browser in which `person` of the test's own database is signed in at the live server `base`."""
    client = Client()
    client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    context = browser.new_context(viewport=size, base_url=base, **more)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base}])
    return context


def arrive(browser: Browser, house: House, who: dict[str, str], **options: Any) -> Visitor:
    """Someone with a browser of their own, signed in."""
    context = browser.new_context(**{"viewport": DESK, "permissions": ["camera", "microphone"], **options})
    page = context.new_page()
    page.set_default_timeout(20_000)
    visitor = Visitor(house, page, who["id"], who["name"])
    visitor.sign_in()
    return visitor


def paths(one: Visitor) -> dict[str, str]:
    """Where the link to each other person stands."""
    return {who: link["path"] for who, link in one.media.items()}


def linked(people: list[Visitor], *, seconds: float = 30) -> None:
    """Every one of these has a connected link to every other, and to nobody else."""
    for one in people:
        wanted = {each.id: "connected" for each in people if each is not one}
        try:
            wait_for(
                f"{one.name} is linked to exactly {[each.name for each in people if each is not one]}",
                lambda one=one, wanted=wanted: paths(one) == wanted,
                seconds=seconds,
            )
        except AssertionError as error:
            every = {each.name: (each.media_key, each.media) for each in people}
            raise AssertionError(f"{error}\n{json.dumps(every, indent=1)}") from None


def growing(one: Visitor, other: Visitor, counter: str, *, seconds: float = 15) -> None:
    """What `one` gets from `other` grows: `framesDecoded` or `received` (packets)."""
    before = one.media.get(other.id, {}).get(counter, 0)
    wait_for(
        f"{counter} at {one.name} from {other.name} grows beyond {before}",
        lambda: one.media.get(other.id, {}).get(counter, 0) > before,
        seconds=seconds,
    )
