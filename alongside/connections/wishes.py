"""Who may be suggested to others, and who gets suggestions: by stage, by role, and by their own word."""

from collections.abc import Collection

from alongside.connections.models import Wishes
from alongside.core import clock
from alongside.people.models import STAFF_ROLES, Person
from alongside.people.stages import policy, stages_where


def may_be_suggested(ids: Collection[int]) -> set[int]:
    """Those of `ids` who may be suggested to others. One query."""
    rows = Person.objects.filter(pk__in=ids, stage__in=stages_where("gets_suggestions"), account__isnull=False)
    rows = rows.exclude(role__in=STAFF_ROLES).exclude(ties_wishes__may_be_suggested=False)
    rows = rows.exclude(suspended_until__gt=clock.now())
    return set(rows.values_list("pk", flat=True))


def gets_suggestions(person: Person) -> bool:
    """Whether `person` has others suggested to them. At most one query."""
    if person.is_staff or not policy(person).gets_suggestions:
        return False
    return not Wishes.objects.filter(person=person, gets_suggestions=False).exists()


def wishes_of(person: Person) -> Wishes:
    """What they said; where they said nothing, everything as it is by default. One query."""
    return Wishes.objects.filter(person=person).first() or Wishes(person=person)
