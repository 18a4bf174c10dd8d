"""What the worker does for moderation. Listening for phrases that bring help stands beside what it listens for."""

from alongside.core import clock
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.moderation import actions
from alongside.moderation.actions import reporting
from alongside.moderation.phrases.hearing import hear_new_messages

__all__ = ["hear_new_messages", "keep_promises", "tell_of_late_reports"]


@every(seconds=600, name="moderation.late")
def tell_of_late_reports() -> int:
    """Reports that nobody has decided on in time: the directors hear of them."""
    late = reporting.overdue(clock.now())
    return actions.tell_directors(late, by=System("reports clock")) if late else 0


@every(seconds=24 * 3600, name="moderation.retention")
def keep_promises() -> None:
    """The promises of retention.py, kept."""
    actions.forget_old(by=System("retention"))
