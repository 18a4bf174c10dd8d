"""What tests of the care desk share."""

from datetime import UTC, datetime, timedelta
from typing import Any

from alongside.care import actions
from alongside.care.models import Deed, Kind, ReachOut
from alongside.core.actions import SYSTEM
from alongside.core.models import AuditEntry
from alongside.live import outbox
from alongside.people.models import Cover, Duty, Leave, OnCallShift, Person
from tests.cast import Cast

NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
"""A Tuesday, noon in New York: staffed."""
NIGHT = datetime(2026, 11, 24, 7, tzinfo=UTC)
"""Two in the morning there."""
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def missed(about: Person, key: str = "absence:1", **more: Any) -> ReachOut:
    """A card about someone who was missed, due an hour after noon."""
    return actions.open_reach_out(about, Kind.ABSENCE, **{"key": key, "due_at": NOON + HOUR, "by": SYSTEM, **more})


def on_call(person: Person, start: datetime = NOON) -> OnCallShift:
    return OnCallShift.objects.create(
        program=person.program, person=person, starts_at=start - HOUR, ends_at=start + 8 * HOUR
    )


def away(person: Person, cover: Person, start: datetime = NOON) -> Leave:
    leave = Leave.objects.create(
        person=person, starts_at=start - HOUR, ends_at=start + timedelta(days=5), made_at=start - HOUR
    )
    for duty in Duty:
        Cover.objects.create(leave=leave, duty=duty, person=cover)
    return leave


def deeds(card: ReachOut) -> list[str]:
    return [entry.deed for entry in card.entries.order_by("id")]


def told(card: ReachOut) -> list[Person]:
    return [entry.to for entry in card.entries.filter(deed=Deed.TOLD).order_by("id")]


def heard(person: Person) -> list[str]:
    """The kinds of the desk's events on that person's own topic."""
    events = outbox.since(f"person:{person.public_id}", 0).events
    return [event.kind for event in events if event.kind.startswith("care.")]


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def of(cast: Cast) -> Cast:
    """The cast with its group, led by `counselor`."""
    assert cast.group
    return cast
