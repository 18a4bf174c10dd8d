"""What the gateway tests share: actions that publish, raw sockets, a client that resumes, a listening sink."""

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from alongside.core import clock
from alongside.core.actions import System, action
from alongside.live import outbox, tickets
from alongside.live.gateway.feed import Thread
from alongside.live.gateway.server import Address, Gateway
from alongside.live.topics import Grant

BY = System("gateway test")
ORIGIN = "http://localhost:8000"
ROOM = Grant(present=True, signals=frozenset({"rtc", "typing", "speaking"}))


@action("live.test_say")
def _say(events: Sequence[tuple[str, Any]], *, by: System) -> None:
    for topic, word in events:
        outbox.publish(topic, "said", {"word": word})


@action("live.test_revoke")
def _revoke(topic: str, person: str, *, by: System) -> None:
    outbox.revoke(topic, person)


@action("live.test_end")
def _end(topic: str, *, by: System) -> None:
    outbox.end(topic)


def say(*events: tuple[str, Any]) -> None:
    _say(events, by=BY)


def revoke(topic: str, person: str) -> None:
    _revoke(topic, person, by=BY)


def end(topic: str) -> None:
    _end(topic, by=BY)


def ticket(person: str, *topics: str, grant: Grant = ROOM, now: datetime | None = None) -> str:
    heads = outbox.heads(topics)
    held = {topic: replace(grant, seq=heads[topic]) for topic in topics}
    return tickets.issue(person, held, now=now or clock.now())


@dataclass
class Sink:
    """A presence sink that remembers what it was told."""

    told: list[tuple[Any, ...]] = field(default_factory=list)

    def entered(self, topic: str, person: str, conn: str, at: datetime) -> None:
        self.told.append(("entered", topic, person))

    def left(self, topic: str, person: str, conn: str, at: datetime) -> None:
        self.told.append(("left", topic, person))

    def renewed(self, present: Sequence[tuple[str, str, str]], at: datetime) -> None:
        self.told.append(("renewed", sorted((topic, person) for topic, person, _ in present)))

    def spoke(self, topic: str, person: str, milliseconds: int) -> None:
        self.told.append(("spoke", topic, person, milliseconds))


class Raw:
    """A WebSocket client of bytes, that can send what no library would."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def connect(cls, port: int, origin: str | None = ORIGIN, path: str = "/live") -> "Raw":
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade"]
        lines += ["Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"]
        lines += [f"Origin: {origin}"] if origin else []
        writer.write("\r\n".join([*lines, "", ""]).encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in answer:
            raise ConnectionRefusedError(answer.split(b"\r\n")[0].decode())
        return cls(reader, writer)

    def send(self, data: bytes, opcode: int = 1, fin: bool = True) -> None:
        size = len(data)
        head = bytes([(0x80 if fin else 0) | opcode])
        if size < 126:
            head += bytes([0x80 | size])
        else:
            head += b"\xfe" + size.to_bytes(2) if size < 65536 else b"\xff" + size.to_bytes(8)
        self.writer.write(head + b"\0\0\0\0" + data)

    def say(self, **frame: Any) -> None:
        self.send(json.dumps(frame).encode())

    async def frame(self) -> tuple[int, bytes]:
        """The next frame as (opcode, payload). Raises IncompleteReadError at the end."""
        head = await self.reader.readexactly(2)
        size = head[1]
        if size > 125:
            size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8))
        return head[0] & 15, await self.reader.readexactly(size)

    async def hear(self) -> dict[str, Any]:
        """The next message. Raises ConnectionError with the close code when the gateway closes."""
        while True:
            try:
                opcode, data = await self.frame()
            except asyncio.IncompleteReadError as error:
                raise ConnectionError("cut") from error
            if opcode == 8:
                raise ConnectionError(str(int.from_bytes(data[:2])))
            if opcode == 1:
                return json.loads(data)

    async def hear_kind(self, kind: str) -> dict[str, Any]:
        while (message := await self.hear())["t"] != kind:
            pass
        return message

    def drop(self) -> None:
        self.writer.transport.abort()


@dataclass
class Page:
    """A page's memory of its topics: it resumes from what it saw, as islands/socket.ts does."""

    person: str
    topics: tuple[str, ...]
    seen: dict[str, int] = field(default_factory=dict)
    words: dict[str, list[Any]] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    refetched: list[str] = field(default_factory=list)
    raw: Raw | None = None
    _reading: asyncio.Task[None] | None = None

    async def connect(self, port: int, work: Thread) -> None:
        self.seen = self.seen or dict.fromkeys(self.topics, 0)
        wanted = [topic for topic in self.topics if topic not in self.gone]
        pass_ = await work.run(ticket, self.person, *wanted)
        self.raw = await Raw.connect(port)
        self.raw.say(t="hello", ticket=pass_, seen={topic: self.seen[topic] for topic in wanted})
        welcome = await self.raw.hear()
        assert welcome["t"] == "welcome", welcome
        self._reading = asyncio.create_task(self._read(self.raw))

    async def _read(self, raw: Raw) -> None:
        try:
            while True:
                self.take(await raw.hear())
        except (ConnectionError, OSError):
            pass

    def take(self, message: dict[str, Any]) -> None:
        topic = message.get("topic", "")
        if message["t"] == "event":
            assert topic not in self.gone, f"{topic}: an event after it was gone"
            assert message["seq"] == self.seen[topic] + 1, f"{topic}: {message['seq']} after {self.seen[topic]}"
            self.seen[topic] = message["seq"]
            if message["kind"] != outbox.SKIP:
                self.words.setdefault(topic, []).append(message["data"]["word"])
        elif message["t"] == "gone":
            self.gone[topic] = message["reason"]
        elif message["t"] == "refetch":
            self.refetched.append(topic)
            self.seen[topic] = message["seq"]

    async def drop(self) -> None:
        if self.raw is not None and self._reading is not None:
            self.raw.drop()
            await self._reading_ended()

    async def _reading_ended(self) -> None:
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            if reading.done() and not reading.cancelled() and (error := reading.exception()) is not None:
                raise error

    def failed(self) -> BaseException | None:
        done = self._reading is not None and self._reading.done() and not self._reading.cancelled()
        return self._reading.exception() if done and self._reading is not None else None


@dataclass
class World:
    gateway: Gateway
    sink: Sink
    work: Thread

    @property
    def port(self) -> int:
        return self.gateway.port


async def gateway(sink: Sink, *, poll: float = 0.02) -> Gateway:
    found = Gateway(Address("127.0.0.1", 0, frozenset({ORIGIN})), sink=sink, poll=poll)
    await found.start()
    return found


@asynccontextmanager
async def world(*, poll: float = 0.02) -> AsyncIterator[World]:
    """A gateway, its sink, and a thread for the test's own database work."""
    sink, work = Sink(), Thread("test")
    made = World(await gateway(sink, poll=poll), sink, work)
    try:
        yield made
    finally:
        await made.gateway.stop()
        await asyncio.to_thread(work.close)
