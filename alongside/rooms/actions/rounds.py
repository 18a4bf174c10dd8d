"""A round's life: planned → opening (ten seconds) → open → returning (thirty seconds) → closed.

Each step happens when its moment has come, whoever notices first: the room's clock or any request. Doing a step twice
is doing it once.
"""

from datetime import datetime, timedelta

from alongside.conversations.actions import open_conversation
from alongside.conversations.models import Kind
from alongside.live import outbox
from alongside.rooms import attendance, payloads
from alongside.rooms.actions import first_days, seating, taking_part
from alongside.rooms.actions.moving import Mover
from alongside.rooms.actions.plans import say_plan
from alongside.rooms.models import (
    SEATED_PHASES,
    AttendeeState,
    Encounter,
    HelpCall,
    Interval,
    Phase,
    Room,
    Round,
    Seat,
    SeatState,
    SmallRoom,
)
from alongside.rooms.topics import room_topic, staff_topic

OPENING_LASTS = timedelta(seconds=10)
RETURNING_LASTS = timedelta(seconds=30)
SOON = timedelta(seconds=10)
ENOUGH = 60
"""Seconds together that count as having met; or half of a shorter round."""


def advance(mover: Mover) -> None:
    """Do what is due in the round that is on, if one is."""
    round_ = seating.running_round(mover.room)
    if round_ is None:
        return
    if round_.phase == Phase.OPENING and _due(round_.opens_at, mover):
        _open_now(mover, round_)
    if round_.phase in SEATED_PHASES:
        if seating.settle(mover, round_) or _due(round_.ends_at, mover):
            close_round(mover)
        elif round_.phase == Phase.OPEN and round_.ends_at and mover.now >= round_.ends_at - RETURNING_LASTS:
            round_.phase = Phase.RETURNING
            round_.save(update_fields=["phase"])
            say_round(mover.room, round_)
            say_plan(mover.room, round_)


def after_a_change(mover: Mover) -> None:
    """Someone came, went or was moved: keep the plan and the small rooms as they should be."""
    round_ = seating.running_round(mover.room)
    if round_ is None:
        return
    if round_.phase in SEATED_PHASES:
        if seating.settle(mover, round_):
            close_round(mover)
    else:
        seating.reconcile(mover.room, round_)
        say_plan(mover.room, round_)


def say_round(room: Room, round_: Round | None) -> None:
    """Tell everyone in the meeting how the round stands."""
    rooms = 0 if round_ is None else round_.small_rooms.count()
    outbox.publish(room_topic(room.meeting), "rooms.round", {"round": payloads.round_(round_, rooms)})


def _due(moment: datetime | None, mover: Mover) -> bool:
    return moment is not None and mover.now >= moment


def _open_now(mover: Mover, round_: Round) -> None:
    """Everyone moves at once. A round whose time is over before anyone noticed moves nobody."""
    room = mover.room
    seating.reconcile(room, round_)
    smalls = list(round_.small_rooms.all())
    seats = {
        seat.person_id: seat
        for seat in Seat.objects.filter(round=round_, state=SeatState.SEATED).select_related(
            "person", "small_room", "round"
        )
    }
    if not seats or _due(round_.ends_at, mover):
        close_round(mover)
        round_.refresh_from_db()
        return
    by_pk: dict[int, SmallRoom] = {}
    for small in smalls:
        small.conversation = open_conversation(room.meeting.program, Kind.SMALL_ROOM, by=mover.by)
        small.save(update_fields=["conversation"])
        by_pk[small.pk] = small
    round_.phase = Phase.OPEN
    round_.save(update_fields=["phase"])
    attendees = room.attendees.filter(state=AttendeeState.IN, is_staff=False).select_related("person")
    for attendee in attendees:
        seat = seats.get(attendee.person_id)
        if seat is None:
            continue
        was_away = attendee.away_since is not None
        mover.place(attendee, by_pk[seat.small_room_id], "opened")
        if was_away:
            seating.hold_seat(room, attendee)
    say_round(room, round_)
    say_plan(room, round_)


def close_round(mover: Mover, *, send_back: bool = True) -> None:
    """End the round that is on, whatever its phase: everyone to the main room, and who met whom is remembered."""
    room = mover.room
    round_ = seating.running_round(room)
    if round_ is None:
        return
    was = Phase(round_.phase)
    smalls = list(round_.small_rooms.select_related("conversation", "round"))
    keys = {small.public_id for small in smalls}
    if was in SEATED_PHASES:
        if send_back:
            inside = room.attendees.filter(state=AttendeeState.IN, media_key__in=keys)
            for attendee in inside.select_related("person"):
                mover.place(attendee, None, "returned")
        Interval.objects.filter(room=room, media_key__in=keys, left_at=None).update(
            left_at=mover.now, renewed_at=mover.now
        )
        _remember_who_met(mover, round_, smalls)
        taking_part.say_ended(round_)
        _end_calls(mover, round_)
        for small in smalls:
            mover.close_small(small)
    Seat.objects.filter(round=round_).update(held_until=None, moves_at=None, moves_to=None)
    round_.phase = Phase.CLOSED
    round_.closed_at = mover.now
    round_.save(update_fields=["phase", "closed_at"])
    if was != Phase.PLANNED:
        say_round(room, None)
    say_plan(room, None)


def _end_calls(mover: Mover, round_: Round) -> None:
    """Calls nobody could answer in time end with the round: everyone is in the main room now."""
    calls = HelpCall.objects.filter(small_room__round=round_, answered_at=None)
    for row in calls.select_related("small_room", "by", "answered_by"):
        row.answered_at = mover.now
        row.save(update_fields=["answered_at"])
        outbox.publish(staff_topic(mover.room.meeting), "rooms.call", {"call": payloads.call(row)})


def _remember_who_met(mover: Mover, round_: Round, smalls: list[SmallRoom]) -> None:
    staff = set(mover.room.attendees.filter(is_staff=True).values_list("person_id", flat=True))
    keys = [small.public_id for small in smalls]
    stays: dict[str, dict[int, list[attendance.Stretch]]] = {key: {} for key in keys}
    rows = Interval.objects.filter(room=mover.room, media_key__in=keys).exclude(person_id__in=staff)
    for row in rows:
        stretch = (row.entered_at, row.left_at or mover.now)
        stays[row.media_key].setdefault(row.person_id, []).append(stretch)
    length = (mover.now - (round_.opens_at or mover.now)).total_seconds()
    enough = min(ENOUGH, length / 2)
    stayed: dict[int, float] = {}
    for there in stays.values():
        for person, stretches in there.items():
            stayed[person] = stayed.get(person, 0.0) + attendance.seconds(stretches)
    taking_part.at_the_end(round_, smalls, stayed, length)
    seconds = attendance.seconds_together(stays.values())
    Encounter.objects.bulk_create(
        [
            Encounter(
                program=mover.room.meeting.program,
                round=round_,
                first_id=first,
                second_id=second,
                seconds=int(together),
                met=together >= enough,
                at=mover.now,
            )
            for (first, second), together in sorted(seconds.items())
            if together >= 1
        ],
        ignore_conflicts=True,
    )
    first_days.met((one for pair, together in seconds.items() if together >= enough for one in pair), mover.by)
