"""What happens elsewhere while a room is open: its session is moved or cancelled, someone is shown anew."""

from datetime import timedelta

from django.db.models import Q

from alongside.conversations.actions import reopen_conversation
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.live import outbox
from alongside.people.models import Person
from alongside.people.queries import person_card
from alongside.rooms import payloads
from alongside.rooms.actions import hosting
from alongside.rooms.actions.moving import close_or_open, lock, moving
from alongside.rooms.actions.rounds import close_round
from alongside.rooms.circles import is_circle
from alongside.rooms.models import AttendeeState, Room
from alongside.rooms.topics import room_topic, staff_topic

WAITS = timedelta(minutes=30)
"""Who is in already may wait there so long before a session that was moved."""


@action("rooms.follow_meeting")
def follow_meeting(meeting_id: int, *, by: Actor) -> None:
    """The room agrees with its session again. Those inside are told; where it begins much later or not at all, they
    are out, and the page they come to says why. Harmless where nobody has come yet.

    A session that takes place after all has a room again, which the cancellation ended, or someone by hand before.
    """
    found = Room.objects.filter(meeting=meeting_id).first()
    if found is None:
        return
    room = lock(found)
    meeting, now = room.meeting, clock.now()
    cancelled = meeting.cancelled_at is not None
    current().record(room, cancelled=cancelled)
    if not cancelled and room.ended_at is not None:
        _reopen(room, by)
        return
    if room.ended_at is not None:
        return
    closes = cancelled or now < meeting.starts_at - WAITS
    outbox.publish(
        room_topic(meeting), "rooms.meeting_changed", {"session": payloads.session(meeting), "closes": closes}
    )
    if cancelled:
        hosting.end(room, by=by)
    elif closes:
        with moving(room, now, by) as mover:
            close_round(mover, send_back=False)
            people = room.attendees.filter(state__in=[AttendeeState.IN, AttendeeState.WAITING])
            for attendee in people.select_related("person"):
                mover.take_out(attendee, AttendeeState.OUT)
        close_or_open(room, False)  # nobody locks out those who come to it next


def say_card(person: Person) -> None:
    """Whoever sees this person in an open room sees them as they are now: everyone where they are in, else staff, who
    expect them or could let them in. Call it inside an action."""
    known = person_card(person)
    shown = {key: known[key] for key in ("name", "pronouns", "picture", "initials", "role")}
    in_circle = {key: value for key, value in shown.items() if key != "role"}  # there, hosts are shown as hosts
    rooms = Room.objects.filter(Q(attendees__person=person) | Q(meeting__places__person=person), ended_at=None)
    inside = set(rooms.filter(attendees__person=person, attendees__state=AttendeeState.IN).values_list("pk", flat=True))
    for room in rooms.select_related("meeting").order_by("pk").distinct():
        topic = room_topic(room.meeting) if room.pk in inside else staff_topic(room.meeting)
        outbox.publish(
            topic,
            "rooms.person_changed",
            {"person": person.public_id, "card": in_circle if is_circle(room.meeting) else shown},
        )


def _reopen(room: Room, by: Actor) -> None:
    room.ended_at, room.unstaffed_since = None, clock.now()
    room.save(update_fields=["ended_at", "unstaffed_since"])
    reopen_conversation(room.conversation, by=by)
