"""Whose a card is: the person nearest to whom it is about, through cover, as far as one person's day goes."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from alongside.care import access
from alongside.care.models import Lane, ReachOut
from alongside.groups import queries as groups
from alongside.groups.models import Facilitator, RosterEntry, RosterState
from alongside.people.cover import acting_for, stand_ins
from alongside.people.models import STAFF_ROLES, Duty, Person, Program, Role
from alongside.people.stages import at_work, stages_where


@dataclass(frozen=True)
class Choice:
    """`person` None: the directors. `over_capacity`: the one it would have been has a full list."""

    person: Person | None
    over_capacity: bool = False


def responsible_for(about: Person, at: datetime) -> Person | None:
    """Who looks after `about` at that moment; None for the directors."""
    return choose(about, at).person


def choose(about: Person, at: datetime) -> Choice:
    """The first counselor of the groups of `about`, or their cover; the directors where that list is full."""
    counselors = counselors_of(about, at)
    if not counselors:
        return Choice(None)
    first = counselors[0]
    return Choice(None, over_capacity=True) if open_count(first) >= settings.CARE_CAPACITY else Choice(first)


def counselors_of(about: Person, at: datetime) -> list[Person]:
    """Everyone who leads a group of `about`, through cover, first leaders first. Three queries."""
    entries = RosterEntry.objects.filter(person=about, state=RosterState.ON, group__closed_at=None)
    belongs = list(entries.order_by("since", "id").values_list("group", flat=True))
    rows = Facilitator.objects.filter(group__in=belongs).select_related("person__program", "person__account")
    leading = sorted(rows, key=lambda row: (row.rank, belongs.index(row.group_id), row.pk))
    acting = stand_ins((row.person for row in leading), Duty.CARDS, at)
    found = (acting[row.person_id] for row in leading)
    return [each for each in dict.fromkeys(found) if each != about and works(each)]


def directors(program: Program | int) -> list[Person]:
    """Everyone who runs the program. One query."""
    return _staff(program, [Role.DIRECTOR])


def everyone_on_staff(program: Program | int) -> list[Person]:
    """Counselors and directors. One query."""
    return _staff(program, list(STAFF_ROLES))


def _staff(program: Program | int, roles: list[Role]) -> list[Person]:
    found = Person.objects.filter(program=program, role__in=roles, stage__in=stages_where("gets_letters"))
    return list(found.select_related("program", "account").order_by("display_name", "id"))


def stand_in(person: Person, at: datetime) -> Person:
    """Whoever has the cards of `person` at that moment."""
    return acting_for(person, Duty.CARDS, at)


def works(person: Person) -> bool:
    """Whether `person` is on staff and at work: neither invited, on a pause, nor gone."""
    return at_work(person)


def open_count(person: Person) -> int:
    """Open cards that are theirs, calls for help not counted. One query."""
    return ReachOut.objects.filter(owner=person, closed_at=None).exclude(lane=Lane.HELP).count()


def reaches_directors(card: ReachOut) -> bool:
    """Whether a director may read it: what is between someone and the only director must not go up. Two queries."""
    never = access.others_of(card)
    return not never or any(each.pk not in never for each in directors(card.program_id))


def looks_after(viewer: Person, about: Person) -> bool:
    """Whether `viewer` leads a group that `about` is on the roster of."""
    return groups.my_groups(viewer).filter(roster__person=about, roster__state=RosterState.ON).exists()
