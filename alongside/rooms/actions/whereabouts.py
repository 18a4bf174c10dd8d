"""Where people are during a clinical session: sealed, for that session's staff, and gone after it."""

from django.db.models import Q, QuerySet

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.groups.queries import LINGER
from alongside.people.models import Person
from alongside.rooms.models import Attendee, Room


@action("rooms.look_up_whereabouts")
def look_up(room: Room, *, by: Person) -> list[Attendee]:
    """Everyone who said where they are, for staff of the session. Each look is in the audit trail."""
    current().record(room)
    return list(
        room.attendees.exclude(place_confirmed_at=None)
        .exclude(place="")
        .select_related("person")
        .order_by("person__display_name", "pk")
    )


def to_forget() -> QuerySet[Attendee]:
    """Attendees whose whereabouts are still kept though the doors have closed."""
    kept = Q(place__gt="") | Q(phone__gt="")
    return Attendee.objects.filter(kept, room__meeting__ends_at__lte=clock.now() - LINGER)


@action("rooms.forget_whereabouts")
def forget(*, by: Actor) -> int:
    """Blank them. Returns of how many. That they were confirmed stays on record, the words don't."""
    count = to_forget().update(place="", phone="")
    current().record(count=count)
    return count
