"""What staff of a session do for the room: lock, ask to mute, allow sharing, end for all."""

from datetime import datetime

from django.utils.translation import gettext as _

from alongside.conversations.actions import close_conversation
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.live import happenings, outbox
from alongside.people.models import Person
from alongside.rooms.actions.entering import fresh
from alongside.rooms.actions.moving import close_or_open, lock, moving
from alongside.rooms.actions.rounds import close_round
from alongside.rooms.models import Attendee, AttendeeState, Interval, Room
from alongside.rooms.payloads import iso
from alongside.rooms.topics import media_topic, person_topic, room_topic, staff_topic


@action("rooms.set_locked")
def set_locked(room: Room, locked: bool, *, by: Person, key: str | None = None) -> Room:
    """Lock or unlock: while locked, whoever comes is nearly in until someone lets them in."""
    room = lock(room)
    close_or_open(room, locked)
    return room


@action("rooms.ask_to_mute")
def ask_to_mute(attendee: Attendee, *, by: Person, key: str | None = None) -> Attendee:
    """A gentle question to one person. Nobody can mute or unmute another."""
    attendee = fresh(attendee)
    if attendee.state == AttendeeState.IN:
        outbox.publish(
            person_topic(attendee.person),
            "rooms.asked_to_mute",
            {"meeting": attendee.room.meeting.public_id},
        )
    return attendee


@action("rooms.allow_sharing")
def allow_sharing(attendee: Attendee, may: bool, *, by: Person, key: str | None = None) -> Attendee:
    """Let someone share their screen, or no longer."""
    room = lock(attendee.room_id)
    attendee = fresh(attendee)
    if attendee.may_share != may:
        attendee.may_share = may
        attendee.save(update_fields=["may_share"])
        outbox.publish(room_topic(room.meeting), "rooms.may_share", {"person": attendee.person.public_id, "may": may})
    if not may and room.sharer_id == attendee.person_id:
        _set_sharer(room, None)
    return attendee


@action("rooms.share")
def share(attendee: Attendee, on: bool, *, by: Person, key: str | None = None) -> Attendee:
    """Begin or stop sharing one's screen. Raises Refused for who may not, and while someone else is sharing."""
    room = lock(attendee.room_id)
    attendee = fresh(attendee)
    if not on:
        if room.sharer_id == attendee.person_id:
            _set_sharer(room, None)
        return attendee
    if attendee.state != AttendeeState.IN:
        raise Refused(_("You are not in the session right now. Go in again to take part."))
    if not (attendee.is_staff or attendee.may_share):
        raise Refused(_("Ask the facilitator first. They can let you share your screen."))
    if room.sharer_id not in (None, attendee.person_id):
        raise Refused(_("Someone else is sharing their screen. Wait until they stop."))
    _set_sharer(room, attendee.person)
    return attendee


@action("rooms.end")
def end(room: Room, *, by: Actor, key: str | None = None) -> Room:
    """End the session for everyone. What was said stays readable for those who were there. Ending twice is once."""
    room = lock(room)
    if room.ended_at is not None:
        return room
    now = clock.now()
    with moving(room, now, by) as mover:
        close_round(mover, send_back=False)
        meeting = room.meeting
        people = room.attendees.filter(state__in=[AttendeeState.IN, AttendeeState.WAITING])
        for attendee in people.select_related("person"):
            attendee.state = AttendeeState.OUT
            attendee.media_key, attendee.away_since, attendee.hand_at = "", None, None
            attendee.save()
    _end_leases(room, now)
    room.ended_at, room.sharer, room.unstaffed_since = now, None, None
    room.save(update_fields=["ended_at", "sharer", "unstaffed_since"])
    outbox.publish(room_topic(meeting), "rooms.ended", {"at": iso(now)})
    outbox.end(media_topic(room.public_id))
    outbox.end(staff_topic(meeting))
    outbox.end(room_topic(meeting))
    close_conversation(room.conversation, by=by)
    happenings.say(meeting.program_id, "rooms.ended", {"room": room.pk})
    current().record(room)
    return room


def _end_leases(room: Room, now: datetime) -> None:
    Interval.objects.filter(room=room, left_at=None).update(left_at=now, renewed_at=now)


def _set_sharer(room: Room, person: Person | None) -> None:
    if room.sharer_id == (person.pk if person else None):
        return
    room.sharer = person
    room.save(update_fields=["sharer"])
    outbox.publish(room_topic(room.meeting), "rooms.sharer", {"person": person.public_id if person else None})
