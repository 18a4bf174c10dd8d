"""What rooms don't keep for ever: seats, meetings of two, calls and pagings go after a year."""

from datetime import timedelta

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.rooms.models import Encounter, HelpCall, Paging, Seat

KEPT = timedelta(days=365)
_BATCH = 2000


@action("rooms.forget_old")
def forget_old(*, by: Actor) -> int:
    """Delete what is older than a year, at most two thousand rows of a kind at once. Returns how many."""
    before = clock.now() - KEPT
    old = (
        Encounter.objects.filter(at__lt=before),
        HelpCall.objects.filter(at__lt=before),
        Paging.objects.filter(at__lt=before),
        Seat.objects.filter(round__closed_at__lt=before),
    )
    count = 0
    for rows in old:
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:_BATCH])
        count += rows.model.objects.filter(pk__in=ids).delete()[0]
    current().record(count=count)
    return count
