"""What isn't kept."""

from datetime import timedelta

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.notify.models import Notice, Weekly


@action("notify.forget_old")
def forget_old(notices: timedelta, weeklies: timedelta, *, by: Actor) -> int:
    """Delete notices and marks of weekly letters older than that. Returns how many went."""
    at = clock.now()
    gone = int(Notice.objects.filter(at__lt=at - notices).delete()[0])
    gone += int(Weekly.objects.filter(at__lt=at - weeklies).delete()[0])
    current().record(rows=gone)
    return gone
