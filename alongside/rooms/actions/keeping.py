"""The room's clock: whatever is due is done, by the worker each second or by any request that comes sooner.

Everything here is idempotent by desired state, so two clocks, a late one, or one that was killed half-way do no harm.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from alongside.core import clock
from alongside.core.actions import Actor, System, action
from alongside.groups.queries import LINGER
from alongside.rooms.actions import hosting, hostless, rounds, seating
from alongside.rooms.actions.leases import LEASE
from alongside.rooms.actions.moving import Mover, lock, moving
from alongside.rooms.actions.paging import needed, page_if_unstaffed
from alongside.rooms.models import (
    Attendee,
    AttendeeState,
    Interval,
    Phase,
    Room,
    Round,
    Seat,
    SeatState,
)

CLOCK = System("rooms clock")
HELD_FOR = seating.HELD_FOR


def catch_up(room: Room) -> bool:
    """Do what is due in one room, if anything is. Costs three queries where nothing is."""
    if not due_rooms(clock.now(), only=room.pk):
        return False
    tick(room, by=CLOCK)
    return True


def due_rooms(now: datetime, *, only: int | None = None) -> set[int]:
    """Row numbers of the rooms, among those that haven't ended, where something is due."""
    rooms = Room.objects.filter(ended_at=None) if only is None else Room.objects.filter(pk=only, ended_at=None)
    ids = rooms.values("pk")
    staff_in = Attendee.objects.filter(room=OuterRef("pk"), is_staff=True, state=AttendeeState.IN)
    due = set(
        rooms.filter(
            Q(meeting__ends_at__lte=now - LINGER)
            | Q(~Exists(staff_in), meeting__ends_at__lte=now)
            | Q(meeting__cancelled_at__isnull=False)
        ).values_list("pk", flat=True)
    )
    due |= hostless.due(rooms.exclude(pk__in=due))
    without_staff = rooms.filter(unstaffed_since__isnull=False, meeting__starts_at__lte=now)
    due |= {
        room.pk for room in without_staff.select_related("meeting__program").exclude(pk__in=due) if needed(room, now)
    }
    due |= set(
        Attendee.objects.filter(room__in=ids, state=AttendeeState.IN, away_since__lte=now - HELD_FOR).values_list(
            "room_id", flat=True
        )
    )
    due |= set(
        Interval.objects.filter(room__in=ids, left_at=None, renewed_at__lte=now - LEASE).values_list(
            "room_id", flat=True
        )
    )
    moves_due = Seat.objects.filter(round=OuterRef("pk"), moves_at__lte=now)
    due |= set(
        Round.objects.filter(room__in=ids)
        .filter(
            Q(phase=Phase.OPENING, opens_at__lte=now)
            | Q(phase=Phase.OPEN, ends_at__lte=now + rounds.RETURNING_LASTS)
            | Q(phase=Phase.RETURNING, ends_at__lte=now)
            | Q(Exists(moves_due), phase__in=[Phase.OPEN, Phase.RETURNING])
        )
        .values_list("room_id", flat=True)
    )
    return due


@action("rooms.keep")
def tick(room: Room, *, by: Actor) -> None:
    """Do all that is due in one room, in one transaction."""
    room = lock(room)
    if room.ended_at is not None:
        return
    now = clock.now()
    with moving(room, now, by) as mover:
        lapse_leases(room, now)
        _let_go_of_the_lost(mover)
        rounds.advance(mover)
    if _is_over(room, now):
        hosting.end(room, by=by)
        return
    hostless.lead_out(room, by)
    page_if_unstaffed(room, now)


def lapse_leases(room: Room, now: datetime) -> None:
    """End leases that nobody renews any more at their last renewal. The people are away from now on: where the gateway
    was at fault, not they, the full time to come back is theirs."""
    for lease in Interval.objects.filter(room=room, left_at=None, renewed_at__lte=now - LEASE):
        lease.left_at, lease.lapsed = lease.renewed_at, True
        lease.save(update_fields=["left_at", "lapsed"])
        attendee = (
            room.attendees.select_related("person")
            .filter(person=lease.person_id, state=AttendeeState.IN, media_key=lease.media_key, away_since=None)
            .first()
        )
        if attendee is not None:
            attendee.away_since = now
            attendee.save(update_fields=["away_since"])
            seating.hold_seat(room, attendee)


def touch(attendee: Attendee) -> None:
    """Their browser asks for the room, so it is on its way there: count the time away anew."""
    now = clock.now()
    if attendee.away_since is not None and attendee.away_since < now - timedelta(seconds=3):
        Attendee.objects.filter(pk=attendee.pk, away_since=attendee.away_since).update(away_since=now)


def _let_go_of_the_lost(mover: Mover) -> None:
    lost = list(
        mover.room.attendees.select_related("person").filter(
            state=AttendeeState.IN, away_since__lte=mover.now - HELD_FOR
        )
    )
    for attendee in lost:
        mover.take_out(attendee, AttendeeState.OUT, lapsed=True)
        seating.give_up_seat(mover.room, attendee, SeatState.GONE)
    if lost:
        rounds.after_a_change(mover)


def _is_over(room: Room, now: datetime) -> bool:
    meeting = room.meeting
    if meeting.cancelled_at is not None or now >= meeting.ends_at + LINGER:
        return True
    staffed = room.attendees.filter(state=AttendeeState.IN, is_staff=True).exists()
    return now >= meeting.ends_at and not staffed
