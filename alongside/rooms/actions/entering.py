"""Coming in, leaving, being let in and being asked to leave."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from alongside.conversations.actions import open_conversation
from alongside.conversations.models import Kind
from alongside.core import clock
from alongside.core.actions import SYSTEM, Actor, action, current
from alongside.core.errors import Refused
from alongside.groups.models import Meeting, MeetingKind, Tag
from alongside.groups.queries import doors
from alongside.live import outbox
from alongside.people.models import Person
from alongside.people.queries import outstanding_agreements
from alongside.rooms import payloads
from alongside.rooms.access import Standing
from alongside.rooms.actions import first_days, hostless, seating
from alongside.rooms.actions.moving import Mover, lock, moving
from alongside.rooms.actions.rounds import after_a_change
from alongside.rooms.circles import is_circle
from alongside.rooms.models import (
    Attendee,
    AttendeeState,
    Overheard,
    Phase,
    Room,
    SeatState,
    SmallRoom,
    Way,
)
from alongside.rooms.topics import person_topic, staff_topic

TYPES_ONLY = frozenset({Way.LISTENING, Way.REACTING, Way.CHAT})


@dataclass(frozen=True)
class Entry:
    """What someone said in the green room. `None` keeps what they said before."""

    way: Way | None = None
    overheard: Overheard | None = None
    place: str | None = None
    phone: str | None = None
    confirmed: bool = False
    step: str | None = None


@action("rooms.enter")
def enter(found: Standing, entry: Entry, *, by: Person, key: str | None = None) -> Attendee:
    """Come in, or wait to be let in: the attendee's state says which. Doing it twice changes nothing.

    Raises Refused where the doors are closed, the session is cancelled or over, agreements are outstanding, or, before
    a clinical session, the place and number to call are missing.
    """
    now = clock.now()
    if outstanding_agreements(by):
        raise Refused(_("Please read and accept the agreements first."))
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("group", "circle", "program")
        .get(pk=found.meeting.pk)
    )
    room = _room_of(meeting, now, SYSTEM)
    _refuse_closed_doors(room, now, leads=found.leads)
    attendee = _attendee(room, by, found, now)
    current().record(attendee.room, person=by.public_id)
    if attendee.state == AttendeeState.IN:
        _remember(attendee, entry, meeting, now)
        attendee.save()
        return attendee
    returning = attendee.lapsed
    must_wait = attendee.must_be_let_in or (room.locked and not found.leads and not returning)
    must_wait = must_wait or (is_circle(meeting) and not found.leads and not _staffed(room))
    _remember(attendee, entry, meeting, now)
    if must_wait:
        attendee.state = AttendeeState.WAITING
        attendee.came_at = now
        attendee.save()
        outbox.publish(staff_topic(meeting), "rooms.nearly_in", {"person": payloads.nearly(attendee)})
        return attendee
    with moving(room, now, by) as mover:
        _bring_in(mover, attendee, "rejoined" if returning else "entered")
    return attendee


@action("rooms.leave")
def leave(attendee: Attendee, *, by: Person, key: str | None = None) -> Attendee:
    """Go. The small room they were in goes on without them."""
    room = lock(attendee.room_id)
    attendee = fresh(attendee)
    if attendee.state in (AttendeeState.IN, AttendeeState.WAITING):
        go(room, attendee, AttendeeState.OUT, by=by)
    return attendee


@action("rooms.admit")
def admit(attendee: Attendee, *, by: Person, key: str | None = None) -> Attendee:
    """Let someone in who is nearly in. Harmless for someone who already is."""
    room = lock(attendee.room_id)
    attendee = fresh(attendee)
    if attendee.state != AttendeeState.WAITING:
        return attendee
    if is_circle(room.meeting) and not _staffed(room):
        raise Refused(_("Go in first. The circle’s room is open while a host is in it."))
    with moving(room, clock.now(), by) as mover:
        _let_in(mover, attendee)
    return attendee


@action("rooms.turn_away")
def turn_away(attendee: Attendee, *, by: Person, key: str | None = None) -> Attendee:
    """Not now: someone who is nearly in is asked to come another time."""
    room = lock(attendee.room_id)
    attendee = fresh(attendee)
    if attendee.state == AttendeeState.WAITING:
        with moving(room, clock.now(), by) as mover:
            mover.take_out(attendee, AttendeeState.REMOVED)
        outbox.publish(person_topic(attendee.person), "rooms.removed", {"meeting": room.meeting.public_id})
    return attendee


@action("rooms.remove")
def remove(attendee: Attendee, *, by: Person, key: str | None = None) -> Attendee:
    """Ask someone to leave: they are out at once, and can come back only when they are let in."""
    room = lock(attendee.room_id)
    attendee = fresh(attendee)
    if attendee.is_staff:
        raise Refused(_("Whoever leads this session can’t be removed. Speak with them."))
    if attendee.state in (AttendeeState.IN, AttendeeState.WAITING):
        outbox.publish(person_topic(attendee.person), "rooms.removed", {"meeting": room.meeting.public_id})
        go(room, attendee, AttendeeState.REMOVED, by=by)
    return attendee


@action("rooms.lose_place")
def lose_place(meeting_id: int, person_id: int, *, by: Actor) -> None:
    """Someone's place was taken away: they are out of the room at once, and hear nothing more of it."""
    found = Room.objects.filter(meeting=meeting_id).first()
    if found is None:
        return
    room = lock(found)
    person = Person.objects.get(pk=person_id)
    outbox.revoke(staff_topic(room.meeting), person.public_id)  # staff hear of a room that they aren't in, too
    attendee = Attendee.objects.filter(room=room, person=person).first()
    if attendee is None:
        return
    attendee = fresh(attendee)
    if attendee.state in (AttendeeState.IN, AttendeeState.WAITING):
        outbox.publish(person_topic(attendee.person), "rooms.removed", {"meeting": room.meeting.public_id})
        go(room, attendee, AttendeeState.OUT, by=by)


def go(room: Room, attendee: Attendee, state: AttendeeState, *, by: Actor, lapsed: bool = False) -> None:
    """Take someone out of a locked room; their seat is free, and nobody stays behind alone for long."""
    with moving(room, clock.now(), by) as mover:
        mover.take_out(attendee, state, lapsed=lapsed)
        seating.give_up_seat(room, attendee, SeatState.GONE)
        after_a_change(mover)


def fresh(attendee: Attendee) -> Attendee:
    """The attendee as of now, read after the room was locked."""
    return Attendee.objects.select_related("person", "room__meeting").get(pk=attendee.pk)


def _room_of(meeting: Meeting, now: datetime, by: Actor) -> Room:
    existing = Room.objects.filter(meeting=meeting).first()
    if existing is not None:
        return lock(existing)
    conversation = open_conversation(meeting.program, Kind.SESSION, by=by)
    room = Room.objects.create(meeting=meeting, conversation=conversation, opened_at=now, unstaffed_since=now)
    return lock(room)


def _refuse_closed_doors(room: Room, now: datetime, *, leads: bool) -> None:
    meeting = room.meeting
    if meeting.cancelled_at is not None:
        raise Refused(_("This session was cancelled."))
    if room.ended_at is not None:
        raise Refused(_("This session has ended."))
    open_from_to = doors(meeting)
    if now < open_from_to.opens_at:
        raise Refused(_("The doors are not open yet. They open ten minutes before the session."))
    if now >= open_from_to.closes_at:
        raise Refused(_("This session is over. The doors are closed."))
    if now >= meeting.ends_at and not leads and not _staffed(room):
        raise Refused(_("This session is over. The doors are closed."))


def _staffed(room: Room) -> bool:
    return room.attendees.filter(state=AttendeeState.IN, is_staff=True).exists()


def _attendee(room: Room, person: Person, found: Standing, now: datetime) -> Attendee:
    attendee, made = Attendee.objects.get_or_create(
        room=room,
        person=person,
        defaults={"is_staff": found.leads, "came_at": now, "state": AttendeeState.OUT},
    )
    if not made and attendee.is_staff != found.leads:
        attendee.is_staff = found.leads
    attendee.person, attendee.room = person, room
    return attendee


def _remember(attendee: Attendee, entry: Entry, meeting: Meeting, now: datetime) -> None:
    """Take over what they said. Raises Refused where a clinical session lacks the place and number to call."""
    if entry.overheard is not None:
        attendee.overheard = entry.overheard
    if entry.way is not None:
        attendee.way = entry.way
    if attendee.overheard == Overheard.YES and attendee.way not in TYPES_ONLY:
        attendee.way = Way.CHAT
    if entry.step is not None:
        attendee.step = entry.step
        attendee.step_went = attendee.next_step = ""
    if entry.confirmed and entry.place and entry.phone:
        attendee.place, attendee.phone = entry.place, entry.phone
        attendee.place_confirmed_at = now
    if needs_whereabouts(meeting) and not attendee.is_staff and attendee.place_confirmed_at is None:
        raise Refused(
            _("Please say where you are today and a number to call you back, and confirm that it is right."),
            field="confirm",
        )


def needs_whereabouts(meeting: Meeting) -> bool:
    """Clinical sessions ask where a person is and how to reach them: standard telehealth practice, so that help can
    find them (American Telemedicine Association, practice guidelines for video-based mental health services)."""
    if meeting.kind != MeetingKind.SESSION:
        return False
    return meeting.group is None or meeting.group.tag == Tag.CLINICAL


def _bring_in(mover: Mover, attendee: Attendee, why: str) -> None:
    """Into the main room, or straight into the round that is on."""
    round_ = seating.running_round(mover.room)
    small: SmallRoom | None = None
    if round_ is not None and round_.phase == Phase.OPEN and not attendee.is_staff:
        small = seating.seat_late(mover.room, round_, attendee)
        why = "late" if small is not None and why == "entered" else why
    waiting = hostless.who_waits_for(mover, attendee)
    mover.bring_in(attendee, small, why)
    after_a_change(mover)
    first_days.came_in(mover.room, attendee, mover.by)
    for each in waiting:
        _let_in(mover, each)


def _let_in(mover: Mover, attendee: Attendee) -> None:
    """Someone who is nearly in comes in."""
    meeting = mover.room.meeting
    outbox.publish(staff_topic(meeting), "rooms.not_waiting", {"person": attendee.person.public_id})
    outbox.publish(person_topic(attendee.person), "rooms.admitted", {"meeting": meeting.public_id})
    _bring_in(mover, attendee, "entered")
