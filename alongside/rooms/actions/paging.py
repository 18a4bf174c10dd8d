"""Nobody on staff in the room: ask the co-facilitators at once, and after three minutes whoever is on call."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import action, current
from alongside.core.errors import Refused
from alongside.groups.models import MeetingKind, Place
from alongside.live import outbox
from alongside.people.cover import leaves_at
from alongside.people.models import Person
from alongside.people.queries import on_call
from alongside.rooms import notices, payloads
from alongside.rooms.actions.moving import lock
from alongside.rooms.circles import LEADING, is_circle
from alongside.rooms.models import Attendee, AttendeeState, Paging, PagingWhy, Room
from alongside.rooms.topics import person_topic, staff_topic

PATIENCE = timedelta(minutes=3)


def needed(room: Room, now: datetime) -> list[tuple[Person, PagingWhy]]:
    """Who is to be asked to come now: each once for each time that the room is without staff."""
    meeting = room.meeting
    if room.unstaffed_since is None or not meeting.starts_at <= now < meeting.ends_at:
        return []
    if not Attendee.objects.filter(room=room, state__in=[AttendeeState.IN, AttendeeState.WAITING]).exists():
        return []
    places = Place.objects.filter(meeting=meeting, kind__in=LEADING).select_related("person__account")
    staff = [place.person for place in places]
    away = leaves_at(staff, now)
    wanted = [(person, PagingWhy.COFACILITATOR) for person in staff if person.pk not in away]
    # A hello is between two people: if the welcomer doesn’t come, nobody else walks in on the newcomer. A circle waits
    # for its hosts, and who is on call comes only when a host asks.
    if meeting.kind == MeetingKind.SESSION and now >= max(room.unstaffed_since, meeting.starts_at) + PATIENCE:
        answering = on_call(meeting.program, now)
        if answering is not None and answering not in [person for person, _why in wanted]:
            wanted.append((answering, PagingWhy.ON_CALL))
    asked = {(row.person_id, row.why): row for row in Paging.objects.filter(room=room)}
    return [
        (person, why)
        for person, why in wanted
        if (person.pk, why) not in asked or _came_and_left(asked[person.pk, why], room.unstaffed_since)
    ]


def page_if_unstaffed(room: Room, now: datetime) -> None:
    """Ask who is needed to come. For a locked room, in an action."""
    for person, why in needed(room, now):
        _page(room, person, why, now)


@action("rooms.call_staff")
def call_staff(room: Room, *, by: Person, key: str | None = None) -> Paging:
    """A host of a circle asks whoever is on call to come. Raises Refused where nobody is on call, and elsewhere."""
    room = lock(room)
    if not is_circle(room.meeting):
        raise Refused(_("Whoever is on call is asked by themselves when nobody on staff is here."))
    now = clock.now()
    person = on_call(room.meeting.program, now)
    if person is None:
        raise Refused(_("Nobody is on call right now. “Get help now” shows who answers at this hour."))
    return _page(room, person, PagingWhy.ON_CALL, now)


def _page(room: Room, person: Person, why: PagingWhy, now: datetime) -> Paging:
    row, _made = Paging.objects.update_or_create(
        room=room, person=person, why=why, defaults={"at": now, "came_at": None}
    )
    row.person = person
    current().record(room, **{f"paged_{why}": person.public_id})
    outbox.publish(staff_topic(room.meeting), "rooms.paged", payloads.paging(row))
    outbox.publish(
        person_topic(person),
        "rooms.called",
        {"meeting": room.meeting.public_id, "title": payloads.title(room.meeting), "why": why},
    )
    notices.called(person)
    return row


def _came_and_left(row: Paging, unstaffed_since: datetime) -> bool:
    return row.came_at is not None and row.came_at < unstaffed_since
