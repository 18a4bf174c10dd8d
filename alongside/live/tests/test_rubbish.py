"""Whatever a socket sends, the gateway answers with a typed error or a close, and nobody else is disturbed."""

import asyncio
import contextlib
import json
import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.live.gateway import frames
from alongside.live.tests.conftest import until
from alongside.live.tests.world import Page, Raw, say, ticket, world

pytestmark = [pytest.mark.usefixtures("shared_database", "own_wake")]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["t", "ticket", "seen", "topic", "kind", "to", "data"])
TYPES = st.sampled_from(["hello", "join", "leave", "ping", "signal", "event", "welcome", ""])
LIKELY = st.builds(lambda t, rest: {**rest, "t": t}, TYPES | JSON, st.dictionaries(FIELDS, JSON, max_size=5))


@given(st.binary(max_size=200) | LIKELY.map(lambda frame: json.dumps(frame).encode()))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_parsing_gives_a_frame_or_a_typed_error_and_nothing_else(raw: bytes) -> None:
    try:
        frames.parse(raw)
    except frames.FrameError as error:
        assert error.code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xff\xfe", "bad-frame"),
        (b"[" * 15_000, "bad-frame"),
        (b'{"t":"signal","topic":"a","kind":"x","data":' + b"[" * 7000 + b"]" * 7000 + b"}", "bad-frame"),
        (b'{"t":"signal","topic":"a","kind":"x","data":NaN}', "bad-frame"),
        (b'{"t":"signal","topic":"a","kind":"x","data":' + b"9" * 6000 + b"}", "bad-frame"),
        (b'{"t":"leave","topic":5}', "bad-frame"),
        (b'{"t":"hello","ticket":"x","seen":{"a":-1}}', "bad-frame"),
        (b'{"t":"hello","ticket":"x","seen":{"a":true}}', "bad-frame"),
        (b'{"t":"hello","ticket":"x","seen":[]}', "bad-frame"),
        (b'{"t":["hello"]}', "unknown-type"),
        (b'{"t":"ping","x":"' + b"y" * 17_000 + b'"}', "too-big"),
        (b'{"t":"signal","topic":"a","kind":"typing","data":"' + b"y" * 17_000 + b'"}', "too-big"),
    ],
)
def test_malformed_frames_have_a_code(raw: bytes, code: str) -> None:
    with pytest.raises(frames.FrameError) as caught:
        frames.parse(raw)
    assert caught.value.code == code


def test_a_session_description_may_be_long() -> None:
    raw = b'{"t":"signal","topic":"a","kind":"rtc","data":"' + b"y" * 60_000 + b'"}'
    assert isinstance(frames.parse(raw), frames.Signal)


async def _abuse(port: int, chunks: list[tuple[str, bytes]]) -> None:
    """Send rubbish on a new socket, then hang up."""
    try:
        raw = await Raw.connect(port)
        for how, data in chunks:
            if how == "bytes":
                raw.writer.write(data)
            else:
                raw.send(
                    data, opcode={"text": 1, "binary": 2, "more": 0, "ping": 9, "close": 8}[how], fin=how != "more"
                )
        await raw.writer.drain()
        raw.writer.close()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass


CHUNK = st.tuples(st.sampled_from(["text", "binary", "more", "ping", "close", "bytes"]), st.binary(max_size=120))


@given(attacks=st.lists(st.lists(CHUNK, min_size=1, max_size=8), min_size=1, max_size=6))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_rubbish_disturbs_nobody(attacks: list[list[tuple[str, bytes]]], caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        async with world() as here:
            trouble: list[dict[str, object]] = []
            here.gateway.loop.set_exception_handler(lambda _, context: trouble.append(context))
            ana = Page("ana", ("a",))
            await ana.connect(here.port, here.work)
            await asyncio.gather(*[_abuse(here.port, chunks) for chunks in attacks])
            await here.work.run(say, ("a", "still here"))
            await until(lambda: len(ana.words.get("a", [])) > 0 or str((ana.seen, ana.failed())))
            await until(lambda: len(here.gateway.connections) == 1 or "a socket lingers")
            assert not trouble
            await ana.drop()

    caplog.clear()
    with caplog.at_level(logging.WARNING):
        from alongside.live.tests.conftest import clear

        clear()
        asyncio.run(run())
    assert [record for record in caplog.records if record.exc_info] == []


def test_five_bad_frames_close_the_socket_with_1008() -> None:
    async def run() -> None:
        async with world() as here:
            raw = await Raw.connect(here.port)
            for _ in range(5):
                raw.send(b"rubbish")
            for _ in range(5):
                assert (await raw.hear())["code"] == "bad-frame"
            with pytest.raises(ConnectionError, match="1008"):
                await raw.hear()

    asyncio.run(run())


def test_a_flood_is_dropped_and_then_closed_and_others_are_served() -> None:
    async def run() -> None:
        async with world() as here:
            ana = Page("ana", ("a",))
            await ana.connect(here.port, here.work)
            flood = await Raw.connect(here.port)
            flood.say(t="hello", ticket=await here.work.run(ticket, "flood", "a"), seen={})
            await flood.hear_kind("welcome")
            for _ in range(2000):
                flood.say(t="ping")
            assert (await flood.hear_kind("error"))["code"] == "too-fast"
            await here.work.run(say, ("a", 1))
            await until(lambda: ana.words.get("a") == [1])

    asyncio.run(run())


def test_frames_too_large_are_refused_before_they_are_read() -> None:
    async def run() -> None:
        async with world() as here:
            raw = await Raw.connect(here.port)
            raw.writer.write(b"\x81\xff" + (2**40).to_bytes(8) + b"\0\0\0\0" + b"x" * 1000)
            with pytest.raises(ConnectionError, match="1009"):
                await raw.hear()

    asyncio.run(run())


def test_fragments_are_put_together_up_to_the_limit() -> None:
    async def run() -> None:
        async with world() as here:
            raw = await Raw.connect(here.port)
            pass_ = await here.work.run(ticket, "ana", "a")
            text = json.dumps({"t": "hello", "ticket": pass_, "seen": {}}).encode()
            raw.send(text[:20], opcode=1, fin=False)
            raw.send(text[20:50], opcode=0, fin=False)
            raw.send(text[50:], opcode=0)
            assert (await raw.hear())["t"] == "welcome"
            raw.send(b"x" * 40_000, opcode=1, fin=False)
            raw.send(b"x" * 40_000, opcode=0)
            assert (await raw.hear_kind("error"))["code"] == "too-big"

    asyncio.run(run())


def test_a_handshake_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alongside.live.gateway.limits.HANDSHAKE", 0.2)

    async def run() -> None:
        async with world() as here:
            reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
            writer.write(b"GET /live HTTP/1.1\r\nHost: lo")
            assert await asyncio.wait_for(reader.read(), 5) == b""
            _, endless = await asyncio.open_connection("127.0.0.1", here.port)
            endless.write(b"GET /live HTTP/1.1\r\n" + b"X: y\r\n" * 8000)
            with contextlib.suppress(ConnectionResetError):  # closed with our bytes unread: either way it is gone
                await asyncio.wait_for(endless.wait_closed(), 5)

    asyncio.run(run())
