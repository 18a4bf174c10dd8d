"""The promise of retention.py, kept."""

from alongside.boundaries import actions
from alongside.core.actions import System
from alongside.core.jobs import every


@every(seconds=24 * 3600, name="boundaries.retention")
def keep_promises() -> None:
    """Forget what was lifted more than a year ago, and pauses that ended two years ago."""
    actions.forget_lifted(by=System("retention"))
