"""When a journey fails, what each browser showed is kept in var/failures/."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

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
