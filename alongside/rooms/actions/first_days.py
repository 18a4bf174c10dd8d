"""What happens in rooms that a newcomer's path waits for: the hello, the first session, the first small room."""

from collections.abc import Iterable
from dataclasses import dataclass

from alongside.core.actions import Actor
from alongside.groups.models import Meeting, MeetingKind
from alongside.people.arriving import actions as arriving
from alongside.people.arriving import queries
from alongside.people.models import ArrivalStepKind, Person
from alongside.rooms.models import Attendee, AttendeeState, Room


def came_in(room: Room, attendee: Attendee, by: Actor) -> None:
    """Someone is in: their first session, or the moment two people meet. In the action that lets them in."""
    meeting = room.meeting
    if meeting.kind == MeetingKind.HELLO:
        inside = list(room.attendees.filter(state=AttendeeState.IN).select_related("person__program"))
        if any(each.is_staff for each in inside):
            for each in inside:
                if not each.is_staff:
                    arriving.complete(each.person, ArrivalStepKind.HELLO, by=by)
                    arriving.complete(each.person, ArrivalStepKind.DEVICES, by=by)
    elif not attendee.is_staff and queries.step_open(attendee.person, ArrivalStepKind.FIRST_SESSION):
        arriving.come_to_first_session(attendee.person, meeting.ends_at, by=by)


def met(people: Iterable[int], by: Actor) -> None:
    """These persons (row numbers) have been in a small room with others. In the action that closes the round."""
    wanted = set(people)
    firsts = queries.before_first_breakout(wanted)
    for person in Person.objects.select_related("program").filter(pk__in=firsts).order_by("pk"):
        arriving.complete(person, ArrivalStepKind.FIRST_BREAKOUT, by=by)


@dataclass(frozen=True)
class First:
    """Someone's first session. `beside` is their welcomer, where they are in it, too."""

    beside: Person | None


def first_session(person: Person, meeting: Meeting) -> First | None:
    """Whether this is before or in the first session of `person`. At most three queries; one for most people."""
    if meeting.kind == MeetingKind.HELLO:
        return None
    arrival = queries.arrival_of(person)
    if arrival is None or not queries.step_open(person, ArrivalStepKind.FIRST_BREAKOUT):
        return None
    welcomer = arrival.welcomer
    here = welcomer is not None and meeting.places.filter(person=welcomer, excused_at=None).exists()
    return First(welcomer if here else None)
