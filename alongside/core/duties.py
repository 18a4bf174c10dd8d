"""What the core tidies up by itself."""

from datetime import timedelta

from django.db import connection

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


@every(seconds=2)
def empty_log() -> int:
    """Carry what stands in SQLite's log over into the database file, waiting for nobody. Returns how many pages are.

    Otherwise every thousandth page makes somebody's commit do it, which takes several times as long as the commit.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        _busy, _in_log, carried = cursor.fetchone()
    return max(0, int(carried))
