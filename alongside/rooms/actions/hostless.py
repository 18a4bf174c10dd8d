"""The room of a circle is open only while a host is in it: who comes before waits, who stays behind is led out."""

from django.db.models import Exists, OuterRef, QuerySet

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.groups.models import MeetingKind, Place
from alongside.live import outbox
from alongside.people.models import Person
from alongside.rooms import circles, payloads
from alongside.rooms.actions.moving import Mover, close_or_open, lock, moving
from alongside.rooms.actions.rounds import after_a_change, close_round
from alongside.rooms.actions.seating import give_up_seat
from alongside.rooms.models import Attendee, AttendeeState, Room, SeatState
from alongside.rooms.topics import person_topic, room_topic, staff_topic


def due(rooms: QuerySet[Room]) -> set[int]:
    """Row numbers of the rooms that close now, since nobody hosts them. One query."""
    inside = Attendee.objects.filter(room=OuterRef("pk"), state=AttendeeState.IN)
    found = rooms.filter(
        Exists(inside), meeting__kind=MeetingKind.CIRCLE, unstaffed_since__lte=clock.now() - circles.grace()
    )
    return set(found.values_list("pk", flat=True))


def lead_out(room: Room, by: Actor) -> None:
    """Everyone is nearly in again, and comes in by itself when a host is there. For a locked room, in an action."""
    closes_at = circles.closes_at(room)
    if closes_at is None or clock.now() < closes_at:
        return
    inside = list(room.attendees.select_related("person").filter(state=AttendeeState.IN))
    if not inside:
        return
    with moving(room, clock.now(), by) as mover:
        close_round(mover, send_back=False)
        for attendee in inside:
            mover.take_out(attendee, AttendeeState.WAITING)
            outbox.publish(staff_topic(room.meeting), "rooms.nearly_in", {"person": payloads.nearly(attendee)})
            outbox.publish(person_topic(attendee.person), "rooms.host_gone", {"meeting": room.meeting.public_id})
    close_or_open(room, False)
    current().record(room, led_out=len(inside))


def who_waits_for(mover: Mover, host: Attendee) -> list[Attendee]:
    """Who comes in together with the first host of a circle: everyone who waits, but whoever was asked to leave."""
    room = mover.room
    if not circles.is_circle(room.meeting) or not host.is_staff or room.unstaffed_since is None or room.locked:
        return []
    rows = room.attendees.select_related("person", "room__meeting").filter(
        state=AttendeeState.WAITING, must_be_let_in=False
    )
    return list(rows.order_by("came_at", "pk"))


@action("rooms.follow_place")
def follow_place(meeting_id: int, person_id: int, *, by: Actor) -> None:
    """Someone in the room leads it from now on, or no longer does. Harmless where they aren't there."""
    found = Room.objects.filter(meeting=meeting_id, ended_at=None).first()
    if found is None:
        return
    room = lock(found)
    attendee = Attendee.objects.select_related("person", "room__meeting").filter(room=room, person=person_id).first()
    kind = Place.objects.filter(meeting=meeting_id, person=person_id).values_list("kind", flat=True).first()
    current().record(room)
    leads = kind in circles.LEADING
    if not leads:
        outbox.revoke(staff_topic(room.meeting), Person.objects.get(pk=person_id).public_id)
    if attendee is None or attendee.is_staff == leads:
        return
    attendee.is_staff = leads
    attendee.save(update_fields=["is_staff"])
    outbox.publish(person_topic(attendee.person), "rooms.leads", {"meeting": room.meeting.public_id, "leads": leads})
    if attendee.state != AttendeeState.IN:
        return
    outbox.publish(room_topic(room.meeting), "rooms.entered", {"person": payloads.person_in(attendee)})
    with moving(room, clock.now(), by) as mover:
        mover.staff_changed()
        if leads:
            give_up_seat(room, attendee, SeatState.MAIN)
            mover.place(attendee, None, "moved")
        after_a_change(mover)
