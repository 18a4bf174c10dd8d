"""Browsers in which someone is signed in; and when a journey fails, what each of them showed, in var/failures/."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from alongside.people.models import Person
from tests.journeys.people import signed_in

RESULTS = Path(__file__).resolve().parent.parent.parent / "var" / "failures"
_failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.stash[_failed] = report.failed
    return report


@pytest.fixture(autouse=True)
def pictures_of_a_failure(request: pytest.FixtureRequest, browser: Browser) -> Iterator[None]:
    """One picture for each page that was open, named after the test; and no browser left open for the next."""
    yield
    pages = [page for context in browser.contexts for page in context.pages]
    if request.node.stash.get(_failed, False):
        RESULTS.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"\W+", "-", request.node.name)
        for number, page in enumerate(pages):
            try:
                page.screenshot(path=RESULTS / f"{name}-{number}.png", timeout=5_000)
            except Error as error:
                print(f"no picture of {page.url}: {error.message.splitlines()[0]}")
    for context in list(browser.contexts):
        context.close()


@pytest.fixture
def opened(browser: Browser, live_server: Any) -> Callable[..., Page]:
    """`opened(person, size, …)`: a page on which that person is signed in."""

    def open_as(person: Person, size: dict[str, int], **more: Any) -> Page:
        return signed_in(browser, live_server.url, person, size, **more).new_page()

    return open_as
