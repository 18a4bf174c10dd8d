"""A relay for media tests: the part of the live protocol that media needs, on loopback, in threads of the test.

It serves one page, gives tickets, relays signals between those on one topic, and keeps a list of everything it relayed,
refused and lost, so that tests can say what never crossed.
"""

import asyncio
import json
import threading
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.media.narrow import Narrow


@dataclass
class Member:
    person: str
    conn: str
    socket: ServerConnection
    topics: set[str] = field(default_factory=set)


class Relay:
    """Start with `with Relay(bundle) as relay:`; pages are at `relay.url(person)`."""

    def __init__(self, script: Path) -> None:
        self.script = script
        self.members: list[Member] = []
        self.relayed: list[tuple[str, str, str, dict[str, Any]]] = []  # topic, from, to, data
        self.refused: list[tuple[str, str]] = []  # topic, from
        self.lost: list[dict[str, Any]] = []
        self.deaf = False  # when true, signals are dropped: a gateway that loses everything
        self.centre: str | None = None  # when set, the others see this person only: a star instead of a mesh
        self.narrow: Narrow | None = None
        self.port = 0
        self.pages = ThreadingHTTPServer(("localhost", 0), self._handler())
        self._conns = count(1)
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Relay":
        self._thread.start()
        threading.Thread(target=self.pages.serve_forever, daemon=True).start()
        assert self._started.wait(10), "the relay did not start"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._stop is not None
        if self.narrow:
            self._loop.call_soon_threadsafe(self.narrow.close)
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        self.pages.shutdown()
        self.pages.server_close()

    def url(self, person: str) -> str:
        return f"http://localhost:{self.pages.server_port}/?person={person}"

    def drop(self, person: str | None = None) -> None:
        """Cut the socket of one person, or of all at once, as a killed gateway does."""

        def cut() -> None:
            for member in list(self.members):
                if person in (None, member.person):
                    self._forget(member, tell=person is not None)
                    member.socket.transport.abort()

        self._loop.call_soon_threadsafe(cut)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        async with serve(self._meet, "localhost", 0, max_size=65536) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            self._started.set()
            await self._stop.wait()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        relay = self

        class Pages(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                if parts.path == "/page.js":
                    self._answer("text/javascript", relay.script.read_text())
                elif parts.path == "/":
                    script = '<script type="module" src="/page.js"></script>'
                    page = f'<!doctype html><html lang="en" data-media-debug><title>Media</title>{script}'
                    self._answer("text/html", page, person=parse_qs(parts.query)["person"][0])
                else:
                    self.send_error(404)

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                named = parse_qs(urlsplit(self.path).query).get("person")  # a page of a whole crowd
                person = named[0] if named else SimpleCookie(self.headers["Cookie"])["person"].value
                ticket = json.dumps({"person": person, "topics": body["topics"]})
                url = f"ws://localhost:{relay.port}/"
                answer = {"ticket": ticket, "url": url, "granted": body["topics"]}
                self._answer("application/json", json.dumps(answer))

            def _answer(self, kind: str, body: str, person: str = "") -> None:
                self.send_response(200)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                if person:
                    self.send_header("Set-Cookie", f"person={person}; Path=/")
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                """Nothing: what matters is asserted."""

        return Pages

    async def _meet(self, socket: ServerConnection) -> None:
        member: Member | None = None
        try:
            async for text in socket:
                frame = json.loads(text)
                match frame["t"]:
                    case "hello":
                        ticket = json.loads(frame["ticket"])
                        member = Member(ticket["person"], f"c{next(self._conns)}", socket)
                        self.members.append(member)
                        heads = dict.fromkeys(ticket["topics"], 0)
                        self._tell(member, t="welcome", person=member.person, conn=member.conn, topics=heads)
                        self._enter(member, ticket["topics"])
                    case "join" if member:
                        topics = json.loads(frame["ticket"])["topics"]
                        self._tell(member, t="joined", topics=dict.fromkeys(topics, 0))
                        self._enter(member, topics)
                    case "leave" if member:
                        self._leave(member, frame["topic"])
                    case "signal" if member:
                        self._signal(member, frame)
                    case "ping" if member:
                        self._tell(member, t="pong")
        except ConnectionClosed:
            return  # cut, by the page or by the test
        finally:
            if member is not None and member in self.members:
                self._forget(member, tell=True)

    def _enter(self, member: Member, topics: list[str]) -> None:
        for topic in topics:
            for other in [one for one in self._on(topic) if one.person == member.person]:
                self._tell(other, t="gone", topic=topic, reason="elsewhere")
                self._leave(other, topic)
            member.topics.add(topic)
            there = [one for one in self._on(topic) if self._sees(member, one)]
            here = [{"person": one.person, "conn": one.conn} for one in there]
            self._tell(member, t="present", topic=topic, people=here)
            self._others(member, topic, t="arrived", topic=topic, person=member.person, conn=member.conn)

    def _leave(self, member: Member, topic: str) -> None:
        if topic in member.topics:
            member.topics.discard(topic)
            self._others(member, topic, t="departed", topic=topic, person=member.person, conn=member.conn)

    def _forget(self, member: Member, *, tell: bool) -> None:
        self.members.remove(member)
        if tell:
            for topic in list(member.topics):
                self._leave(member, topic)

    def _signal(self, member: Member, frame: dict[str, Any]) -> None:
        topic, to = frame["topic"], frame["to"]
        there = [one for one in self._on(topic) if one.person == to]
        if topic not in member.topics or not there:
            self.refused.append((topic, member.person))
            return
        if self.deaf:
            self.lost.append(frame["data"])
            return
        self.relayed.append((topic, member.person, to, frame["data"]))
        data = self.narrow.rewrite(member.person, to, frame["data"]) if self.narrow else frame["data"]
        whole = {"topic": topic, "kind": frame["kind"], "from": member.person, "conn": member.conn}
        for one in there:
            self._tell(one, t="signal", data=data, **whole)

    def narrow_line(self, person: str, bits_a_second: float) -> Narrow:
        """From now on this person's new links pass through a narrow line."""
        self.narrow = Narrow(self._loop, person, bits_a_second)
        return self.narrow

    def _sees(self, viewer: Member, other: Member) -> bool:
        return self.centre is None or self.centre in (viewer.person, other.person)

    def _on(self, topic: str) -> list[Member]:
        return [member for member in self.members if topic in member.topics]

    def _others(self, member: Member, on: str, **frame: Any) -> None:
        for other in self._on(on):
            if other is not member and self._sees(other, member):
                self._tell(other, **frame)

    @staticmethod
    def _tell(member: Member, **frame: Any) -> None:
        """Written without waiting, so that a snapshot and what follows it keep their order."""
        protocol = member.socket.protocol
        if protocol.state.name == "OPEN":
            protocol.send_text(json.dumps(frame).encode())
            member.socket.send_data()
