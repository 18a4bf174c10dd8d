"""What the worker does for moderation."""

from alongside.core import clock
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.moderation import actions
from alongside.moderation.actions import reporting


@every(seconds=600, name="moderation.late")
def tell_of_late_reports() -> int:
    """Reports that nobody has decided on in time: the directors hear of them."""
    late = reporting.overdue(clock.now())
    return actions.tell_directors(late, by=System("reports clock")) if late else 0


@every(seconds=24 * 3600, name="moderation.retention")
def keep_promises() -> None:
    """Forget what is two years old."""
    actions.forget_old(by=System("retention"))
