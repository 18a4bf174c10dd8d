"""What a client may do: how fast, how large, how long silent, how often wrong."""

from dataclasses import dataclass

FIRST_FRAME = 5.0  # seconds from the handshake to a good ticket
HANDSHAKE = 5.0  # seconds from the connection to the handshake
PING_AFTER = 20.0  # seconds of silence, then we ask
SILENT = 45.0  # seconds of silence, then the socket is given up
AWAY = 2.0  # seconds by which a look comes late: then it was this process that stood still, not they
STUCK = 10.0  # seconds in which a full socket must drain
MAX_UNREAD = 1024 * 1024  # bytes waiting in this process for one client
RATE = 60.0  # tokens a second
BURST = 500.0  # tokens; one for a frame and one more for each 4 KiB: twelve peers' candidates fit
TICKETS_WAITING = 16  # tickets of one connection that wait for the one before
STRIKES = 5  # bad frames …
STRIKES_WITHIN = 60.0  # … in so many seconds, and the socket is closed
MAX_CONNECTIONS = 20_000


@dataclass(slots=True)
class Bucket:
    """A token bucket: RATE tokens a second, at most BURST saved."""

    at: float
    tokens: float = BURST

    def take(self, size: int, now: float) -> bool:
        """Whether a frame of `size` bytes may pass at `now` (monotonic seconds)."""
        self.tokens = min(BURST, self.tokens + (now - self.at) * RATE)
        self.at = now
        cost = 1.0 + size / 4096
        if self.tokens < cost:
            return False
        self.tokens -= cost
        return True
