"""Seats of a round that is planned or on: late arrivals, held seats, nobody alone.

Functions of a locked room, used inside actions. Occupied means seated or held: a dropped person's seat is theirs for
twenty seconds.
"""

from datetime import timedelta

from alongside.live import outbox
from alongside.rooms import planning
from alongside.rooms.actions.moving import Mover
from alongside.rooms.circles import NO_REASON, is_circle
from alongside.rooms.models import (
    SEATED_PHASES,
    Attendee,
    AttendeeState,
    Phase,
    Room,
    Round,
    Seat,
    SeatState,
    SmallRoom,
)
from alongside.rooms.payloads import iso
from alongside.rooms.topics import small_topic, staff_topic

HELD_FOR = timedelta(seconds=20)
NOTICE = timedelta(seconds=5)
OCCUPIED = (SeatState.SEATED, SeatState.HELD)


def running_round(room: Room) -> Round | None:
    """The round that is planned, opening, open or returning. At most one is."""
    return room.rounds.exclude(phase=Phase.CLOSED).order_by("-number").first()


def occupied(round_: Round) -> dict[int, list[Seat]]:
    """Occupied seats by small room row number, small rooms in order; every small room has an entry."""
    found: dict[int, list[Seat]] = {small.pk: [] for small in round_.small_rooms.all()}
    rows = Seat.objects.filter(round=round_, state__in=OCCUPIED).select_related(
        "person", "small_room", "small_room__conversation", "moves_to", "moves_to__conversation"
    )
    for seat in rows.order_by("id"):
        found[seat.small_room_id].append(seat)
    return found


def say_seat(room: Room, seat: Seat) -> None:
    """Tell staff where someone sits now; `room` is None for the main room and for nowhere."""
    held = seat.state in OCCUPIED
    outbox.publish(
        staff_topic(room.meeting),
        "rooms.seat",
        {
            "round": seat.round.public_id,
            "person": seat.person.public_id,
            "room": seat.small_room.number if held else None,
            "state": seat.state,
            "reason": NO_REASON if is_circle(room.meeting) else seat.reason,
        },
    )


def seat_late(room: Room, round_: Round, attendee: Attendee, *, announce: bool = True) -> SmallRoom | None:
    """Give a newcomer the seat that disturbs least, their old one if it is still possible. None: the main room."""
    by_room = {pk: seats for pk, seats in occupied(round_).items() if seats}
    smalls = {small.pk: small for small in round_.small_rooms.select_related("conversation")}
    order = list(by_room)
    rooms = [[seat.person.public_id for seat in by_room[pk]] for pk in order]
    context = planning.context(room, round_, [attendee])
    old = Seat.objects.filter(round=round_, person=attendee.person).first()
    prefer = order.index(old.small_room_id) if old and old.small_room_id in by_room else None
    index = planning.late(context, rooms, attendee.person.public_id, prefer=prefer)
    if index is None:
        if old is not None:
            old.state = SeatState.MAIN
            old.held_until = old.moves_at = old.moves_to = None
            old.save()
            say_seat(room, old)
        return None
    small = smalls[order[index]]
    reason = planning.late_reason(context, rooms[index], attendee.person.public_id)
    seat, _ = Seat.objects.update_or_create(
        round=round_,
        person=attendee.person,
        defaults={
            "small_room": small,
            "state": SeatState.SEATED,
            "held_until": None,
            "moves_at": None,
            "moves_to": None,
            "reason": reason,
        },
    )
    if announce:
        say_seat(room, seat)
    return small


def give_up_seat(room: Room, attendee: Attendee, state: SeatState) -> None:
    """Their seat in the round that is on becomes free: gone, or in the main room."""
    round_ = running_round(room)
    if round_ is None:
        return
    seat = (
        Seat.objects.select_related("person", "small_room", "round")
        .filter(round=round_, person=attendee.person)
        .exclude(state=state)
        .first()
    )
    if seat is None:
        return
    withdraw_notice(seat)
    seat.state = state
    seat.held_until = None
    seat.save()
    say_seat(room, seat)


def hold_seat(room: Room, attendee: Attendee) -> None:
    """Their connection is lost: the seat is kept for twenty seconds."""
    _change_hold(room, attendee, SeatState.SEATED, SeatState.HELD)


def resume_seat(room: Room, attendee: Attendee) -> None:
    """They are back within the time."""
    _change_hold(room, attendee, SeatState.HELD, SeatState.SEATED)


def _change_hold(room: Room, attendee: Attendee, before: SeatState, after: SeatState) -> None:
    seat = (
        Seat.objects.select_related("person", "small_room", "round")
        .filter(round__room=room, round__phase__in=SEATED_PHASES, person=attendee.person, state=before)
        .first()
    )
    if seat is None:
        return
    seat.state = after
    seat.held_until = attendee.away_since + HELD_FOR if after == SeatState.HELD and attendee.away_since else None
    seat.save(update_fields=["state", "held_until"])
    say_seat(room, seat)


def reconcile(room: Room, round_: Round) -> bool:
    """Before the small rooms open: seats for those who are in, and for nobody else. Whether anything changed.

    Someone who would sit alone joins another room, or stays in the main room where none is allowed.
    """
    attendees = {
        each.person_id: each
        for each in room.attendees.filter(state=AttendeeState.IN, is_staff=False).select_related("person")
    }
    changed = False
    gone = Seat.objects.filter(round=round_).exclude(person_id__in=attendees)
    if gone.exists():
        gone.delete()
        changed = True
    seated = set(Seat.objects.filter(round=round_, state__in=OCCUPIED).values_list("person_id", flat=True))
    for person_id, attendee in attendees.items():
        if person_id not in seated:
            changed |= seat_late(room, round_, attendee, announce=False) is not None
    changed |= _part_again(room, round_)
    for seats in list(occupied(round_).values()):
        if len(seats) == 1 and _rehome_now(room, round_, seats[0]):
            changed = True
    SmallRoom.objects.filter(round=round_, seats=None).delete()
    if changed:
        planning.write_reasons(room, round_)
        round_.tries = 0  # with other people there may be something better again
        round_.save(update_fields=["summary", "tries"])
    return changed


def _part_again(room: Room, round_: Round) -> bool:
    """Seat again whoever may no longer sit where they were planned, because a rule was made since."""
    changed = False
    while (person := planning.misplaced(room, round_)) is not None:
        seat = occupied_seat(round_, person)
        target = _home_for(room, round_, seat)
        if target is None:
            seat.state = SeatState.MAIN
        else:
            seat.small_room = target
        seat.save(update_fields=["state", "small_room"])
        changed = True
    return changed


def occupied_seat(round_: Round, person_id: str) -> Seat:
    return Seat.objects.select_related("person", "small_room").get(
        round=round_, person__public_id=person_id, state__in=OCCUPIED
    )


def _rehome_now(room: Room, round_: Round, seat: Seat) -> bool:
    if len(occupied(round_)[seat.small_room_id]) != 1:
        return False  # someone joined them meanwhile
    target = _home_for(room, round_, seat)
    if target is None:
        seat.state = SeatState.MAIN
    else:
        seat.small_room = target
    seat.save(update_fields=["state", "small_room"])
    return True


def _home_for(room: Room, round_: Round, seat: Seat) -> SmallRoom | None:
    """The room where someone left alone may go, or None for the main room."""
    by_room = {pk: seats for pk, seats in occupied(round_).items() if seats and pk != seat.small_room_id}
    order = list(by_room)
    rooms = [[each.person.public_id for each in by_room[pk]] for pk in order]
    context = planning.context(room, round_, [])
    index = planning.rehome(context, rooms, seat.person.public_id)
    if index is None:
        return None
    return SmallRoom.objects.select_related("conversation").get(pk=order[index])


def settle(mover: Mover, round_: Round) -> bool:
    """Nobody stays alone: give notice to who is, move whose notice is due, withdraw where company came.

    Returns True where no seat is taken any more: the round has nobody left to be in it.
    """
    room, now = mover.room, mover.now
    by_room = occupied(round_)
    if not any(by_room.values()):
        return True
    visited = set(room.attendees.filter(state=AttendeeState.IN, is_staff=True).values_list("media_key", flat=True))
    expected = {seat.moves_to_id for seats in by_room.values() for seat in seats if seat.moves_at}
    for pk, seats in by_room.items():
        for seat in seats:
            seat.round = round_
        alone = len(seats) == 1 and seats[0].state == SeatState.SEATED
        if not alone or seats[0].small_room.public_id in visited:
            for seat in seats:
                withdraw_notice(seat, save=True)
            continue
        seat = seats[0]
        if seat.moves_at is None:
            if pk not in expected:
                target = None if round_.phase == Phase.RETURNING else _home_for(room, round_, seat)
                _give_notice(mover, seat, target)
                expected.add(seat.moves_to_id)
        elif seat.moves_at <= now:
            _move_lonely(mover, round_, seat)
    return not Seat.objects.filter(round=round_, state__in=OCCUPIED).exists()


def _give_notice(mover: Mover, seat: Seat, target: SmallRoom | None) -> None:
    seat.moves_at = mover.now + NOTICE
    seat.moves_to = target
    seat.save(update_fields=["moves_at", "moves_to"])
    _say_notice(seat)


def withdraw_notice(seat: Seat, *, save: bool = False) -> None:
    """They stay after all, or went otherwise. Without `save` the caller saves the seat."""
    if seat.moves_at is None:
        return
    seat.moves_at = seat.moves_to = None
    if save:
        seat.save(update_fields=["moves_at", "moves_to"])
    _say_notice(seat)


def _say_notice(seat: Seat) -> None:
    outbox.publish(
        small_topic(seat.small_room.public_id),
        "rooms.notice",
        {
            "person": seat.person.public_id,
            "to": seat.moves_to.number if seat.moves_to else None,
            "at": iso(seat.moves_at),
        },
    )


def _move_lonely(mover: Mover, round_: Round, seat: Seat) -> None:
    if len(occupied(round_)[seat.small_room_id]) != 1:
        withdraw_notice(seat, save=True)  # someone was moved here a moment ago
        return
    # Asked again: since the notice the other rooms may have changed.
    target = None if round_.phase == Phase.RETURNING else _home_for(mover.room, round_, seat)
    attendee = mover.room.attendees.select_related("person").get(person=seat.person)
    seat.moves_at = seat.moves_to = None
    if target is None:
        seat.state = SeatState.MAIN
    else:
        seat.small_room = target
    seat.save()
    say_seat(mover.room, seat)
    mover.place(attendee, target, "alone")
