"""Every committed event reaches every page exactly once and in order, whatever is dropped, doubled or killed."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from alongside.live import outbox
from alongside.live.gateway.feed import Thread
from alongside.live.tests.conftest import clear, until
from alongside.live.tests.world import Page, gateway, say, world

pytestmark = [pytest.mark.usefixtures("shared_database", "own_wake")]
TOPICS = ("a", "b", "c")

# What may happen between two moments.
STEPS = st.one_of(
    st.tuples(st.just("say"), st.lists(st.sampled_from(TOPICS), min_size=1, max_size=4)),
    st.tuples(st.just("drop"), st.integers(0, 2)),
    st.tuples(st.just("come"), st.integers(0, 2)),
    st.tuples(st.just("wake"), st.lists(st.sampled_from([*TOPICS, "nobody", ""]), max_size=5)),
    st.tuples(st.just("kill"), st.none()),
)


@given(steps=st.lists(STEPS, min_size=4, max_size=24))
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_committed_event_reaches_every_page_once_and_in_order(steps: list[tuple[str, object]]) -> None:
    clear()
    asyncio.run(_live_through(steps))


async def _live_through(steps: list[tuple[str, object]]) -> None:
    async with world() as here:
        usual, settings.GATEWAY_WAKE_SOCKET = settings.GATEWAY_WAKE_SOCKET, "/nowhere/wake.sock"
        try:
            pages = [Page("ana", ("a", "b")), Page("ben", ("a", "c")), Page("cleo", ("a", "b", "c"))]
            away = [True] * len(pages)
            said: dict[str, list[int]] = {topic: [] for topic in TOPICS}
            count = 0
            for kind, value in steps:
                if kind == "say":
                    events = []
                    for topic in value:  # type: ignore[attr-defined]
                        count += 1
                        events.append((topic, count))
                        said[topic].append(count)
                    await here.work.run(say, *events)
                elif kind == "wake":
                    for topic in value:  # type: ignore[attr-defined]
                        here.gateway.grown(topic) if topic else here.gateway.grown_all()
                elif kind == "drop":
                    await pages[value].drop()  # type: ignore[index]
                    away[value] = True  # type: ignore[index]
                elif kind == "come" and away[value]:  # type: ignore[index]
                    await pages[value].connect(here.port, here.work)  # type: ignore[index]
                    away[value] = False  # type: ignore[index]
                elif kind == "kill":
                    for open_socket in list(here.gateway.connections):
                        open_socket.cut("killed")
                    await here.gateway.stop()
                    here.gateway = await gateway(here.sink)
                    for page in pages:
                        await page.drop()
                    away = [True] * len(pages)
            for place, page in enumerate(pages):
                if away[place]:
                    await page.connect(here.port, here.work)

            def all_there() -> bool | str:
                for page in pages:
                    if error := page.failed():
                        raise error
                    for topic in page.topics:
                        if page.words.get(topic, []) != said[topic]:
                            return f"{page.person} on {topic}: {page.words.get(topic)} of {said[topic]}"
                return True

            await until(all_there)
            assert not any(page.refetched for page in pages)
            for page in pages:
                await page.drop()
        finally:
            settings.GATEWAY_WAKE_SOCKET = usual


def test_concurrent_publishers_get_gapless_numbers_and_a_reader_never_sees_a_later_one_first() -> None:
    done = threading.Event()
    failures: list[BaseException] = []

    def publish(name: str, seed: int) -> None:
        choose = random.Random(seed)
        try:
            for number in range(30):
                topics = choose.sample(TOPICS, choose.randint(1, 3))
                say(*[(topic, f"{name}{number}") for topic in topics])
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    def read() -> None:
        seen: dict[str, list[object]] = {topic: [] for topic in TOPICS}
        try:
            while not done.is_set():
                for topic, words in seen.items():
                    tail = outbox.since(topic, len(words))
                    assert tail.complete, f"{topic}: a gap after {len(words)}"
                    words += [event.data["word"] for event in tail.events]
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=publish, args=(name, seed)) for seed, name in enumerate("xyz")]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert not failures, failures
    for topic in TOPICS:
        tail = outbox.since(topic, 0)
        assert [event.seq for event in tail.events] == list(range(1, tail.head + 1))
        for name in "xyz":  # one after the other for each publisher, so in commit order
            numbers = [int(e.data["word"][1:]) for e in tail.events if e.data["word"][0] == name]
            assert numbers == sorted(numbers)


def _subprocess(port: int = 0) -> tuple["subprocess.Popen[str]", int]:
    """A gateway process on this test's database. Returns it and its port, once it is ready."""
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor != "sqlite":
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    env = os.environ | {
        "DATABASE_URL": url,
        "ALONGSIDE_WAKE_SOCKET": settings.GATEWAY_WAKE_SOCKET,
        "ALONGSIDE_TESTING": "1",
    }
    env["ALONGSIDE_SECRET_KEY"] = settings.SECRET_KEY
    command = [sys.executable, "-m", "alongside", "gateway", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "ready on" in line, line
    return process, int(line.rsplit(":", 1)[1])


def test_a_gateway_killed_with_minus_nine_loses_and_doubles_nothing() -> None:
    async def run() -> None:
        work = Thread("test")
        process, port = await asyncio.to_thread(_subprocess)
        ana = Page("ana", ("a",))
        try:
            await ana.connect(port, work)
            for number in range(10):
                await work.run(say, ("a", number))
            await until(lambda: ana.seen["a"] >= 5 or str(ana.seen))
            process.send_signal(signal.SIGKILL)
            process.wait()
            for number in range(10, 20):
                await work.run(say, ("a", number))
            await ana.drop()
            process, port = await asyncio.to_thread(_subprocess, port)
            await ana.connect(port, work)
            await until(lambda: ana.seen["a"] == 20 or str((ana.seen, ana.failed())))
            assert ana.words["a"] == list(range(20))
            process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(process.wait, 10) == 0
        finally:
            process.kill()
            await asyncio.to_thread(process.wait)
            await asyncio.to_thread(work.close)

    asyncio.run(run())
