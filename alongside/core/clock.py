"""The clock of the domains. Tests and simulations set it; nothing else asks the system for the time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_reader: ContextVar[Callable[[], datetime] | None] = ContextVar("clock_reader", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    reader = _reader.get()
    return reader() if reader else datetime.now(UTC)


@contextmanager
def reading(moment: datetime | Callable[[], datetime]) -> Iterator[None]:
    """Within the block, `now()` is `moment` (or what calling it returns).

    Raises ValueError for a moment without a time zone.
    """
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise ValueError("The clock needs an aware moment.")
        fixed = moment.astimezone(UTC)

        def read() -> datetime:
            return fixed
    else:
        read = moment
    token = _reader.set(read)
    try:
        yield
    finally:
        _reader.reset(token)
