"""Places follow the roster: whoever is on it, or leads the group, may enter its sessions from now on."""

from datetime import timedelta

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups import events
from alongside.groups.models import Facilitator, Group, Meeting, Place, PlaceKind, RosterEntry, RosterState
from alongside.groups.queries import LINGER

_SOON = timedelta(days=1)
"""Nobody is in a session that is further away than this, so nobody has to be led out of it."""


def lock(group: Group, *, closed: bool = False) -> Group:
    """The group, locked until the transaction ends. Raises Refused when it has closed, unless `closed` is fine."""
    locked = Group.objects.select_for_update(of=("self",)).select_related("series", "program").get(pk=group.pk)
    if locked.closed_at is not None and not closed:
        raise Refused(_("This group has closed. Reopen it first."))
    return locked


def write_places(group: Group) -> None:
    """Make the places of the group's current and coming sessions what roster and facilitators say. Idempotent."""
    meetings = dict(
        Meeting.objects.filter(group=group, ends_at__gt=clock.now() - LINGER).values_list("id", "starts_at")
    )
    wanted = dict.fromkeys(
        RosterEntry.objects.filter(group=group, state=RosterState.ON).values_list("person_id", flat=True),
        PlaceKind.MEMBER,
    )
    wanted |= dict.fromkeys(
        Facilitator.objects.filter(group=group).values_list("person_id", flat=True), PlaceKind.STAFF
    )
    found = {
        (meeting_id, person_id): (pk, kind)
        for pk, meeting_id, person_id, kind in Place.objects.filter(meeting__in=meetings).values_list(
            "id", "meeting_id", "person_id", "kind"
        )
    }
    Place.objects.bulk_create(
        Place(meeting_id=meeting_id, person_id=person_id, kind=kind)
        for meeting_id in meetings
        for person_id, kind in wanted.items()
        if (meeting_id, person_id) not in found
    )
    lost = [key for key in found if key[1] not in wanted]
    Place.objects.filter(pk__in=[found[key][0] for key in lost]).delete()
    for kind in PlaceKind:
        changed = [pk for (_m, who), (pk, was) in found.items() if wanted.get(who) == kind and was != kind]
        if changed:
            Place.objects.filter(pk__in=changed).update(kind=kind)
    for meeting_id, person_id in lost:
        if meetings[meeting_id] - clock.now() <= _SOON:
            events.place_lost(meeting_id, person_id)


def drop_meetings(meetings: list[Meeting]) -> None:
    """Take sessions that will not be off the calendar, and everyone's places with them."""
    ids = [meeting.pk for meeting in meetings]
    soon = {meeting.pk for meeting in meetings if meeting.starts_at - clock.now() <= _SOON}
    lost = list(Place.objects.filter(meeting__in=soon).values_list("meeting_id", "person_id"))
    for meeting_id, person_id in lost:
        events.place_lost(meeting_id, person_id)
    Meeting.objects.filter(pk__in=ids).delete()
