"""What isn't kept."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.notify.actions.devices import FAILING_KEPT
from alongside.notify.models import Notice, PushDevice, Weekly
from alongside.people.models import GONE_STAGES


@action("notify.forget_old")
def forget_old(notices: timedelta, weeklies: timedelta, *, by: Actor) -> int:
    """Delete notices and marks of weekly letters older than that, and browsers that weren't reached for ninety days or
    whose person is gone. Returns how many went."""
    at = clock.now()
    gone = int(Notice.objects.filter(at__lt=at - notices).delete()[0])
    gone += int(Weekly.objects.filter(at__lt=at - weeklies).delete()[0])
    reached = PushDevice.objects.annotate(reached=Coalesce("worked_at", "made_at"))
    unreached = Q(reached__lt=at - FAILING_KEPT) | Q(person__stage__in=GONE_STAGES)
    gone += int(PushDevice.objects.filter(pk__in=reached.filter(unreached).values("pk")).delete()[0])
    current().record(rows=gone)
    return gone
