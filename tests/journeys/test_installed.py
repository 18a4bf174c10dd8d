"""The house on a home screen: what makes it installable, and what it shows when the network is cut."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from alongside.core import clock
from alongside.groups.models import Meeting, Place
from alongside.ui import views_app
from tests.browser import PHONE, expect_no_axe_problems, expect_no_sideways_scroll, picture
from tests.cast import make_cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
KEPT = (
    "async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) => "
    "[name, await Promise.all((await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname))])))"
)


SHOWN = "async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((n) => [n.title, n.body])"
"""One at a time: the next takes the place of the one before."""


def push(page: Page, data: str) -> None:
    """Deliver it to the page's service worker."""
    session = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    origin = page.evaluate("location.origin")
    for _ in range(100):  # the browser tells which registrations there are in its own time: ten seconds at most
        if found:
            break
        page.wait_for_timeout(100)
    session.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": found[0], "data": data})
    session.detach()


def test_without_network_there_is_help_and_the_next_session(
    opened: Callable[..., Page], settings: Any, live_server: Any
) -> None:
    settings.INSTALLABLE = True
    cast = make_cast()
    at = clock.now()
    starts = at + timedelta(hours=3)
    meeting = Meeting.objects.create(
        program=cast.program, group=cast.group, starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    Place.objects.create(meeting=meeting, person=cast.member)
    page = opened(cast.member, PHONE)
    page.goto("/me/notifications/")
    expect_no_axe_problems(page)
    expect_no_sideways_scroll(page)
    picture(page, "notifications-phone")

    # What browsers ask of something that can be installed (Chromium's own check, besides).
    manifest = page.request.get(page.locator("link[rel=manifest]").get_attribute("href") or "").json()
    assert manifest["name"] == "Alongside" and manifest["display"] == "standalone" and manifest["start_url"] == "/"
    assert {each["sizes"] for each in manifest["icons"]} == {"192x192", "512x512"}
    assert all(page.request.get(each["src"]).ok for each in manifest["icons"])
    trouble = page.context.new_cdp_session(page).send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {each["errorId"] for each in trouble} <= {"in-incognito"}, trouble

    page.wait_for_function("async () => (await caches.keys()).length === 3")
    page.evaluate("navigator.serviceWorker.ready")
    page.goto("/")
    kept = page.evaluate(KEPT)
    pages = {path for paths in kept.values() for path in paths if not path.startswith("/static/")}
    assert pages == {"/offline/", "/next.json"}, kept
    assert cast.group.name not in json.dumps(page.evaluate("async () => (await caches.match('/next.json')).text()"))

    # A push, as the browser hands it to the worker.
    page.context.grant_permissions(["notifications"])
    for said in ('{"title": "Something is waiting for you", "body": "Whenever you have a moment."}', "not ours"):
        push(page, said)
    page.wait_for_function(f'async () => JSON.stringify(await ({SHOWN})()) === \'[["Alongside",""]]\'')

    page.context.set_offline(True)
    page.goto("/groups/")
    expect(page.get_by_role("heading", name="There is no connection right now")).to_be_visible()
    expect(page.locator("#next")).to_contain_text("Your next session")
    assert cast.group.name not in page.content() and "Maya" not in page.content()
    expect(page.get_by_role("link", name="Call 988").first).to_have_attribute("href", "tel:988")
    assert "Atkinson" in page.evaluate("getComputedStyle(document.body).fontFamily")  # the style sheet is there too
    expect_no_axe_problems(page)
    expect_no_sideways_scroll(page)
    picture(page, "offline-phone")

    # Leaving in a hurry without a network: nothing of ours shows, then or afterwards.
    for path in ("/exit", "/"):
        with pytest.raises(Error, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
            page.goto(path)
    page.context.set_offline(False)
    page.goto("/calendar")
    assert "alongside-next" not in page.evaluate(KEPT)


def test_the_worker_changes_when_what_it_keeps_does(live_server: Any) -> None:
    first = views_app._worker("A")
    assert first.startswith("const SHELL = ") and views_app._worker("B") != first
