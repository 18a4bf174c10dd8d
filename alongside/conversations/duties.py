"""What the worker does for conversations."""

from alongside.conversations import files
from alongside.conversations.actions.files import UNPOSTED_KEPT, forget_unposted
from alongside.core import clock
from alongside.core.actions import System
from alongside.core.jobs import every

RETENTION = System("retention")


@every(seconds=3600, name="conversations.files")
def forget_files() -> int:
    """The promise of retention.py about files, kept: neither unposted ones nor ones without a row. Returns how many."""
    return forget_unposted(by=RETENTION) + files.sweep(clock.now() - UNPOSTED_KEPT)
