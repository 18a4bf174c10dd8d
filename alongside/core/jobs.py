"""Duties: what the worker does again and again. Each is idempotent, so a repeat after a crash does no harm."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Event

from django.db import close_old_connections, transaction

from alongside.core import clock
from alongside.core.models import DutyRun

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duty:
    name: str
    seconds: float
    run: Callable[[], object]


_duties: dict[str, Duty] = {}


def every(*, seconds: float, name: str | None = None) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function as a duty that the worker starts every so many seconds."""

    def register(fn: Callable[[], object]) -> Callable[[], object]:
        label = name or f"{fn.__module__}.{fn.__name__}"
        _duties[label] = Duty(label, seconds, fn)
        return fn

    return register


def duties() -> list[Duty]:
    """All registered duties, by name."""
    return [_duties[name] for name in sorted(_duties)]


def claim(duty: Duty) -> bool:
    """Take this turn of the duty, if it is due and no other worker has it. Compare-and-set on the last start."""
    now = clock.now()
    due = now - timedelta(seconds=duty.seconds * 0.9)
    with transaction.atomic():
        _, created = DutyRun.objects.get_or_create(name=duty.name, defaults={"began_at": now})
        if created:
            return True
        return DutyRun.objects.filter(name=duty.name, began_at__lte=due).update(began_at=now) == 1


def run_due(stop: Event, *, tick: float = 0.25) -> None:
    """Run duties as they fall due until `stop` is set. One that fails is logged and tried again at its next turn."""
    waiting = {duty.name: 0.0 for duty in duties()}
    while not stop.is_set():
        for duty in duties():
            if time.monotonic() < waiting.get(duty.name, 0.0):
                continue
            waiting[duty.name] = time.monotonic() + duty.seconds
            try:
                close_old_connections()
                if duty.seconds < 5 or claim(duty):
                    duty.run()
            except Exception:
                log.exception("duty %s failed", duty.name)
        stop.wait(tick)
