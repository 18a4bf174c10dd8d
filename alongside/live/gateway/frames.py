"""Frames: what a client may say, checked into types; and what the gateway says, as bytes ready for the
socket.

A server frame is built once (RFC 6455 §5.2, unmasked, final, text) and the same bytes are written to every
socket.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

MAX_FRAME = 16 * 1024  # bytes, for everything but the signals below
MAX_LARGE_SIGNAL = 64 * 1024
LARGE_SIGNALS = frozenset({"rtc"})  # session descriptions are long
MAX_TOPICS = 64  # on one connection
_MAX_SEQ = 2**53  # what a browser counts exactly


class FrameError(ValueError):
    """What is wrong with a client's frame, as a code that is sent back."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Hello:
    """The first frame (`first`), or a later request for more topics. `seen` is the last number seen by topic."""

    ticket: str
    seen: Mapping[str, int]
    first: bool


@dataclass(frozen=True, slots=True)
class Leave:
    topic: str


@dataclass(frozen=True, slots=True)
class Ping:
    pass


@dataclass(frozen=True, slots=True)
class Signal:
    topic: str
    kind: str
    to: str | None
    data: Any


ClientFrame = Hello | Leave | Ping | Signal


def parse(raw: bytes) -> ClientFrame:
    """A client's text frame. Raises FrameError, and nothing else, for whatever else it may be."""
    try:
        frame = json.loads(raw.decode(), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise FrameError("bad-frame", "not UTF-8") from None
    except (ValueError, RecursionError):
        raise FrameError("bad-frame", "not JSON") from None
    if not isinstance(frame, dict):
        raise FrameError("bad-frame", "not an object")
    kind = frame.get("t")
    if len(raw) > MAX_FRAME and not (kind == "signal" and frame.get("kind") in LARGE_SIGNALS):
        raise FrameError("too-big")
    if kind == "signal":
        to = frame.get("to")
        if to is not None:
            to = _text(frame, "to", 64)
        return Signal(_text(frame, "topic", 160), _text(frame, "kind", 40), to, frame.get("data"))
    if kind == "ping":
        return Ping()
    if kind in ("hello", "join"):
        return Hello(_text(frame, "ticket", MAX_FRAME), _seen(frame.get("seen", {})), first=kind == "hello")
    if kind == "leave":
        return Leave(_text(frame, "topic", 160))
    raise FrameError("unknown-type")


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _text(frame: Mapping[str, Any], name: str, limit: int) -> str:
    value = frame.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= limit:
        raise FrameError("bad-frame", name)
    return value


def _seen(value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or len(value) > MAX_TOPICS:
        raise FrameError("bad-frame", "seen")
    for seq in value.values():
        if type(seq) is not int or not 0 <= seq < _MAX_SEQ:
            raise FrameError("bad-frame", "seen")
    return value


def frame(payload: bytes) -> bytes:
    """`payload` as one unmasked text frame."""
    size = len(payload)
    if size < 126:
        return b"\x81" + size.to_bytes(1) + payload
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2) + payload
    return b"\x81\x7f" + size.to_bytes(8) + payload


def message(**fields: Any) -> bytes:
    """A server message as a frame. Non-ASCII is escaped, so that a lone surrogate from a client harms nobody."""
    return frame(json.dumps(fields, separators=(",", ":")).encode())


def event(topic: str, seq: int, kind: str, at: datetime, payload: bytes) -> bytes:
    """An event as a frame. `payload` is JSON text and is passed on as it is."""
    return frame(
        b'{"t":"event","topic":%b,"seq":%d,"kind":%b,"at":"%b","data":%b}'
        % (
            json.dumps(topic).encode(),
            seq,
            json.dumps(kind).encode(),
            at.isoformat(timespec="milliseconds").encode(),
            payload or b"{}",
        )
    )


def welcome(person: str, conn: str, heads: Mapping[str, int]) -> bytes:
    return message(t="welcome", person=person, conn=conn, topics=heads)


def joined(heads: Mapping[str, int]) -> bytes:
    return message(t="joined", topics=heads)


def refetch(topic: str, seq: int) -> bytes:
    return message(t="refetch", topic=topic, seq=seq)


def gone(topic: str, reason: str) -> bytes:
    """`reason` is revoked, elsewhere or ended."""
    return message(t="gone", topic=topic, reason=reason)


def present(topic: str, people: Iterable[tuple[str, str]]) -> bytes:
    return message(t="present", topic=topic, people=[{"person": person, "conn": conn} for person, conn in people])


def moved(way: str, topic: str, person: str, conn: str) -> bytes:
    """`way` is arrived or departed."""
    return message(t=way, topic=topic, person=person, conn=conn)


def signal(topic: str, kind: str, sender: str, conn: str, data: Any) -> bytes:
    return message(t="signal", topic=topic, kind=kind, **{"from": sender}, conn=conn, data=data)


def error(code: str, detail: str = "") -> bytes:
    return message(t="error", code=code, detail=detail)


PONG = message(t="pong")
PING = b"\x89\x00"  # a WebSocket ping: browsers answer it by themselves
