"""Who may know of a circle, and who may change it. Everyone else gets a 404.

| | in it, invited | host, co-host | anyone here, public | anyone here, by invitation | staff |
|---|---|---|---|---|---|
| the circle's page | yes | yes | yes | 404 | yes |
| who is in it | if in it | yes | 404 | 404 | yes |
| inviting, cancelling, moving | 404 | yes | 404 | 404 | yes |
| words, times, hosts, closing | 404 | hosts | 404 | 404 | yes |
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from alongside.groups.circles import queries
from alongside.groups.models import Circle, CircleMember, CircleRole, CircleState
from alongside.people.models import Person
from alongside.people.stages import policy


@dataclass(frozen=True)
class Seen:
    """A circle as one person may see it. `row` is their own part in it, if they have one."""

    circle: Circle
    person: Person
    row: CircleMember | None
    invited: bool = False
    """They have an invitation that they may know of, and haven't answered it."""

    @property
    def is_in(self) -> bool:
        return self.row is not None and self.row.state == CircleState.ON

    @property
    def hosts(self) -> bool:
        """Host or co-host, and here at the moment."""
        here = policy(self.person).may_enter_sessions
        return self.is_in and here and self.row is not None and self.row.role in queries.HOSTING

    @property
    def leads(self) -> bool:
        """Host, not only co-host."""
        return self.hosts and self.row is not None and self.row.role == CircleRole.HOST

    @property
    def may_run(self) -> bool:
        """Invite people, cancel and move meetings."""
        return self.hosts or self.person.is_staff

    @property
    def may_change(self) -> bool:
        """Its words, times and hosts; close it."""
        return self.leads or self.person.is_staff


def see(person: Person, public_id: str) -> Seen:
    """A circle that `person` may know of. Raises Http404. Up to five queries."""
    circle = Circle.objects.select_related("series", "program", "made_by", "approved_by").filter(
        public_id=public_id, program=person.program_id
    )
    invitations = [row.circle_id for row in queries.invitations_of(person)]
    if not person.is_staff:
        inside = CircleMember.objects.filter(circle=OuterRef("pk"), person=person, state=CircleState.ON)
        circle = circle.filter(Q(Exists(inside)) | Q(pk__in=invitations) | queries.public(person.program_id))
    found = circle.first()
    if found is None:
        raise Http404
    return Seen(found, person, queries.member_of(found, person), invited=found.pk in invitations)


def see_as_runner(person: Person, public_id: str) -> Seen:
    """A circle that `person` hosts, helps to host, or looks after as staff. Raises Http404."""
    seen = see(person, public_id)
    if not seen.may_run:
        raise Http404
    return seen


def see_as_changer(person: Person, public_id: str) -> Seen:
    """A circle that `person` hosts, or looks after as staff. Raises Http404."""
    seen = see(person, public_id)
    if not seen.may_change:
        raise Http404
    return seen


def get_left(person: Person, public_id: str) -> Circle:
    """A circle that `person` was in. Raises Http404."""
    row = (
        CircleMember.objects.filter(circle__public_id=public_id, person=person, accepted_at__isnull=False)
        .select_related("circle")
        .first()
    )
    if row is None:
        raise Http404
    return row.circle


def get_member(seen: Seen, public_id: str) -> CircleMember:
    """Someone who is in it or was invited. Raises Http404."""
    found = CircleMember.objects.select_related("person__program").filter(
        circle=seen.circle, person__public_id=public_id
    )
    row = found.exclude(state=CircleState.OFF).first()
    if row is None:
        raise Http404
    return row


def get_to_invite(seen: Seen, public_id: str) -> Person:
    """Someone whom this host or this counselor could invite, or has invited. Raises Http404."""
    asked = Person.objects.filter(
        public_id=public_id, circle_members__circle=seen.circle, circle_members__state=CircleState.INVITED
    )
    found = queries.people_to_invite(seen.circle, seen.person, "").filter(public_id=public_id).first() or asked.first()
    if found is None:
        raise Http404
    return found
