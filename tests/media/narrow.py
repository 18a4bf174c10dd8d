"""A narrow line for one person: every link of theirs passes through here, at so many bits a second each way.

Browsers' own throttling leaves WebRTC alone, and traffic shaping needs rights that a test doesn't have. So
candidates are rewritten on their way: each browser is told a port of ours instead of the other's, and we pass
datagrams on.
"""

import asyncio
import re
import socket
from collections.abc import Callable
from typing import Any

HEADERS = 28  # bytes of IPv4 and UDP that a line carries for each datagram
CANDIDATE = re.compile(r"^(candidate:\S+ \d+ udp \d+ )([\d.]+) (\d+)( typ host.*)$", re.IGNORECASE)
Address = tuple[str, int]


class Pipe:
    """One direction. What would wait longer than `patience` seconds is dropped, as a router does."""

    def __init__(self, loop: asyncio.AbstractEventLoop, bits_a_second: float, patience: float = 0.4) -> None:
        self.loop, self.rate, self.patience = loop, bits_a_second / 8, patience
        self.free_at = 0.0
        self.passed = self.dropped = 0

    def carry(self, data: bytes, send: Callable[[bytes], None]) -> None:
        now = self.loop.time()
        if self.free_at - now > self.patience:
            self.dropped += 1
            return
        self.free_at = max(now, self.free_at) + (len(data) + HEADERS) / self.rate
        self.passed += 1
        self.loop.call_at(self.free_at, send, data)


class Narrow:
    """The line of `person`. `rewrite` is given every signal that the relay passes on."""

    def __init__(self, loop: asyncio.AbstractEventLoop, person: str, bits_a_second: float) -> None:
        self.loop, self.person = loop, person
        self.up, self.down = Pipe(loop, bits_a_second), Pipe(loop, bits_a_second)
        self.sockets: list[socket.socket] = []

    def rewrite(self, sender: str, to: str, data: dict[str, Any]) -> dict[str, Any]:
        if self.person not in (sender, to):
            return data
        if "sdp" in data:
            lines = data["sdp"].split("\r\n")
            return {**data, "sdp": "\r\n".join(line for line in lines if not line.startswith("a=candidate"))}
        if data["m"] != "ice":
            return data
        found = [(one, CANDIDATE.match(one["candidate"])) for one in data["list"]]
        return {**data, "list": [self._through(one, match, sender) for one, match in found if match]}

    def close(self) -> None:
        for one in self.sockets:
            self.loop.remove_reader(one)
            one.close()

    def _through(self, candidate: dict[str, Any], match: re.Match[str], owner: str) -> dict[str, Any]:
        front = self._socket(match[2])
        target = (match[2], int(match[3]))
        towards, back = (self.down, self.up) if owner == self.person else (self.up, self.down)
        backs: dict[Address, socket.socket] = {}

        def pass_on(data: bytes, source: Address) -> None:
            if source not in backs:
                backs[source] = self._socket(match[2])
                answer = self._sender(front, source)
                self._listen(backs[source], lambda reply, _: back.carry(reply, answer))
            towards.carry(data, self._sender(backs[source], target))

        self._listen(front, pass_on)
        port = front.getsockname()[1]
        return {**candidate, "candidate": f"{match[1]}{match[2]} {port}{match[4]}"}

    def _socket(self, host: str) -> socket.socket:
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.setblocking(False)
        made.bind((host, 0))
        self.sockets.append(made)
        return made

    def _listen(self, on: socket.socket, heard: Callable[[bytes, Address], None]) -> None:
        def read() -> None:
            try:
                while True:
                    heard(*on.recvfrom(2048))
            except (BlockingIOError, ConnectionRefusedError):
                return

        self.loop.add_reader(on, read)

    @staticmethod
    def _sender(through: socket.socket, to: Address) -> Callable[[bytes], None]:
        def send(data: bytes) -> None:
            if through.fileno() >= 0:
                through.sendto(data, to)

        return send
