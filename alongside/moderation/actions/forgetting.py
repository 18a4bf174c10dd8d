"""The promises of retention.py, kept."""

from datetime import timedelta

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.moderation.models import ContextView, Decision, Report

KEPT = timedelta(days=2 * 365)


@action("moderation.forget_old")
def forget_old(*, by: Actor) -> int:
    """Delete reports that were decided, decisions and views of context that are two years old. Returns how many."""
    before, count = clock.now() - KEPT, 0
    for rows in (
        Decision.objects.filter(at__lt=before),
        Report.objects.filter(decided_at__lt=before),
        ContextView.objects.filter(at__lt=before),
    ):
        count += rows.delete()[0]
    current().record(count=count)
    return count
