"""What the worker does for signals."""

import logging

from alongside.connections.signals.actions import forget_old, renew
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.people.models import Program

log = logging.getLogger(__name__)
SIGNALS = System("signals")


@every(seconds=3600, name="connections.signals")
def renew_signals() -> int:
    """Judge everyone anew, so that what somebody said or did counts within the hour. Returns how many were judged."""
    judged = 0
    for program in Program.objects.order_by("pk").iterator():
        try:
            judged += renew(program, by=SIGNALS)
        except Exception:
            log.exception("the signals of %s failed", program.public_id)
    return judged


@every(seconds=86_400, name="connections.signals_retention")
def keep_promises() -> int:
    """Nothing is kept for longer than is said. Returns how many rows went."""
    return forget_old(by=SIGNALS)
