"""What the core tidies up by itself."""

from datetime import timedelta

from alongside.core import clock
from alongside.core.jobs import every
from alongside.core.models import AuditEntry, DoneOnce

KEYS_KEPT = timedelta(days=3)
AUDIT_KEPT = timedelta(days=6 * 366)


@every(seconds=3600)
def forget_old_keys() -> int:
    """Drop idempotency keys and audit rows past their time. Returns how many rows went."""
    now = clock.now()
    keys, _ = DoneOnce.objects.filter(at__lt=now - KEYS_KEPT).delete()
    rows, _ = AuditEntry.objects.filter(at__lt=now - AUDIT_KEPT).delete()
    return keys + rows
