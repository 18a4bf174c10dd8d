"""What the gateway saw, handed to the room: bound to the port of `live` by the composition root."""

from collections.abc import Sequence
from datetime import datetime

from alongside.core.actions import System
from alongside.rooms.actions import leases

GATEWAY = System("gateway")
_PREFIX = "media:"


class Sink:
    """Turns presence on `media:` topics into leases. Called from one thread, in order."""

    def __init__(self) -> None:
        self._spoken: dict[tuple[str, str], int] = {}

    def entered(self, topic: str, person: str, conn: str, at: datetime) -> None:
        if key := _key(topic):
            leases.record_arrival(key, person, conn, at, by=GATEWAY)

    def left(self, topic: str, person: str, conn: str, at: datetime) -> None:
        if key := _key(topic):
            leases.record_departure(key, person, conn, at, by=GATEWAY)

    def renewed(self, present: Sequence[tuple[str, str, str]], at: datetime) -> None:
        mine = [(key, person, conn) for topic, person, conn in present if (key := _key(topic))]
        for key, person, conn in leases.renew(mine, at):
            leases.record_arrival(key, person, conn, at, by=GATEWAY)
        if self._spoken:
            spoken, self._spoken = self._spoken, {}
            leases.record_talk(spoken, by=GATEWAY)

    def spoke(self, topic: str, person: str, milliseconds: int) -> None:
        """Kept until the next renewal: one action every ten seconds, not one a sentence."""
        if key := _key(topic):
            self._spoken[key, person] = self._spoken.get((key, person), 0) + milliseconds


def sink() -> Sink:
    """A sink for this process."""
    return Sink()


def _key(topic: str) -> str:
    return topic.removeprefix(_PREFIX) if topic.startswith(_PREFIX) else ""
