"""What the worker does for the record."""

from alongside.connections import listening
from alongside.core.jobs import every


@every(seconds=600)
def begin_the_record() -> int:
    """Read what stood there before the house kept a record, once in each program."""
    return listening.begin()
