"""Who stands on the two lists of signals, as one on staff may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from alongside.care.access import visible_to
from alongside.care.models import Lane, ReachOut
from alongside.connections.models import Listed, Standing
from alongside.connections.signals import words
from alongside.groups.models import Group, RosterEntry, RosterState
from alongside.groups.queries import groups_of, my_groups
from alongside.people.models import STAFF_ROLES, Person, Role
from alongside.people.stages import stages_where

MOST_REASONS = 2


@dataclass(frozen=True)
class Row:
    """One person on a list. `card`: the open one of theirs that the viewer may see."""

    person: Person
    state: str
    since: datetime
    sentences: tuple[str, ...]
    action: str
    card: ReachOut | None


def groups_for(viewer: Person) -> list[Group]:
    """The groups whose people `viewer` may read of: all of the program to a director, else those they lead or cover.

    One query.
    """
    found = groups_of(viewer.program) if viewer.role == Role.DIRECTOR else my_groups(viewer)
    return list(found.order_by("name", "pk"))


def on_list(viewer: Person, listed: Listed, group: Group | None = None) -> QuerySet[Standing]:
    """Who is on that list, people of one's own groups first, then by what is ahead of them. Never oneself.

    Counselors read of their own groups' people, and of those whose open card is theirs.
    """
    found = Standing.objects.filter(listed=listed, person__program=viewer.program_id).exclude(person=viewer)
    # Judged hourly: who died, left or began a pause meanwhile stands there no more.
    found = found.filter(person__stage__in=stages_where("gets_suggestions")).exclude(person__role__in=STAFF_ROLES)
    belongs = RosterEntry.objects.filter(person=OuterRef("person"), state=RosterState.ON)
    own = Exists(belongs.filter(group__in=my_groups(viewer).order_by().values("pk")))
    if viewer.role != Role.DIRECTOR:
        theirs = ReachOut.objects.filter(about=OuterRef("person"), owner=viewer, closed_at=None).exclude(
            lane=Lane.PRIVATE
        )
        found = found.filter(Q(own) | Q(Exists(theirs)))
    if group is not None:
        found = found.filter(Exists(belongs.filter(group=group)))
    return found.select_related("person__program").order_by(
        Case(When(own, then=0), default=1), "-score", "listed_since", "pk"
    )


def rows(viewer: Person, standings: Iterable[Standing]) -> list[Row]:
    """One query."""
    asked = list(standings)
    cards: dict[int, ReachOut] = {}
    lanes = visible_to(viewer).filter(about__in=[each.person_id for each in asked], closed_at=None)
    for card in lanes.filter(lane__in=[Lane.CARE, Lane.WELCOME]).select_related("owner").order_by("-lane", "pk"):
        cards[card.about_id] = card  # care before first days
    return [
        Row(
            person=each.person,
            state=words.state(each.state, viewer),
            since=each.since,
            sentences=tuple(words.sentences(each, viewer)[:MOST_REASONS]),
            action=words.action(each.action, viewer),
            card=cards.get(each.person_id),
        )
        for each in asked
    ]
