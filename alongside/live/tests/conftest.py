"""A database that several threads and processes share, and a gateway inside the test."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections

from alongside.core.models import AuditEntry, DoneOnce
from alongside.live.models import OutboxEvent, Topic


@pytest.fixture(scope="module")
def _shared_database(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """On SQLite, a file: the in-memory database of the other tests can't be shared. On PostgreSQL, theirs."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        if connection.vendor != "sqlite":
            yield
            return
        usual, name = connections["default"], connections.settings["default"]["NAME"]
        del connections["default"]
        connections.settings["default"]["NAME"] = str(tmp_path_factory.mktemp("live") / "live.sqlite3")
        try:
            call_command("migrate", "core", verbosity=0)
            call_command("migrate", "live", verbosity=0)
            yield
        finally:
            connections["default"].close()
            connections.settings["default"]["NAME"] = name
            connections["default"] = usual


@pytest.fixture
def shared_database(_shared_database: None) -> Iterator[None]:
    """`_shared_database`, empty at the start of each test."""
    clear()
    yield
    clear()


def clear() -> None:
    """Empty the tables that these tests write."""
    for model in (OutboxEvent, Topic, AuditEntry, DoneOnce):
        model.objects.all().delete()


@pytest.fixture
def own_wake(settings: object, tmp_path: Path) -> None:
    """A wake socket of this test alone."""
    settings.GATEWAY_WAKE_SOCKET = str(tmp_path / "wake.sock")  # type: ignore[attr-defined]
    settings.VALKEY_URL = ""  # type: ignore[attr-defined]


async def until(truth: Callable[[], bool | str | Awaitable[bool | str]], seconds: float = 10.0) -> None:
    """Wait until `truth()` is True. What it returns instead (a sentence) is the failure's reason."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        answer = truth()
        if isinstance(answer, Awaitable):
            answer = await answer
        if answer is True:
            return
        if loop.time() > end:
            raise AssertionError(f"not within {seconds} s: {answer}")
        await asyncio.sleep(0.005)
