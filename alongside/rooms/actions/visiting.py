"""While small rooms are open: a word to all, a call for help and its answer, visits, stepping out and back."""

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import action, current
from alongside.core.errors import Refused
from alongside.live import outbox
from alongside.people.models import Person
from alongside.rooms import payloads
from alongside.rooms.actions import seating
from alongside.rooms.actions.breakouts import fresh as fresh_round
from alongside.rooms.actions.entering import fresh
from alongside.rooms.actions.moving import lock, moving
from alongside.rooms.actions.rounds import after_a_change
from alongside.rooms.models import (
    SEATED_PHASES,
    Attendee,
    AttendeeState,
    Broadcast,
    HelpCall,
    Phase,
    Round,
    SeatState,
    SmallRoom,
)
from alongside.rooms.topics import person_topic, room_topic, small_topic, staff_topic

LONGEST_BROADCAST = 300


@action("rooms.broadcast")
def broadcast(round_: Round, text: str, *, by: Person, key: str | None = None) -> Broadcast:
    """A sentence to all small rooms and the main room, kept in the round's history. At most 300 characters.

    Raises Refused for nothing to say, too much, and while no small rooms are open.
    """
    text = " ".join(text.split())
    if not text:
        raise Refused(_("Please write a sentence first."), field="text")
    if len(text) > LONGEST_BROADCAST:
        raise Refused(_("Please say it in at most 300 characters."), field="text")
    room = lock(round_.room_id)
    round_ = fresh_round(round_, room)
    if not round_.running:
        raise Refused(_("The small rooms are not open."))
    row = Broadcast.objects.create(round=round_, by=by, text=text, at=clock.now())
    outbox.publish(room_topic(room.meeting), "rooms.broadcast", payloads.broadcast(row))
    return row


@action("rooms.call_for_help")
def call(attendee: Attendee, small: SmallRoom, *, by: Person, key: str | None = None) -> HelpCall:
    """Ask the counselor to come. Staff see it; in the small room only the one who asked does, until it is answered.

    A second call while one is open is the same call. Raises Refused for someone who isn't in that small room.
    """
    room = lock(attendee.room_id)
    attendee = fresh(attendee)
    if attendee.media_key != small.public_id or small.round.phase not in SEATED_PHASES:
        raise Refused(_("You are not in this small room any more."))
    row = HelpCall.objects.filter(small_room=small, by=by, answered_at=None).first()
    if row is None:
        row = HelpCall.objects.create(small_room=small, by=by, at=clock.now())
        row = _loaded(row)
        outbox.publish(staff_topic(room.meeting), "rooms.call", {"call": payloads.call(row)})
        outbox.publish(
            person_topic(by),
            "rooms.my_call",
            {"meeting": room.meeting.public_id, "call": payloads.small_call(row)},
        )
    return row


@action("rooms.answer_call")
def answer(row: HelpCall, host: Attendee, *, by: Person, key: str | None = None) -> HelpCall:
    """Go there. Everyone in the small room sees who is coming. The first to answer has answered."""
    room = lock(host.room_id)
    row = _loaded(row)
    if row.answered_at is None:
        row.answered_by, row.answered_at = by, clock.now()
        row.save(update_fields=["answered_by", "answered_at"])
        outbox.publish(staff_topic(room.meeting), "rooms.call", {"call": payloads.call(row)})
        outbox.publish(
            small_topic(row.small_room.public_id),
            "rooms.small_call",
            {"call": payloads.small_call(row)},
        )
    if row.small_room.round.phase in SEATED_PHASES:
        visit(host, row.small_room, by=by)
    return row


@action("rooms.visit")
def visit(host: Attendee, small: SmallRoom | None, *, by: Person, key: str | None = None) -> Attendee:
    """Staff go into a small room, or back to the main room. A visit takes no seat.

    Raises Refused where the room is not open or they are not in the session.
    """
    room = lock(host.room_id)
    host = fresh(host)
    if host.state != AttendeeState.IN:
        raise Refused(_("You are not in the session right now. Go in again to take part."))
    if small is not None:
        small = SmallRoom.objects.select_related("round", "conversation").get(pk=small.pk)
        if small.round.phase not in SEATED_PHASES or not host.is_staff:
            raise Refused(_("This small room is not open any more."))
    current().record(host, small=small.public_id if small else None)
    with moving(room, clock.now(), by) as mover:
        mover.place(host, small, "visit")
        after_a_change(mover)
    return host


@action("rooms.step_out")
def step_out(attendee: Attendee, *, by: Person, key: str | None = None) -> Attendee:
    """Back to the main room, at any moment, for as long as one likes. Harmless for someone already there."""
    room = lock(attendee.room_id)
    attendee = fresh(attendee)
    if attendee.state != AttendeeState.IN or attendee.media_key == room.public_id:
        return attendee
    with moving(room, clock.now(), by) as mover:
        seating.give_up_seat(room, attendee, SeatState.MAIN)
        mover.place(attendee, None, "stepped_out")
        after_a_change(mover)
    return attendee


@action("rooms.rejoin")
def rejoin(attendee: Attendee, *, by: Person, key: str | None = None) -> Attendee:
    """From the main room into a small room again: the former one where that is still possible.

    Raises Refused where no seat is possible or the round is about to end.
    """
    room = lock(attendee.room_id)
    attendee = fresh(attendee)
    round_ = seating.running_round(room)
    if attendee.state != AttendeeState.IN or attendee.is_staff:
        raise Refused(_("You are not in the session right now. Go in again to take part."))
    if attendee.media_key != room.public_id:
        return attendee
    if round_ is None or round_.phase != Phase.OPEN:
        raise Refused(_("The small rooms are not open any more. Everyone is coming back."))
    with moving(room, clock.now(), by) as mover:
        small = seating.seat_late(room, round_, attendee)
        if small is None:
            raise Refused(_("There is no free seat right now. You can stay here."))
        mover.place(attendee, small, "rejoined")
        after_a_change(mover)
    return attendee


def _loaded(row: HelpCall) -> HelpCall:
    return HelpCall.objects.select_related("by", "answered_by", "small_room__conversation", "small_room__round").get(
        pk=row.pk
    )
