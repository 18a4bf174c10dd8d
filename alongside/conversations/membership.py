"""Who takes part follows from who belongs: reconciled whenever that changes, and again by the clock.

Bound in the composition root, and called in the transaction of the change: whoever loses a right loses the live topic
with it, in order.
"""

from django.db.models import Q

from alongside.conversations.actions import following
from alongside.conversations.models import Conversation, Kind
from alongside.core.actions import Actor, System, current
from alongside.groups.models import Circle, Group, RosterState
from alongside.people.models import Leave, Person

BY = System("who takes part")
_ROLLING = following.Rolling(500)


def follow_group(group: Group) -> None:
    """To be bound to groups.events.on_people_changed: also the lines of those who are or were in it."""
    following.follow_group(group, by=_actor())
    lines = Conversation.objects.filter(
        Q(about__in=group.roster.exclude(state=RosterState.WAITING).values("person")), kind=Kind.LINE
    )
    following.follow_lines([each.about for each in lines.select_related("about") if each.about], by=_actor())


def follow_circle(circle: Circle) -> None:
    """To be bound to groups.events.on_circle_changed."""
    following.follow_circle(circle, by=_actor())


def follow_rights(person: Person) -> None:
    """To be bound to people.events.on_rights_changed, after the groups have taken back theirs."""
    following.follow_person(person, by=_actor())


def follow_leave(person: Person) -> None:
    """To be bound to people.events.on_leave_changed: also for those whom `person` stands in for, and who stand in."""
    following.follow_person(person, by=_actor())
    covers = Leave.objects.filter(person=person, cancelled_at=None).values_list("covers__person", flat=True)
    for cover in Person.objects.filter(pk__in=covers).select_related("program"):
        following.follow_person(cover, by=_actor())


def repair(rolling: following.Rolling = _ROLLING) -> int:
    """Settle what isn't as it should be, of up to five hundred of each kind; the rest has the next turns. Returns how
    many. A few queries where all is well."""
    return following.repair(rolling, by=BY)


def _actor() -> Actor:
    try:
        return current().by
    except RuntimeError:
        return BY
