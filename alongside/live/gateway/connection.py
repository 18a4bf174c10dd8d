"""One socket: its states, its limits, and the way from its frames to the hub."""

import asyncio
import enum
import logging
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

from alongside.core.ids import new_id
from alongside.live.gateway import frames, limits
from alongside.live.gateway.hub import Subscription

if TYPE_CHECKING:
    from alongside.live.gateway.server import Gateway

log = logging.getLogger(__name__)


class State(enum.Enum):
    WAITING = "waiting"  # for the first frame
    ENTERING = "entering"  # the ticket is good; its topics are being looked up
    OPEN = "open"
    CLOSED = "closed"


_LEGAL = {
    State.WAITING: {State.ENTERING, State.CLOSED},
    State.ENTERING: {State.OPEN, State.CLOSED},
    State.OPEN: {State.CLOSED},
    State.CLOSED: set(),
}


class Connection(WSListener):
    """A client of the hub. Everything here runs on the event loop."""

    __slots__ = (
        "_bucket",
        "_gateway",
        "_later",
        "_partial",
        "_strikes",
        "_transport",
        "_work",
        "heard",
        "name",
        "opened",
        "paused",
        "paused_at",
        "person",
        "pinged",
        "state",
        "topics",
        "write",
    )

    def __init__(self, gateway: "Gateway") -> None:
        super().__init__()
        self._gateway = gateway
        self.opened = self.heard = gateway.now()
        self._bucket = limits.Bucket(self.opened)
        self._strikes: list[float] = []
        self._partial = b""
        self._transport: WSTransport | None = None
        self._work: asyncio.Task[None] | None = None
        self._later: deque[frames.Hello] = deque()
        self.pinged = False
        self.paused = False
        self.paused_at = 0.0
        self.person = ""
        self.name = new_id()
        self.state = State.WAITING
        self.topics: dict[str, Subscription] = {}
        self.write: Callable[[bytes], object] = _nowhere

    def move(self, state: State) -> None:
        """Change state. Raises RuntimeError for a change that makes no sense."""
        if state not in _LEGAL[self.state]:
            raise RuntimeError(f"connection {self.name}: {self.state.value} can't become {state.value}")
        self.state = state

    # — what picows calls —

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        self.write = transport.underlying_transport.write
        self._gateway.connections.add(self)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self.state is not State.CLOSED:
            self.move(State.CLOSED)
        self._forget()
        self._gateway.connections.discard(self)

    def pause_writing(self) -> None:
        self.paused = True
        self.paused_at = self._gateway.now()
        self._gateway.loop.call_soon(self._gateway.hub.pause, self)

    def resume_writing(self) -> None:
        self.paused = False
        self._gateway.loop.call_soon(self._gateway.hub.resume, self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        self.heard = self._gateway.now()
        self.pinged = False
        if self.state is State.CLOSED:
            if frame.msg_type == WSMsgType.CLOSE:
                transport.disconnect(False)
            return
        if frame.msg_type == WSMsgType.CLOSE:
            self.close(WSCloseCode.OK, "")
            return
        if frame.msg_type == WSMsgType.PONG:
            return
        try:
            raw = self._whole(frame)
            if raw is not None:
                self._take(raw)
        except frames.FrameError as error:
            self.push(frames.error(error.code, error.detail))
            self.strike()
        except Exception:
            log.exception("connection %s: a frame failed", self.name)
            self.close(WSCloseCode.INTERNAL_ERROR, "")

    # — out —

    def push(self, frame: bytes) -> None:
        """Send a frame that can't be held back. A client that leaves a megabyte unread is cut off."""
        if self.state is State.CLOSED or self._transport is None:
            return
        self.write(frame)
        if self.paused and self._transport.underlying_transport.get_write_buffer_size() > limits.MAX_UNREAD:
            self.cut("unread")

    def ping(self) -> None:
        """Ask whether somebody is still there."""
        self.pinged = True
        if not self.paused:
            self.write(frames.PING)

    def close(self, code: WSCloseCode, reason: str) -> None:
        """Say goodbye, and leave everything at once; the socket goes when the client answers, or after a
        second.
        """
        if self.state is State.CLOSED or self._transport is None:
            return
        self.move(State.CLOSED)
        self._forget()
        self._transport.send_close(code, reason.encode())
        self._gateway.loop.call_later(1.0, self._transport.disconnect, False)

    def cut(self, why: str) -> None:
        """Drop the socket without another word."""
        if self.state is State.CLOSED or self._transport is None:
            return
        log.info("connection %s cut: %s", self.name, why)
        self.move(State.CLOSED)
        self._gateway.loop.call_soon(self._forget)  # not here: the hub may be in the middle of a round
        self._transport.disconnect(False)

    def forgive(self, seconds: float) -> None:
        """Don't count a time in which the gateway itself stood still."""
        if seconds:
            self.opened += seconds
            self.heard += seconds
            self.paused_at += seconds

    def strike(self) -> None:
        """Count something wrong; five within a minute close the socket."""
        now = self._gateway.now()
        self._strikes = [at for at in self._strikes if now - at < limits.STRIKES_WITHIN] + [now]
        if len(self._strikes) >= limits.STRIKES:
            self.close(WSCloseCode.POLICY_VIOLATION, "too many bad frames")

    # — in —

    def _whole(self, frame: WSFrame) -> bytes | None:
        """The message that `frame` completes. Raises FrameError for what isn't text or grows too large."""
        if frame.msg_type == WSMsgType.TEXT and self._partial:
            self._partial = b""
            raise frames.FrameError("bad-frame", "a message within a message")
        if frame.msg_type == WSMsgType.BINARY or (frame.msg_type == WSMsgType.CONTINUATION and not self._partial):
            raise frames.FrameError("bad-frame", "not text")
        if len(self._partial) + frame.payload_size > frames.MAX_LARGE_SIGNAL:
            self._partial = b""
            raise frames.FrameError("too-big")
        if not frame.fin:
            self._partial += frame.get_payload_as_bytes()
            return None
        raw, self._partial = self._partial + frame.get_payload_as_bytes(), b""
        return raw

    def _take(self, raw: bytes) -> None:
        now = self._gateway.now()
        if not self._bucket.take(len(raw), now):
            if not self._strikes or now - self._strikes[-1] > 1.0:
                raise frames.FrameError("too-fast")
            return
        message = frames.parse(raw)
        if isinstance(message, frames.Ping):
            self.push(frames.PONG)
        elif isinstance(message, frames.Hello):
            self._let_in(message)
        elif self.state is not State.OPEN:
            raise frames.FrameError("hello-first")
        elif isinstance(message, frames.Leave):
            self._gateway.hub.leave(self, message.topic)
        else:
            self._gateway.signal(self, message)

    def _let_in(self, hello: frames.Hello) -> None:
        """Take a ticket, one after the other: a page may ask for more topics while it is let onto others. Raises
        FrameError for one out of order, and for too many at once."""
        if hello.first and (self.state is not State.WAITING or self._work is not None):
            raise frames.FrameError("out-of-order")
        if not hello.first and self.state is not State.OPEN:
            raise frames.FrameError("out-of-order")
        if self._work is None:
            self._work = self._gateway.loop.create_task(self._gateway.enter(self, hello))
            self._work.add_done_callback(self._worked)
        elif len(self._later) < limits.TICKETS_WAITING:
            self._later.append(hello)
        else:
            raise frames.FrameError("too-many-tickets")

    def _worked(self, task: asyncio.Task[None]) -> None:
        self._work = None
        if not task.cancelled() and task.exception() is not None:
            log.error("connection %s: entering failed", self.name, exc_info=task.exception())
            self.close(WSCloseCode.INTERNAL_ERROR, "")
        elif self._later and self.state is State.OPEN:
            self._let_in(self._later.popleft())

    def _forget(self) -> None:
        if self._work is not None:
            self._work.cancel()
        self._gateway.hub.forget(self)


def _nowhere(data: bytes) -> None:
    return None
