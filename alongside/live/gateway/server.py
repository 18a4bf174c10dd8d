"""The gateway process: accepts sockets, reads the outbox when woken, renews presence, and ends in order."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from picows import (
    WSCloseCode,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
    ws_create_server,
)

from alongside.core import clock
from alongside.live import presence, tickets
from alongside.live.gateway import feed, frames, limits
from alongside.live.gateway.connection import Connection, State
from alongside.live.gateway.feed import Ask, Thread
from alongside.live.gateway.hub import Client, Hub
from alongside.live.gateway.listener import WakeListener
from alongside.live.gateway.speech import KIND as SPEAKING
from alongside.live.gateway.speech import Speech

log = logging.getLogger(__name__)
POLL = 1.0  # seconds: what heals a lost wake
_TOPICS_A_ROUND = 64


@dataclass(frozen=True)
class Address:
    """Where the gateway listens, whose pages may open sockets, and where it is woken."""

    host: str
    port: int
    origins: frozenset[str]


class Gateway:
    """One gateway. `start` and `stop` run on the loop that it serves on."""

    def __init__(
        self,
        address: Address,
        *,
        sink: presence.PresenceSink,
        now: Callable[[], float] = time.monotonic,
        poll: float = POLL,
    ) -> None:
        self.address = address
        self.now = now
        self.poll = poll
        self.hub = Hub(self)
        self.connections: set[Connection] = set()
        self.loop = asyncio.get_running_loop()
        self.port = address.port
        self._sink = sink
        self._reader = Thread("gateway-feed")
        # A second thread, so that presence which waits for the database's write lock delays no event.
        self._teller = Thread("gateway-presence")
        self._speech = Speech()
        self._used: dict[str, float] = {}
        self._dirty: set[str] = set()
        self._stir = asyncio.Event()
        self._server: asyncio.AbstractServer | None = None
        self._wakes = WakeListener(self.grown, self.grown_all)
        self._tasks: list[asyncio.Task[None]] = []

    # — life —

    async def start(self) -> None:
        """Listen. Raises OSError where the port is taken."""
        self._server = await ws_create_server(
            self._greet,
            self.address.host,
            self.address.port,
            websocket_handshake_timeout=limits.HANDSHAKE,
            max_frame_size=frames.MAX_LARGE_SIGNAL,
            read_buffer_init_size=2048,
            logger_name=cast("logging.Logger", _Quiet()),
            backlog=2048,
        )
        self.port = self._server.sockets[0].getsockname()[1]
        self._wakes.start(self.loop)
        for work in (self._pump, self._poll, self._watch, self._renew):
            self._tasks.append(self.loop.create_task(self._keep(work)))

    async def stop(self) -> None:
        """Close every socket with 1012 (restarting), report everyone as gone, and wait until that is written."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        for task in self._tasks:
            task.cancel()
        self._wakes.stop()
        for connection in list(self.connections):
            connection.close(WSCloseCode.SERVICE_RESTART, "restarting")
        await asyncio.sleep(0)
        await self.loop.run_in_executor(None, self._teller.close)
        for _ in range(20):
            if not self.connections:
                break
            await asyncio.sleep(0.05)
        for connection in list(self.connections):
            connection.cut("stopping")
        await self.loop.run_in_executor(None, self._reader.close)

    async def _keep(self, work: Callable[[], Any]) -> None:
        """Run `work` for ever: what fails (the database is away) is logged and tried again a second later."""
        while True:
            try:
                await work()
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("gateway: %s failed; trying again", work.__name__)
                await asyncio.sleep(POLL)

    # — coming in —

    def _greet(self, request: WSUpgradeRequest) -> Connection | WSUpgradeResponseWithListener:
        path = request.path.partition(b"?")[0]
        if path == b"/health":
            body = b'{"ok":true,"connections":%d,"topics":%d}' % (len(self.connections), len(self.hub.channels))
            kind = {"Content-Type": "application/json"}
            return WSUpgradeResponseWithListener(WSUpgradeResponse.create_ok_response(body, kind), None)
        if path not in (b"/", b"/live"):
            return _answer(404, b"Not here.\n")
        if request.headers.get("Origin") not in self.address.origins:
            return _answer(403, b"This page may not open a socket here.\n")
        if len(self.connections) >= limits.MAX_CONNECTIONS:
            return _answer(503, b"Full.\n")
        return Connection(self)

    async def enter(self, connection: Connection, hello: frames.Hello) -> None:
        """Take a ticket: the first one opens the connection, later ones add topics."""
        try:
            ticket = self._check(hello.ticket)
        except tickets.TicketError as error:
            connection.push(frames.error(error.code))
            if hello.first:
                connection.close(WSCloseCode.POLICY_VIOLATION, error.code)
            return
        if not hello.first and ticket.person != connection.person:
            connection.push(frames.error("bad-ticket"))
            connection.strike()
            return
        if len(connection.topics.keys() | ticket.grants.keys()) > frames.MAX_TOPICS:
            connection.push(frames.error("too-many-topics"))
            connection.strike()
            return
        if hello.first:
            connection.move(State.ENTERING)
            connection.person = ticket.person
        since = {topic: grant.seq for topic, grant in ticket.grants.items()}
        found = await self._reader.run(feed.standing, ticket.person, since)
        # From here to the end nothing awaits: who is told of an arrival, and who is in the snapshot, never
        # differ.
        if connection.state is State.CLOSED:
            return
        heads = self.hub.admit(connection, ticket.grants, hello.seen, found)
        if hello.first:
            connection.move(State.OPEN)
            connection.push(frames.welcome(connection.person, connection.name, heads))
        else:
            connection.push(frames.joined(heads))
        self.hub.settle(connection, ticket.grants, hello.seen, heads)

    def _check(self, text: str) -> tickets.Ticket:
        ticket = tickets.check(text, now=clock.now())
        if ticket.nonce in self._used:
            raise tickets.TicketError("used-ticket")
        self._used[ticket.nonce] = self.now() + tickets.SECONDS + 1
        return ticket

    def signal(self, connection: Connection, signal: frames.Signal) -> None:
        """Relay a signal; measure speech on the way. Raises FrameError."""
        self.hub.relay(connection, signal)
        if signal.kind == SPEAKING and isinstance(signal.data, dict):
            self._spoke(signal.topic, connection, signal.data.get("on") is True)

    def _spoke(self, topic: str, client: Client, on: bool) -> None:
        milliseconds = self._speech.heard(topic, client.name, on, self.now())
        if milliseconds:
            self._teller.post(self._sink.spoke, topic, client.person, milliseconds)

    # — what the hub reports —

    def entered(self, topic: str, client: Client) -> None:
        self._teller.post(self._sink.entered, topic, client.person, client.name, clock.now())

    def left(self, topic: str, client: Client) -> None:
        self._spoke(topic, client, on=False)
        self._teller.post(self._sink.left, topic, client.person, client.name, clock.now())

    def wanted(self, client: Client, ask: Ask) -> None:
        self.loop.create_task(self._catch_up(client, ask)).add_done_callback(_retrieve)

    def grown(self, topic: str) -> None:
        if topic in self.hub.channels:
            self._dirty.add(topic)
            self._stir.set()

    def dismissed(self, client: Client) -> None:
        connection = cast("Connection", client)
        self.loop.call_soon(connection.close, WSCloseCode.POLICY_VIOLATION, "new ticket needed")

    def grown_all(self) -> None:
        """Something grew, and nobody says what."""
        self._dirty.update(self.hub.channels)
        self._stir.set()

    # — the loops —

    async def _pump(self) -> None:
        while True:
            await self._stir.wait()
            self._stir.clear()
            while self._dirty:
                names = [self._dirty.pop() for _ in range(min(_TOPICS_A_ROUND, len(self._dirty)))]
                channels = [self.hub.channels[name] for name in names if name in self.hub.channels]
                asks = [Ask(channel.name, channel.row, channel.seq) for channel in channels]
                try:
                    pages = await self._reader.run(feed.read_pages, asks)
                except Exception:
                    self._dirty.update(names)
                    self._stir.set()
                    raise
                for page in pages:
                    self.hub.deliver(page)

    async def _catch_up(self, client: Client, ask: Ask) -> None:
        try:
            page = await self._reader.run(feed.read_page, ask)
        except Exception:
            self.hub.caught(client, ask, None)
            raise
        self.hub.caught(client, ask, page)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(self.poll)
            for name, row, head in await self._reader.run(feed.heads, list(self.hub.channels)):
                channel = self.hub.channels.get(name)
                if channel is not None:
                    channel.row = row
                    if head > channel.seq:
                        self.grown(name)
            self.hub.nudge()

    async def _watch(self) -> None:
        last = self.loop.time()
        while True:
            await asyncio.sleep(1.0)
            late, last = self.loop.time() - last - 1.0, self.loop.time()
            self.look(self.now(), late if late > limits.AWAY else 0.0)

    def look(self, now: float, away: float) -> None:
        """Once a second: who never said hello, who is silent, who doesn't drain. `away` is for how long this process
        itself stood still (stopped, or starved), which is nobody else's silence; all in seconds."""
        for nonce in [nonce for nonce, end in self._used.items() if end < now]:
            del self._used[nonce]
        for connection in list(self.connections):
            connection.forgive(away)
            if connection.state is State.WAITING and now - connection.opened > limits.FIRST_FRAME:
                connection.push(frames.error("no-hello"))
                connection.close(WSCloseCode.POLICY_VIOLATION, "no hello")
            elif connection.paused and now - connection.paused_at > limits.STUCK:
                connection.cut("stuck")
            elif now - connection.heard > limits.SILENT:
                connection.cut("silent")
            elif now - connection.heard > limits.PING_AFTER and not connection.pinged:
                connection.ping()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(presence.RENEWED_EVERY)
            present = self.hub.everyone_present()
            if present:
                self._teller.post(self._sink.renewed, present, clock.now())


def _retrieve(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("gateway: a client could not be brought up to date (%s)", type(error).__name__)


def _answer(status: int, body: bytes) -> WSUpgradeResponseWithListener:
    kind = {"Content-Type": "text/plain; charset=utf-8"}
    return WSUpgradeResponseWithListener(WSUpgradeResponse.create_error_response(status, body, kind), None)


class _Quiet:
    """picows logs every connection, and malformed frames with tracebacks. Ours are counted where they matter."""

    name = "picows"

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802
        return False

    def _nothing(self, *args: object, **kwargs: object) -> None:
        return None

    log = debug = info = warning = error = exception = critical = _nothing
