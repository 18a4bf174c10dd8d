"""What a person sends to someone on staff of their own accord: whom they can choose, and how it stands with it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from alongside.care import owners, queries
from alongside.care.models import Kind, ReachOut, Reason
from alongside.groups import queries as groups
from alongside.groups.models import RosterState
from alongside.people.models import Person, Role
from alongside.people.stages import stages_where

MOST = 10


def people_around(person: Person) -> list[Person]:
    """Whoever shares a group with `person`, and who leads it, by name. One query."""
    mine = groups.my_groups(person).order_by().values("pk")
    around = Q(roster_entries__group__in=mine, roster_entries__state=RosterState.ON) | Q(facilitates__group__in=mine)
    shown = stages_where("is_shown_to_others")
    found = Person.objects.filter(around, program=person.program_id, stage__in=shown).exclude(pk=person.pk)
    found = found.select_related("program")
    return list(found.distinct().order_by("display_name", "id"))


def counselors_for(person: Person) -> list[Person]:
    """Whom `person` can tell: the counselors of their groups first, then every other counselor. Four queries."""
    at_work = [each for each in owners.everyone_on_staff(person.program_id) if each.role == Role.COUNSELOR]
    mine = groups.my_groups(person).order_by().values("pk")
    leading = set(Person.objects.filter(facilitates__group__in=mine).values_list("pk", flat=True))
    return sorted((each for each in at_work if each != person), key=lambda each: each.pk not in leading)


@dataclass(frozen=True)
class Sent:
    """Something that was sent, and how it stands: each of its facts has happened."""

    reason: Reason
    card: ReachOut
    read_at: datetime | None
    read_by: Person | None

    @property
    def id(self) -> str:
        """What names it in addresses."""
        return self.reason.key.partition(":")[2]

    @property
    def reader(self) -> Person | None:
        """Whose it is now; None: the directors."""
        return self.card.owner

    @property
    def done(self) -> bool:
        return self.card.closed_at is not None or self.reason.settled_at is not None

    @property
    def may_take_back(self) -> bool:
        """Until it was read; what is between two people, until it is done."""
        return not self.done and (self.read_at is None or self.reason.kind == Kind.BETWEEN)


def sent_by(person: Person, kind: Kind, *, since: datetime | None = None) -> list[Sent]:
    """What `person` sent, newest first. One query, and one for each that may have been read."""
    rows = Reason.objects.filter(kind=kind, reach_out__about=person).select_related("reach_out__owner", "other")
    if since is not None:
        rows = rows.filter(since__gte=since)
    return [_sent(row) for row in rows.order_by("-since", "-id")[:MOST]]


def find_sent(person: Person, kind: Kind, number: str) -> Sent | None:
    """One of them, by its key; None for what isn't theirs."""
    row = Reason.objects.filter(kind=kind, reach_out__about=person, key=f"{kind}:{number[:40]}")
    found = row.select_related("reach_out__owner", "other").first()
    return _sent(found) if found else None


def _sent(reason: Reason) -> Sent:
    read = queries.read_since(reason.reach_out, reason.since)
    return Sent(reason, reason.reach_out, read.at if read else None, read.by if read else None)
