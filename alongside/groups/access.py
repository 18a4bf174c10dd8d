"""Who may know that a group or a session exists. Everyone else gets a 404."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from alongside.groups.circles.queries import HOSTING
from alongside.groups.models import (
    CircleMember,
    CircleState,
    Facilitator,
    FreeTime,
    Group,
    Meeting,
    MeetingKind,
    Place,
    RosterEntry,
    RosterState,
)
from alongside.groups.queries import leading_as
from alongside.people.models import Person, Role
from alongside.people.stages import policy


def _groups(person: Person) -> QuerySet[Group]:
    found = Group.objects.filter(program=person.program_id).select_related("series", "program")
    if person.role == Role.DIRECTOR:
        return found
    return found.filter(_leads(person, "pk") | _belongs(person, "pk"))


def _leads(person: Person, group: str) -> Q:
    if not person.is_staff:
        return Q(pk__in=[])
    return Q(Exists(Facilitator.objects.filter(group=OuterRef(group), person__in=leading_as(person))))


def _hosts(person: Person, circle: str) -> Q:
    """Hosts or helps to host it; staff look after every circle of the program."""
    if person.is_staff:
        return Q(**{f"{circle}__isnull": False})
    hosting = CircleMember.objects.filter(person=person, state=CircleState.ON, role__in=HOSTING)
    return Q(Exists(hosting.filter(circle=OuterRef(circle))))


def _belongs(person: Person, group: str) -> Q:
    return Q(Exists(RosterEntry.objects.filter(group=OuterRef(group), person=person, state=RosterState.ON)))


def get_group(person: Person, public_id: str) -> Group:
    """A group that `person` is on the roster of, leads, or directs. Raises Http404."""
    group = _groups(person).filter(public_id=public_id).first()
    if group is None:
        raise Http404
    return group


def get_group_as_staff(person: Person, public_id: str) -> Group:
    """A group that `person` may change: its facilitators and directors. Raises Http404."""
    if not person.is_staff:
        raise Http404
    return get_group(person, public_id)


def get_meeting(person: Person, public_id: str) -> Meeting:
    """A session that `person` has a place in, or directs the program of. Raises Http404.

    A director without a place may look, but isn't staff of the session: ask `get_place` for that.
    """
    found = Meeting.objects.filter(program=person.program_id, public_id=public_id)
    if person.role != Role.DIRECTOR:
        found = found.filter(Exists(Place.objects.filter(meeting=OuterRef("pk"), person=person)))
    meeting = found.select_related("group", "circle", "program", "series").first()
    if meeting is None:
        raise Http404
    return meeting


def get_place(person: Person, public_id: str) -> Place:
    """The place of `person` in the session of that public id, with the meeting and its group loaded. Raises Http404."""
    place = (
        Place.objects.filter(person=person, meeting__public_id=public_id, meeting__program=person.program_id)
        .select_related("meeting", "meeting__group", "meeting__program", "meeting__series")
        .first()
    )
    if place is None:
        raise Http404
    return place


def get_meeting_to_change(person: Person, public_id: str) -> Meeting:
    """A session that `person` may cancel or move: the group's facilitators, a circle's hosts, staff. Raises Http404."""
    found = Meeting.objects.filter(program=person.program_id, public_id=public_id)
    if person.role != Role.DIRECTOR:
        here = policy(person).may_enter_sessions
        found = found.filter(_leads(person, "group") | (_hosts(person, "circle") if here else Q(pk__in=[])))
    meeting = found.exclude(group=None, circle=None).select_related("group", "circle", "program", "series").first()
    if meeting is None:
        raise Http404
    return meeting


def get_waiting_entry(person: Person, public_id: str) -> RosterEntry:
    """The turn of `person` on the waiting list of the group of that public id. Raises Http404."""
    entry = (
        RosterEntry.objects.filter(group__public_id=public_id, person=person, state=RosterState.WAITING)
        .select_related("group")
        .first()
    )
    if entry is None:
        raise Http404
    return entry


def get_hello(person: Person, public_id: str) -> Meeting:
    """A hello of `person`, as either of the two. Raises Http404."""
    meeting = get_place(person, public_id).meeting
    if meeting.kind != MeetingKind.HELLO:
        raise Http404
    return meeting


def get_offered_time(person: Person, public_id: str) -> FreeTime:
    """A time that `person` offers. Raises Http404."""
    found = FreeTime.objects.filter(person=person, public_id=public_id).select_related("person__program").first()
    if found is None:
        raise Http404
    return found
