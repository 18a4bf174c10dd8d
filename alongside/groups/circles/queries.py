"""Reading circles. Each function costs one query unless it says otherwise."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from alongside.boundaries.queries import cut_pairs
from alongside.core import clock
from alongside.groups import ports
from alongside.groups.models import (
    Circle,
    CircleMember,
    CircleRole,
    CircleState,
    Meeting,
    Openness,
    RosterEntry,
    RosterState,
)
from alongside.people.models import STAFF_ROLES, Person, Program, Role, Stage
from alongside.people.stages import policy, stages_where

HOSTING = (CircleRole.HOST, CircleRole.COHOST)
MISSED_MEETINGS = 2
"""How many meetings in a row without any host make a circle one without a host."""
TOLD_FOR = timedelta(days=14)
"""How long someone who was asked to leave is told so on their list."""
MOST_LISTED = 200
MOST_COMING = 4
UNDO_FOR = timedelta(hours=1)
"""How long someone who left comes back with one tap, also into a circle that is by invitation."""


def may_host(person: Person) -> bool:
    """Mentors and alums who are here at the moment. No query."""
    here = policy(person).may_be_invited and person.stage != Stage.INVITED
    return here and not person.is_staff and (person.role == Role.MENTOR or person.stage == Stage.ALUM)


def may_join(person: Person) -> bool:
    """Whether circles are open to `person` at all. No query."""
    return not person.is_staff and policy(person).may_be_invited and person.stage != Stage.INVITED


def could_host(program: Program | int) -> list[Person]:
    """Everyone whom staff could ask to host, by name."""
    found = Person.objects.filter(program=program, stage__in=stages_where("may_be_invited"))
    found = found.exclude(role__in=STAFF_ROLES).exclude(stage=Stage.INVITED)
    return list(found.filter(Q(role=Role.MENTOR) | Q(stage=Stage.ALUM)).order_by("display_name", "id")[:MOST_LISTED])


def count_in(circle: Circle) -> int:
    """How many people are in it, hosts too."""
    return CircleMember.objects.filter(circle=circle, state=CircleState.ON).count()


def has_room(circle: Circle, row: CircleMember | None = None) -> bool:
    """Whether someone more may come in. Who is asked to host a circle that nobody hosts always may. Up to two."""
    if count_in(circle) < circle.cap:
        return True
    asked = row is not None and row.offered_role == CircleRole.HOST
    return asked and not _hosting().filter(circle=circle).exists()


def _hosting() -> QuerySet[CircleMember]:
    """Those who host something and may come at the moment."""
    return CircleMember.objects.filter(
        role__in=HOSTING, state=CircleState.ON, person__stage__in=stages_where("may_enter_sessions")
    )


def hosts_of(circle: Circle) -> list[Person]:
    """Who hosts it at the moment, hosts before co-hosts, longest first."""
    rows = _hosting().filter(circle=circle).select_related("person__program")
    return [row.person for row in sorted(rows, key=_host_order)]


def hosts_of_each(circles: Iterable[Circle]) -> dict[int, list[Person]]:
    """Who hosts each of these, by the circle's row number."""
    found: dict[int, list[Person]] = defaultdict(list)
    rows = _hosting().filter(circle__in=[circle.pk for circle in circles]).select_related("person")
    for row in sorted(rows, key=_host_order):
        found[row.circle_id].append(row.person)
    return found


def _host_order(row: CircleMember) -> tuple[bool, datetime, int]:
    return row.role != CircleRole.HOST, row.hosts_since or row.since, row.pk


def was_hosted(circle: Circle) -> bool:
    """Whether it ever had a host."""
    return CircleMember.objects.filter(circle=circle, hosts_since__isnull=False).exclude(state="invited").exists()


def is_without_host(circle: Circle) -> bool:
    """Whether nobody hosts it who may come, or nobody who hosts it came to its last two meetings.

    A circle that staff began and nobody has said yes to yet isn't one. Up to three queries.
    """
    rows = list(_hosting().filter(circle=circle))
    if not rows:
        return was_hosted(circle)
    newest = max(row.hosts_since or row.since for row in rows)
    held = Meeting.objects.filter(circle=circle, cancelled_at=None, ends_at__lte=clock.now()).order_by("-starts_at")
    last = list(held.filter(starts_at__gte=newest).values_list("id", flat=True)[:MISSED_MEETINGS])
    return len(last) == MISSED_MEETINGS and not ports.were_hosted(last)


def member_of(circle: Circle, person: Person) -> CircleMember | None:
    """The row of `person` in this circle, whatever its state."""
    return CircleMember.objects.filter(circle=circle, person=person).first()


def members(circle: Circle) -> list[CircleMember]:
    """Who is in it: hosts, co-hosts, then by name, with their persons loaded."""
    order = {CircleRole.HOST: 0, CircleRole.COHOST: 1, CircleRole.MEMBER: 2}
    rows = circle.members.filter(state=CircleState.ON).select_related("person").order_by("person__display_name", "id")
    return sorted(rows, key=lambda row: order[CircleRole(row.role)])


def seen_members(circle: Circle, viewer: Person) -> list[CircleMember]:
    """`members` as `viewer` may see them: staff everyone, others themselves and those shown at their stage."""
    shown = stages_where("is_shown_to_others")
    rows = members(circle)
    return rows if viewer.is_staff else [row for row in rows if row.person.stage in shown or row.person == viewer]


def invited(circle: Circle) -> list[CircleMember]:
    """Who was invited and is not in it yet, whatever they said: to hosts all look the same."""
    rows = circle.members.filter(state=CircleState.INVITED).select_related("person", "invited_by")
    return list(rows.order_by("person__display_name", "id"))


def people_to_invite(circle: Circle, by: Person, words: str) -> QuerySet[Person]:
    """Whom `by` could invite, by name: staff everyone, hosts those they share a group or a circle with."""
    taken = CircleMember.objects.filter(circle=circle, person=OuterRef("pk")).exclude(state=CircleState.OFF)
    found = Person.objects.filter(~Exists(taken), program=circle.program_id).exclude(pk=by.pk)
    found = found.exclude(role__in=STAFF_ROLES).exclude(stage=Stage.INVITED)
    found = found.filter(stage__in=stages_where("may_be_invited"))
    if not by.is_staff:
        groups = RosterEntry.objects.filter(person=by, state=RosterState.ON).values("group")
        circles = CircleMember.objects.filter(person=by, state=CircleState.ON).values("circle")
        in_group = RosterEntry.objects.filter(person=OuterRef("pk"), state=RosterState.ON, group__in=groups)
        in_circle = CircleMember.objects.filter(person=OuterRef("pk"), state=CircleState.ON, circle__in=circles)
        found = found.filter(Exists(in_group) | Exists(in_circle), stage__in=stages_where("is_shown_to_others"))
    if words:
        found = found.filter(display_name__icontains=words[:60])
    return found.order_by("display_name", "id")


@dataclass(frozen=True)
class Standing:
    """What stands between `person` and circles they are not in."""

    invitations: list[CircleMember]
    """What they are invited to and haven't answered. What comes from someone they are kept from isn't there."""
    just_left: list[CircleMember]
    """What they left lately by themselves: one tap brings them back."""
    asked_to_leave: list[CircleMember]
    """What they were asked to leave in the last two weeks, with the sentence for them."""


def standing_of(person: Person) -> Standing:
    """One query; up to three more where someone who isn't staff invites them."""
    now = clock.now()
    lately = Q(state=CircleState.OFF, until__gt=now - TOLD_FOR)
    rows = CircleMember.objects.filter(
        lately | Q(state=CircleState.INVITED, until=None),
        person=person,
        circle__closed_at=None,
        circle__approved_at__isnull=False,
    )
    rows = rows.select_related("circle__series", "invited_by").order_by("since", "id")
    found = list(rows[:MOST_LISTED])
    return Standing(
        invitations=_heard(person, [row for row in found if row.state == CircleState.INVITED]),
        just_left=[row for row in found if row.removed_at is None and row.until and row.until > now - UNDO_FOR],
        asked_to_leave=[row for row in found if row.state == CircleState.OFF and row.removed_at is not None],
    )


def invitations_of(person: Person) -> list[CircleMember]:
    """As in `standing_of`."""
    return standing_of(person).invitations


def _heard(person: Person, rows: list[CircleMember]) -> list[CircleMember]:
    asking = {row.invited_by_id for row in rows if row.invited_by is not None and not row.invited_by.is_staff}
    if not asking:
        return rows
    apart = cut_pairs({person.pk, *(pk for pk in asking if pk is not None)})
    return [row for row in rows if frozenset((person.pk, row.invited_by_id or 0)) not in apart or _by_staff(row)]


def _by_staff(row: CircleMember) -> bool:
    return row.invited_by is not None and row.invited_by.is_staff


def _open(program_id: int) -> QuerySet[Circle]:
    on = Count("members", filter=Q(members__state=CircleState.ON), distinct=True)
    found = Circle.objects.filter(program=program_id, closed_at=None).select_related("series", "program")
    return found.annotate(on_count=on).order_by("name", "id")


def my_circles(person: Person) -> QuerySet[Circle]:
    """Open circles that `person` is in, proposals of theirs too; each with `on_count`, the people in it."""
    inside = CircleMember.objects.filter(circle=OuterRef("pk"), person=person, state=CircleState.ON)
    return _open(person.program_id).filter(Exists(inside))


def circles_of_both(viewer: Person, other: Person) -> QuerySet[Circle]:
    """Open circles that both are in, as far as `viewer` sees `other` there. Who is in others isn't for them to know."""
    if other.stage not in stages_where("is_shown_to_others"):
        return Circle.objects.none()
    inside = CircleMember.objects.filter(circle=OuterRef("pk"), person=viewer, state=CircleState.ON)
    return my_circles(other).filter(Exists(inside))


def all_circles(program: Program) -> QuerySet[Circle]:
    """Every open circle of the program that has begun, for staff."""
    return _open(program.pk).filter(approved_at__isnull=False)


def to_join(person: Person, invitations: Iterable[CircleMember]) -> QuerySet[Circle]:
    """Public circles that `person` is not in or invited to, and wasn't asked to leave."""
    known = CircleMember.objects.filter(circle=OuterRef("pk"), person=person).filter(
        Q(state=CircleState.ON) | Q(removed_at__isnull=False)
    )
    found = _open(person.program_id).filter(~Exists(known), public(person.program_id))
    return found.exclude(pk__in=[row.circle_id for row in invitations])


def public(program_id: int) -> Q:
    """Circles that everyone of the program may know of: begun, open, public, and somebody has agreed to host them."""
    hosted = CircleMember.objects.filter(circle=OuterRef("pk"), hosts_since__isnull=False)
    return Q(
        Exists(hosted),
        program=program_id,
        openness=Openness.PUBLIC,
        approved_at__isnull=False,
        closed_at=None,
    )


def proposals(program: Program) -> list[Circle]:
    """What waits for a counselor's answer, longest first."""
    found = Circle.objects.filter(program=program, approved_at=None, declined_at=None, closed_at=None)
    return list(found.select_related("made_by", "series", "program").order_by("made_at", "id")[:MOST_LISTED])


def looking_for_host(program: Program) -> list[Circle]:
    """Circles that nobody hosts, longest first, and those that staff began and nobody has said yes to."""
    hosted = CircleMember.objects.filter(circle=OuterRef("pk"), hosts_since__isnull=False)
    found = _open(program.pk).filter(approved_at__isnull=False)
    return list(found.filter(Q(hostless_since__isnull=False) | ~Exists(hosted)).order_by("approved_at", "id")[:50])


def anything_waits(program: Program) -> bool:
    """Whether a proposal waits for staff, or a circle looks for a host."""
    hosted = CircleMember.objects.filter(circle=OuterRef("pk"), hosts_since__isnull=False)
    proposed = Q(approved_at=None, declined_at=None)
    alone = Q(approved_at__isnull=False) & (Q(hostless_since__isnull=False) | ~Exists(hosted))
    return Circle.objects.filter(proposed | alone, program=program, closed_at=None).exists()


def next_of_each(circles: Iterable[Circle], at: datetime) -> dict[int, Meeting]:
    """The next meeting of each circle that isn't cancelled or over at `at`, by the circle's row number."""
    earlier = Meeting.objects.filter(
        circle=OuterRef("circle"), cancelled_at=None, ends_at__gt=at, starts_at__lt=OuterRef("starts_at")
    )
    rows = Meeting.objects.filter(
        ~Exists(earlier), circle__in=[circle.pk for circle in circles], cancelled_at=None, ends_at__gt=at
    )
    found: dict[int, Meeting] = {}
    for row in rows.order_by("starts_at", "id"):
        if row.circle_id is not None:
            found.setdefault(row.circle_id, row)
    return found


def starts_of_each(circles: Iterable[Circle], at: datetime, until: datetime) -> dict[int, list[datetime]]:
    """When each circle begins to meet in [at, until), cancelled ones left out, by the circle's row number."""
    rows = Meeting.objects.filter(circle__in=[circle.pk for circle in circles], cancelled_at=None)
    found: dict[int, list[datetime]] = defaultdict(list)
    for circle, starts_at in rows.filter(starts_at__gte=at, starts_at__lt=until).values_list("circle", "starts_at"):
        if circle is not None:
            found[circle].append(starts_at)
    return found


def coming_meetings(circle: Circle, at: datetime) -> list[Meeting]:
    """The next meetings that aren't over at `at`, cancelled ones too."""
    return list(Meeting.objects.filter(circle=circle, ends_at__gt=at).order_by("starts_at", "id")[:MOST_COMING])
