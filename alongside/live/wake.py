"""Waking the gateway after a commit: a datagram on this machine, or Valkey between machines.

A wake may be lost, doubled or late: it only makes the gateway look sooner than its own poll, once a second,
would.
"""

import contextlib
import logging
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)
CHANNEL = "alongside:wake"
MAX_BYTES = 32 * 1024
_AF_UNIX_LIMIT = 100  # sun_path holds 108 bytes on Linux, 104 on the BSDs
_local = threading.local()


def encode(topics: Sequence[str]) -> bytes:
    """Topic names as a wake; empty ("look at everything") where they don't fit one datagram."""
    body = "\n".join(topics).encode()
    return body if len(body) <= MAX_BYTES else b""


def decode(body: bytes) -> set[str]:
    """The topics named in a wake; the empty set means everything."""
    return set(body.decode("utf-8", "replace").split("\n")) if body else set()


def wake(topics: Sequence[str]) -> None:
    """Tell the gateway that these topics have grown. Never raises, never blocks."""
    body = encode(topics)
    if settings.VALKEY_URL:
        _wake_by_valkey(body)
    else:
        with contextlib.suppress(OSError), reachable(settings.GATEWAY_WAKE_SOCKET) as address:
            _datagrams().sendto(body, address)


@contextlib.contextmanager
def reachable(path: str) -> Iterator[str]:
    """An address for the Unix socket at `path`, also where the path is longer than the kernel takes.

    Raises OSError where its folder isn't there.
    """
    if len(os.fsencode(path)) <= _AF_UNIX_LIMIT:
        yield path
        return
    place = Path(path)
    folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{place.name}"
    finally:
        os.close(folder)


def _datagrams() -> socket.socket:
    if getattr(_local, "pid", None) != os.getpid():
        _local.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        _local.pid = os.getpid()
    found: socket.socket = _local.socket
    return found


def _wake_by_valkey(body: bytes) -> None:
    import redis

    if getattr(_local, "valkey_pid", None) != os.getpid():
        _local.valkey = redis.Redis.from_url(settings.VALKEY_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
        _local.valkey_pid = os.getpid()
    try:
        _local.valkey.publish(CHANNEL, body)
    except redis.RedisError as error:
        log.warning("wake by Valkey failed (%s); the gateway's poll will find it", type(error).__name__)
