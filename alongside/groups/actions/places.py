"""Places follow the roster: whoever is on it, or leads the group, may enter its sessions from now on.

The same for circles: whoever is in one, and whoever hosts it.
"""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups import events
from alongside.groups.models import (
    Circle,
    CircleMember,
    CircleRole,
    CircleState,
    Facilitator,
    Group,
    Meeting,
    Place,
    PlaceKind,
    RosterEntry,
    RosterState,
)
from alongside.groups.queries import LINGER
from alongside.people.cover import stand_ins
from alongside.people.models import Duty, Leave, Person, Stage
from alongside.people.stages import stages_where

_SOON = timedelta(days=1)
"""Nobody is in a session that is further away than this, so nobody has to be led out of it."""

_SEATED = [*stages_where("may_enter_sessions"), Stage.INVITED]
"""Who on the roster has places: those who may come, and those whose places wait until they have come in. Someone on a
pause stays on the roster and has none, so nothing expects or reminds them."""


def lock(group: Group, *, closed: bool = False) -> Group:
    """The group, locked until the transaction ends. Raises Refused when it has closed, unless `closed` is fine."""
    locked = Group.objects.select_for_update(of=("self",)).select_related("series", "program").get(pk=group.pk)
    if locked.closed_at is not None and not closed:
        raise Refused(_("This group has closed. Reopen it first."))
    return locked


def lock_circle(circle: Circle, *, closed: bool = False) -> Circle:
    """The circle, locked until the transaction ends. Raises Refused when it has closed, unless `closed` is fine."""
    locked = Circle.objects.select_for_update(of=("self",)).select_related("series", "program").get(pk=circle.pk)
    if locked.closed_at is not None and not closed:
        raise Refused(_("This circle has closed."))
    return locked


def write_circle_places(circle: Circle) -> None:
    """Make the places of the circle's current and coming meetings what its members are. Idempotent."""
    meetings = _current(Meeting.objects.filter(circle=circle))
    members = CircleMember.objects.filter(circle=circle, state=CircleState.ON, person__stage__in=_SEATED)
    kinds = {
        person: PlaceKind.MEMBER if role == CircleRole.MEMBER else PlaceKind.HOST
        for person, role in members.values_list("person_id", "role")
    }
    _write(meetings, {(meeting, person): kind for meeting in meetings for person, kind in kinds.items()})


def write_places(group: Group) -> None:
    """Make the places of the group's current and coming sessions what roster, facilitators and leave say. Idempotent.

    Whoever stands in for someone away has a place of staff in the sessions of that time.
    """
    meetings = _current(Meeting.objects.filter(group=group))
    members = dict.fromkeys(
        RosterEntry.objects.filter(group=group, state=RosterState.ON, person__stage__in=_SEATED).values_list(
            "person_id", flat=True
        ),
        PlaceKind.MEMBER,
    )
    leading = [row.person for row in Facilitator.objects.filter(group=group).select_related("person")]
    wanted = {
        (meeting_id, person_id): kind
        for meeting_id, acting in _leading_at(leading, meetings).items()
        for person_id, kind in (members | dict.fromkeys(acting, PlaceKind.STAFF)).items()
    }
    _write(meetings, wanted)
    events.people_changed(group)


def _current(meetings: QuerySet[Meeting]) -> dict[int, datetime]:
    return dict(meetings.filter(ends_at__gt=clock.now() - LINGER).values_list("id", "starts_at"))


def _write(meetings: dict[int, datetime], wanted: dict[tuple[int, int], PlaceKind]) -> None:
    found = {
        (meeting_id, person_id): (pk, kind)
        for pk, meeting_id, person_id, kind in Place.objects.filter(meeting__in=meetings).values_list(
            "id", "meeting_id", "person_id", "kind"
        )
    }
    Place.objects.bulk_create(
        Place(meeting_id=meeting_id, person_id=person_id, kind=kind)
        for (meeting_id, person_id), kind in wanted.items()
        if (meeting_id, person_id) not in found
    )
    lost = [key for key in found if key not in wanted]
    Place.objects.filter(pk__in=[found[key][0] for key in lost]).delete()
    for kind in PlaceKind:
        changed = [key for key, (_pk, was) in found.items() if wanted.get(key) == kind and was != kind]
        if changed:
            Place.objects.filter(pk__in=[found[key][0] for key in changed]).update(kind=kind)
        for meeting_id, person_id in changed:
            if meetings[meeting_id] - clock.now() <= _SOON:
                events.place_changed(meeting_id, person_id)
    for meeting_id, person_id in lost:
        if meetings[meeting_id] - clock.now() <= _SOON:
            events.place_lost(meeting_id, person_id)


def _leading_at(leading: list[Person], meetings: dict[int, datetime]) -> dict[int, set[int]]:
    """Who is staff of each session: those who lead, and who stands in for them when it begins."""
    everyone = {person.pk for person in leading}
    away = Leave.objects.filter(person__in=everyone, cancelled_at=None, ends_at__gt=clock.now() - LINGER)
    times = list(away.values_list("starts_at", "ends_at"))
    found = {}
    for meeting_id, at in meetings.items():
        found[meeting_id] = set(everyone)
        if any(start <= at < end for start, end in times):
            found[meeting_id] |= {each.pk for each in stand_ins(leading, Duty.GROUPS, at).values()}
    return found


def follow_leave(person: Person) -> None:
    """`person` is away at other times, or someone else stands in: to be bound to people.events.on_leave_changed.

    Also for the groups that `person` leads in someone's place, since their cover then leads those.
    """
    away = Leave.objects.filter(covers__person=person, cancelled_at=None, ends_at__gt=clock.now())
    leading = {person.pk, *away.values_list("person_id", flat=True)}
    for group in Group.objects.filter(closed_at=None, facilitators__person__in=leading).distinct().order_by("pk"):
        write_places(lock(group))


def drop_meetings(meetings: list[Meeting]) -> None:
    """Take sessions that will not be off the calendar, and everyone's places with them."""
    ids = [meeting.pk for meeting in meetings]
    soon = {meeting.pk for meeting in meetings if meeting.starts_at - clock.now() <= _SOON}
    lost = list(Place.objects.filter(meeting__in=soon).values_list("meeting_id", "person_id"))
    for meeting_id, person_id in lost:
        events.place_lost(meeting_id, person_id)
    Meeting.objects.filter(pk__in=ids).delete()
