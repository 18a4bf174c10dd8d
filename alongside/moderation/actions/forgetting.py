"""The promises of retention.py, kept."""

from datetime import timedelta

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.moderation.models import ContextView, Decision, Hit, Report

KEPT = timedelta(days=2 * 365)
HITS_KEPT = timedelta(days=90)


@action("moderation.forget_old")
def forget_old(*, by: Actor) -> int:
    """Delete reports that were decided, decisions and views of context after two years, hits after ninety days.

    Returns how many.
    """
    at, count = clock.now(), 0
    before = at - KEPT
    for rows in (
        Decision.objects.filter(at__lt=before),
        Report.objects.filter(decided_at__lt=before),
        ContextView.objects.filter(at__lt=before),
        Hit.objects.filter(at__lt=at - HITS_KEPT),
    ):
        count += rows.delete()[0]
    current().record(count=count)
    return count
