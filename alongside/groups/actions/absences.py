"""Not being able to come, in one tap: no reason is asked, and the place stays theirs."""

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups import events
from alongside.groups.models import Meeting, MeetingKind, Place, PlaceKind
from alongside.people.models import Person


@action("groups.excuse")
def excuse(place: Place, *, by: Actor, key: str | None = None) -> Place:
    """They can't come this time; whoever leads hears it. Twice is the same as once. Raises Refused once it is over."""
    locked = _lock(place)
    if locked.kind == PlaceKind.STAFF or locked.meeting.kind != MeetingKind.SESSION:
        raise Refused(_("This one can’t go on without you. Please tell a colleague, or move it."))
    if locked.excused_at is None:
        locked.excused_at = clock.now()
        locked.save(update_fields=["excused_at"])
        events.place_excused(locked, _staff_of(locked.meeting))
    current().record(locked.meeting)
    return locked


@action("groups.unexcuse")
def unexcuse(place: Place, *, by: Actor, key: str | None = None) -> Place:
    """They can come after all. Raises Refused once the session is over."""
    locked = _lock(place)
    if locked.excused_at is not None:
        locked.excused_at = None
        locked.save(update_fields=["excused_at"])
        events.place_excused(locked, _staff_of(locked.meeting))
    current().record(locked.meeting)
    return locked


@action("groups.give_familiar_face")
def give_familiar_face(person: Person, *, by: Actor, key: str | None = None) -> Place | None:
    """The next session of `person` that hasn't begun seats someone they know beside them. None where there is none."""
    places = Place.objects.filter(
        person=person,
        kind=PlaceKind.MEMBER,
        meeting__kind=MeetingKind.SESSION,
        meeting__cancelled_at=None,
        meeting__starts_at__gt=clock.now(),
    )
    place = places.select_related("meeting").order_by("meeting__starts_at", "meeting__id").first()
    current().record(person)
    if place is not None and not place.familiar_face:
        place.familiar_face = True
        place.save(update_fields=["familiar_face"])
    return place


def _lock(place: Place) -> Place:
    found = Place.objects.select_for_update(of=("self",)).select_related("meeting", "person")
    locked = found.filter(pk=place.pk).first()
    if locked is None:
        raise Refused(_("You have no place in this session any more."))
    if locked.meeting.ends_at <= clock.now():
        raise Refused(_("This session is over."))
    if locked.meeting.cancelled_at is not None:
        raise Refused(_("This session is cancelled."))
    return locked


def _staff_of(meeting: Meeting) -> list[Person]:
    rows = Place.objects.filter(meeting=meeting, kind=PlaceKind.STAFF).select_related("person").order_by("pk")
    return [row.person for row in rows]
