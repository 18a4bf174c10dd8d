"""What other rooms of the house may ask, bound in the composition root."""

from collections.abc import Iterable, Set

from django.db.models import Exists, OuterRef, Q

from alongside.core import clock
from alongside.core.actions import System
from alongside.groups.models import Meeting, MeetingKind
from alongside.people.models import GONE_STAGES, Person
from alongside.rooms.actions import entering, following, hostless
from alongside.rooms.models import Attendee, AttendeeState, Interval, Paging, PagingWhy

GROUPS = System("groups")


def place_lost(meeting_id: int, person_id: int) -> None:
    """A place was taken away: out of the room at once. Called in the transaction that takes it."""
    entering.lose_place(meeting_id, person_id, by=GROUPS)


def place_changed(meeting_id: int, person_id: int) -> None:
    """Someone hosts a circle from now on, or no longer does. Called in the transaction that changes it."""
    hostless.follow_place(meeting_id, person_id, by=GROUPS)


def follow_rights(person: Person) -> None:
    """Who no longer works for the program leaves the rooms they were called to. In the transaction that changes it."""
    if person.is_staff and person.stage not in GONE_STAGES:
        return
    called = Paging.objects.filter(person=person, why=PagingWhy.ON_CALL, room__ended_at=None)
    called = called.exclude(room__meeting__places__person=person)
    for meeting_id in called.order_by("pk").values_list("room__meeting_id", flat=True):
        entering.lose_place(meeting_id, person.pk, by=GROUPS)


def follow_meeting(meeting_id: int) -> None:
    """A session was moved, cancelled or brought back. In the transaction that does it."""
    following.follow_meeting(meeting_id, by=GROUPS)


def follow_card(person: Person) -> None:
    """Someone changed how they are shown. In the transaction that changes it."""
    following.say_card(person)


def who_is_here(meeting: Meeting, viewer: Person) -> list[Person]:
    """Who is in the room already and allows others to see it; never the viewer. One query."""
    return list(
        Person.objects.filter(
            attended__room__meeting=meeting,
            attended__state=AttendeeState.IN,
            attended__room__ended_at=None,
            shows_when_here=True,
        )
        .exclude(pk=viewer.pk)
        .order_by("display_name", "pk")
    )


def pagings_for(person: Person) -> list[Paging]:
    """Rooms that `person` is asked to come to now: not come yet, not over. One query."""
    return list(
        Paging.objects.filter(
            person=person,
            came_at=None,
            room__ended_at=None,
            room__meeting__ends_at__gt=clock.now(),
        )
        .filter(Q(room__unstaffed_since__isnull=False) | Q(room__meeting__kind=MeetingKind.CIRCLE))
        .select_related("room__meeting__group", "room__meeting__circle")
    )


def was_there(person: Person, meetings: Iterable[int]) -> Set[int]:
    """Which of these sessions the person came to, by row number: whose chat they may read. One query."""
    came = Attendee.objects.filter(
        person=person, room__meeting__in=meetings, room__conversation__participants__person=person
    )
    return set(came.values_list("room__meeting_id", flat=True))


def were_hosted(meetings: Iterable[int]) -> bool:
    """Whether anyone who leads came to one of these, by row number, and was really there. One query."""
    led = Attendee.objects.filter(room__meeting__in=list(meetings), is_staff=True)
    return led.filter(Exists(Interval.objects.filter(room=OuterRef("room"), person=OuterRef("person")))).exists()
