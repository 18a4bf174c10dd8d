"""The port through which the gateway says who is where. `rooms` binds a sink that turns it into leases.

Calls come from one thread, in the order in which things happened. An interval that the gateway could not end
(it was killed) ends at its last renewal; renewals come every ten seconds.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

RENEWED_EVERY = 10.0  # seconds


class PresenceSink(Protocol):
    """What is told. `topic` is a presence topic, `person` a public id, `conn` names one connection."""

    def entered(self, topic: str, person: str, conn: str, at: datetime) -> None: ...

    def left(self, topic: str, person: str, conn: str, at: datetime) -> None: ...

    def renewed(self, present: Sequence[tuple[str, str, str]], at: datetime) -> None:
        """All (topic, person, conn) that are present now."""

    def spoke(self, topic: str, person: str, milliseconds: int) -> None:
        """The person spoke for so long, as the gateway measured between their `speaking` signals."""


class _Nobody:
    """Listens to nothing: for an installation without rooms."""

    def entered(self, topic: str, person: str, conn: str, at: datetime) -> None:
        return None

    def left(self, topic: str, person: str, conn: str, at: datetime) -> None:
        return None

    def renewed(self, present: Sequence[tuple[str, str, str]], at: datetime) -> None:
        return None

    def spoke(self, topic: str, person: str, milliseconds: int) -> None:
        return None


_bound: list[PresenceSink] = [_Nobody()]


def bind(sink: PresenceSink) -> None:
    """Send presence to `sink` from now on. Called once, by the composition root."""
    _bound[0] = sink


def sink() -> PresenceSink:
    """The bound sink."""
    return _bound[0]
