"""Presence as leases: what the gateway saw becomes intervals, to the second where it saw the end of them.

Renewals are too many to be actions of their own: they only move `renewed_at` of rows that are there.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from alongside.core.actions import Actor, action, current
from alongside.live import outbox
from alongside.rooms.actions import seating, taking_part
from alongside.rooms.actions.moving import lock
from alongside.rooms.circles import is_circle
from alongside.rooms.models import Attendee, AttendeeState, Interval
from alongside.rooms.queries import message_counts
from alongside.rooms.topics import staff_topic

LEASE = timedelta(seconds=20)
"""Without a renewal for so long, a lease has lapsed."""


@action("rooms.record_arrival")
def record_arrival(key: str, person: str, conn: str, at: datetime, *, by: Actor) -> None:
    """Someone's browser is where they should be. Where they should be elsewhere by now, nothing is recorded."""
    attendee = _attendee(key, person)
    if attendee is None:
        return
    room = lock(attendee.room_id)
    attendee = _attendee(key, person)
    if attendee is None:
        return
    current().record(room, person=person)
    lease = Interval.objects.filter(room=room, person=attendee.person, media_key=key, left_at=None).first()
    if lease is not None and at - lease.renewed_at < LEASE:
        lease.conn, lease.renewed_at = conn, max(at, lease.renewed_at)
        lease.save(update_fields=["conn", "renewed_at"])
    else:
        if lease is not None:
            lease.left_at, lease.lapsed = lease.renewed_at, True
            lease.save(update_fields=["left_at", "lapsed"])
        Interval.objects.create(
            room=room,
            person=attendee.person,
            media_key=key,
            in_breakout=key != room.public_id,
            entered_at=at,
            renewed_at=at,
            conn=conn,
        )
    if attendee.away_since is not None:
        attendee.away_since = None
        attendee.save(update_fields=["away_since"])
    seating.resume_seat(room, attendee)


@action("rooms.record_departure")
def record_departure(key: str, person: str, conn: str, at: datetime, *, by: Actor) -> None:
    """Someone's browser is gone. Their place is kept for a while. A connection that another took over ends nothing."""
    lease = (
        Interval.objects.filter(person__public_id=person, media_key=key, conn=conn, left_at=None)
        .select_related("room")
        .first()
    )
    if lease is None:
        return
    room = lock(lease.room_id)
    current().record(room, person=person)
    Interval.objects.filter(pk=lease.pk, left_at=None).update(left_at=max(at, lease.entered_at))
    attendee = _attendee(key, person)
    if attendee is not None and attendee.away_since is None:
        attendee.away_since = at
        attendee.save(update_fields=["away_since"])
        seating.hold_seat(room, attendee)


def renew(present: Sequence[tuple[str, str, str]], at: datetime) -> list[tuple[str, str, str]]:
    """Renew the leases of all (key, person, conn). Returns those that hold none, to be recorded as arrivals."""
    missing: list[tuple[str, str, str]] = []
    for start in range(0, len(present), 400):
        part = present[start : start + 400]
        rows = Interval.objects.filter(left_at=None, conn__in=[conn for _, _, conn in part])
        held = {
            (key, person, conn): pk
            for pk, key, person, conn in rows.values_list("pk", "media_key", "person__public_id", "conn")
        }
        with transaction.atomic():
            Interval.objects.filter(
                pk__in=[held[each] for each in part if each in held], left_at=None, renewed_at__lt=at
            ).update(renewed_at=at)
        missing += [each for each in part if each not in held]
    return missing


@action("rooms.record_talk")
def record_talk(milliseconds: dict[tuple[str, str], int], *, by: Actor) -> None:
    """Add up how long each (key, person) spoke. Staff of the session see it, so that quiet people come first."""
    for (key, person), spoken in sorted(milliseconds.items()):
        attendee = (
            Attendee.objects.select_related("room__meeting", "person")
            .filter(person__public_id=person, state=AttendeeState.IN, media_key=key)
            .first()
        )
        if attendee is None or key != attendee.room.public_id:
            taking_part.spoke(key, person, spoken)
        if attendee is None or spoken <= 0:
            continue
        Attendee.objects.filter(pk=attendee.pk).update(talk_ms=F("talk_ms") + spoken)
        if is_circle(attendee.room.meeting):
            continue  # hosts aren't told how much each has said
        outbox.publish(
            staff_topic(attendee.room.meeting),
            "rooms.talk",
            {
                "person": person,
                "ms": attendee.talk_ms + spoken,
                "messages": message_counts(attendee.room).get(attendee.person_id, 0),
            },
        )


def _attendee(key: str, person: str) -> Attendee | None:
    if not key:
        return None
    return (
        Attendee.objects.select_related("person", "room")
        .filter(person__public_id=person, media_key=key, state=AttendeeState.IN, room__ended_at=None)
        .first()
    )
