"""Who may know of a session's room and what in it. What someone may not know exists is 404.

| | place | staff of the session | on call, paged | director without a place |
|---|---|---|---|---|
| green room, room, chat | yes | yes | yes | 404 |
| planner, hosting | 404 | yes | yes | 404 |
| placing one person, whereabouts | 404 | yes | yes | 404 |
| attendance | 404 | yes | yes | yes |

In a circle, its hosts have the planner and hosting, and nothing else of what staff have; nobody sees its attendance.
Being paged as the one on call makes someone staff of that session until it is over, while they work for the program.
"""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.groups.models import Meeting, MeetingKind, Place, PlaceKind
from alongside.people.models import Person, Role
from alongside.rooms.models import (
    Attendee,
    HelpCall,
    Paging,
    PagingWhy,
    Room,
    Round,
    SmallRoom,
)


@dataclass(frozen=True)
class Standing:
    """What one person is to one session. `room` is None before the first person has come."""

    person: Person
    meeting: Meeting
    room: Room | None
    is_staff: bool
    on_call: bool
    leads: bool = False
    """On staff of it, or a host of its circle."""


def standing(person: Person, meeting_id: str) -> Standing:
    """The person's standing in a session they have a place in, or were paged to. Three queries. Raises Http404."""
    found = find_standing(person, meeting_id)
    if found is None:
        raise Http404
    return found


def find_standing(person: Person, meeting_id: str) -> Standing | None:
    """As `standing`, or None."""
    meeting = (
        Meeting.objects.select_related("group", "circle", "program")
        .filter(public_id=meeting_id, program=person.program_id)
        .first()
    )
    if meeting is None:
        return None
    kind = Place.objects.filter(meeting=meeting, person=person).values_list("kind", flat=True).first()
    room = Room.objects.select_related("conversation").filter(meeting=meeting).first()
    on_call = kind is None and person.is_staff and room is not None and _paged(room, person)
    if kind is None and not on_call:
        return None
    is_staff = kind == PlaceKind.STAFF or on_call
    leads = is_staff or kind == PlaceKind.HOST
    return Standing(person, meeting, room, is_staff=is_staff, on_call=on_call, leads=leads)


def staff_standing(person: Person, meeting_id: str) -> Standing:
    """The standing of someone on staff of the session. Raises Http404 for everyone else."""
    found = standing(person, meeting_id)
    if not found.is_staff:
        raise Http404
    return found


def leading_standing(person: Person, meeting_id: str) -> Standing:
    """The standing of whoever leads the session: its staff, or a host of its circle. Raises Http404 for others."""
    found = standing(person, meeting_id)
    if not found.leads:
        raise Http404
    return found


def attendance_standing(person: Person, meeting_id: str) -> Standing:
    """Staff of the session, and directors; nobody for a circle. Raises Http404 for everyone else."""
    found = find_standing(person, meeting_id)
    if found is not None and found.meeting.kind == MeetingKind.CIRCLE:
        raise Http404
    if found is not None and found.is_staff:
        return found
    if person.role != Role.DIRECTOR:
        raise Http404
    meeting = (
        Meeting.objects.select_related("group", "circle", "program")
        .filter(public_id=meeting_id, program=person.program_id)
        .exclude(kind=MeetingKind.CIRCLE)
        .first()
    )
    if meeting is None:
        raise Http404
    room = Room.objects.select_related("conversation").filter(meeting=meeting).first()
    return Standing(person, meeting, room, is_staff=False, on_call=False)


def attendee(found: Standing) -> Attendee:
    """The person's own part in the room. Raises Http404 where they never came."""
    rows = Attendee.objects.select_related("person", "room")
    return get_object_or_404(rows, room__meeting=found.meeting, person=found.person)


def someone(found: Standing, person_id: str) -> Attendee:
    """Another attendee of the same room, by their public id. Raises Http404."""
    rows = Attendee.objects.select_related("person", "room")
    return get_object_or_404(rows, room__meeting=found.meeting, person__public_id=person_id)


def round_of(found: Standing, round_id: str) -> Round:
    """A round of this room. Raises Http404."""
    rows = Round.objects.select_related("room__meeting")
    return get_object_or_404(rows, public_id=round_id, room__meeting=found.meeting)


def small_room(found: Standing, small_id: str) -> SmallRoom:
    """A small room of this meeting. Raises Http404."""
    rows = SmallRoom.objects.select_related("round__room", "conversation")
    return get_object_or_404(rows, public_id=small_id, round__room__meeting=found.meeting)


def help_call(found: Standing, call_id: str) -> HelpCall:
    """A call for help from one of this meeting's small rooms. Raises Http404."""
    rows = HelpCall.objects.select_related("small_room__round__room", "by")
    return get_object_or_404(rows, public_id=call_id, small_room__round__room__meeting=found.meeting)


def _paged(room: Room, person: Person) -> bool:
    return room.ended_at is None and Paging.objects.filter(room=room, person=person, why=PagingWhy.ON_CALL).exists()
