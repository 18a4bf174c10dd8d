"""Where the gateway is woken: a datagram socket on this machine, or Valkey between machines."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from alongside.live import wake

log = logging.getLogger(__name__)
_RETRY = 1.0  # seconds


class WakeListener:
    """Calls `grown(topic)` for every topic named in a wake, `grown_all()` for a wake that names none."""

    def __init__(self, grown: Callable[[str], None], grown_all: Callable[[], None]) -> None:
        self._grown = grown
        self._grown_all = grown_all
        self._socket: socket.socket | None = None
        self._inode = 0
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to listen. Where that is impossible the gateway still works, by its poll, and says so."""
        self._loop = loop
        if settings.VALKEY_URL:
            self._task = loop.create_task(self._subscribe())
            return
        try:
            self._socket = self._bind(settings.GATEWAY_WAKE_SOCKET)
        except OSError as error:
            log.warning("gateway: no wake socket (%s); events may be a second late", error.strerror)
            return
        loop.add_reader(self._socket.fileno(), self._readable)

    def stop(self) -> None:
        """Stop listening; remove the socket's name, if it is still ours."""
        if self._task is not None:
            self._task.cancel()
        if self._socket is None or self._loop is None:
            return
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()
        path = Path(settings.GATEWAY_WAKE_SOCKET)
        with contextlib.suppress(OSError):
            if path.stat().st_ino == self._inode:
                path.unlink()

    def _bind(self, name: str) -> socket.socket:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        found = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            with wake.reachable(name) as address:
                found.bind(address)
            path.chmod(0o600)
        except OSError:
            found.close()
            raise
        self._inode = path.stat().st_ino
        return found

    def _readable(self) -> None:
        assert self._socket is not None
        for _ in range(256):  # then let others have the loop
            try:
                body = self._socket.recv(wake.MAX_BYTES)
            except OSError:
                return
            self._woken(body)

    def _woken(self, body: bytes) -> None:
        topics = wake.decode(body)
        for topic in topics:
            self._grown(topic)
        if not topics:
            self._grown_all()

    async def _subscribe(self) -> None:
        import redis.asyncio as valkey
        from redis.exceptions import RedisError

        while True:
            client = valkey.Redis.from_url(settings.VALKEY_URL)
            try:
                async with client.pubsub() as channel:
                    await channel.subscribe(wake.CHANNEL)
                    self._grown_all()  # whatever was missed while away
                    async for message in channel.listen():
                        if message["type"] == "message":
                            self._woken(message["data"])
            except (RedisError, OSError) as error:
                log.warning("gateway: Valkey is away (%s); events may be a second late", type(error).__name__)
            finally:
                with contextlib.suppress(Exception):
                    await client.aclose()
            await asyncio.sleep(_RETRY)
