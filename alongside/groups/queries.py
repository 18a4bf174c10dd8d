"""Reading groups, meetings and places. Each function costs one query unless it says otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from alongside.boundaries.queries import cut_pairs
from alongside.core import clock
from alongside.groups.models import (
    Facilitator,
    FreeTime,
    Group,
    Meeting,
    MeetingKind,
    Place,
    PlaceKind,
    RosterEntry,
    RosterState,
)
from alongside.people import cover
from alongside.people.actions_stages import FAREWELL_SHOWN
from alongside.people.models import Duty, Farewell, Leave, Person, Program, Role, Stage
from alongside.people.stages import stages_where

EARLY = timedelta(minutes=10)
LINGER = timedelta(minutes=10)
OLD_PLACES = timedelta(days=3 * 365)
NOTICE = timedelta(minutes=15)
"""A hello that begins sooner can't be booked: the other has to learn of it."""


@dataclass(frozen=True)
class Doors:
    """When people may come in: bonds form before and after."""

    opens_at: datetime
    closes_at: datetime

    def are_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at


def doors(meeting: Meeting) -> Doors:
    """Ten minutes early until ten minutes after. No query."""
    return Doors(opens_at=meeting.starts_at - EARLY, closes_at=meeting.ends_at + LINGER)


def _held_by(person: Person) -> QuerySet[Meeting]:
    return Meeting.objects.filter(places__person=person).select_related("group")


def next_meeting(person: Person, at: datetime) -> Meeting | None:
    """The session `person` has a place in that is on at `at` or comes next; never a cancelled one."""
    return _held_by(person).filter(ends_at__gt=at, cancelled_at=None).order_by("starts_at", "id").first()


def coming_meetings(group: Group, at: datetime, *, limit: int = 5) -> list[Meeting]:
    """The next sessions of `group` that aren't over at `at`, cancelled ones too."""
    return list(Meeting.objects.filter(group=group, ends_at__gt=at).order_by("starts_at", "id")[:limit])


def past_meetings(group: Group, at: datetime) -> QuerySet[Meeting]:
    """Sessions of `group` that are over, newest first; to be cut into pages."""
    return Meeting.objects.filter(group=group, ends_at__lte=at).order_by("-starts_at", "-id")


def places_of(person: Person, meetings: Iterable[Meeting]) -> dict[int, Place]:
    """The places of `person` in these sessions, by the session's row number, with the sessions loaded."""
    rows = Place.objects.filter(person=person, meeting__in=[meeting.pk for meeting in meetings])
    return {row.meeting_id: row for row in rows.select_related("meeting")}


def people_with_places(meeting: Meeting) -> list[Place]:
    """Everyone who may enter `meeting`, staff first, with their persons loaded."""
    return list(
        Place.objects.filter(meeting=meeting).select_related("person").order_by("-kind", "person__display_name")
    )


def facilitates(person: Person, group: Group) -> bool:
    """Whether `person` is staff and leads, or stands in for, `group`, as a cover too. Up to three queries."""
    return person.is_staff and Facilitator.objects.filter(group=group, person__in=leading_as(person)).exists()


def looks_after(viewer: Person, person: Person) -> bool:
    """Whether `viewer` leads a group that `person` is in. Up to three queries."""
    if not viewer.is_staff:
        return False
    leads = Facilitator.objects.filter(group=OuterRef("group"), person__in=leading_as(viewer))
    return RosterEntry.objects.filter(Exists(leads), person=person, state=RosterState.ON).exists()


def leading_as(person: Person) -> set[int]:
    """`person` and those of staff they lead for now, by row number. Up to two queries, none for members."""
    standing_in = cover.stands_in_for(person, Duty.GROUPS, clock.now()) if person.is_staff else set()
    return {person.pk, *standing_in}


def facilitators(group: Group) -> list[Person]:
    """Who leads `group`, the leader first, whether or not they are away now."""
    return [row.person for row in group.facilitators.select_related("person").order_by("rank", "id")]


def leaders_of(groups: Iterable[Group], at: datetime | None = None) -> dict[int, Person]:
    """Who leads each group at `at` (now): the first facilitator or their cover. By row number. As `leading`."""
    moment = at or clock.now()
    return {pk: found.person for pk, found in leading((group, moment) for group in groups).items()}


@dataclass(frozen=True)
class Leading:
    """`person` leads a group at some moment. `away`: whose place they take, until `back_at`."""

    person: Person
    away: Person | None = None
    back_at: datetime | None = None

    @property
    def back_soon(self) -> bool:
        """Within a week, so that a weekday says it all."""
        return self.back_at is not None and self.back_at - clock.now() < timedelta(days=6)


def leading(asked: Iterable[tuple[Group, datetime]]) -> dict[int, Leading]:
    """Who leads each group at that moment, by row number; the earliest where one is asked twice.

    Two queries where someone is going away, else one.
    """
    moments: dict[int, datetime] = {}
    for group, at in asked:
        moments[group.pk] = min(at, moments.get(group.pk, at))
    first: dict[int, tuple[Person, bool]] = {}
    away = Leave.objects.filter(person=OuterRef("person"), cancelled_at=None, ends_at__gt=clock.now())
    rows = Facilitator.objects.filter(group__in=list(moments)).annotate(goes_away=Exists(away))
    for row in rows.select_related("person__program").order_by("rank", "id"):
        first.setdefault(row.group_id, (row.person, row.goes_away))
    going = {pk: person for pk, (person, goes) in first.items() if goes}
    acting = cover.acting_at([(person, moments[pk]) for pk, person in going.items()], Duty.GROUPS)
    found = {pk: Leading(person) for pk, (person, _goes) in first.items()}
    for (pk, person), (who, leave) in zip(going.items(), acting, strict=True):
        if leave is not None and who != person:
            found[pk] = Leading(who, person, leave.ends_at)
    return found


def on_roster(group: Group) -> list[RosterEntry]:
    """Who belongs to `group`, by name, with their persons loaded."""
    rows = group.roster.filter(state=RosterState.ON).select_related("person")
    return list(rows.order_by("person__display_name", "id"))


def seen_roster(group: Group, viewer: Person) -> list[RosterEntry]:
    """`on_roster` as `viewer` may see it: staff everyone, others themselves and those shown at their stage."""
    shown = stages_where("is_shown_to_others")
    rows = on_roster(group)
    return rows if viewer.is_staff else [row for row in rows if row.person.stage in shown or row.person == viewer]


def farewells(group: Group, at: datetime) -> list[Person]:
    """Who left the program from this group in the last two weeks and agreed that the others hear of it."""
    rows = RosterEntry.objects.filter(
        group=group,
        state=RosterState.OFF,
        person__stage=Stage.LEFT,
        person__stage_since__gt=at - FAREWELL_SHOWN,
        until__gte=F("person__stage_since"),
    ).exclude(person__farewell=Farewell.NOTHING)
    return [row.person for row in rows.select_related("person").order_by("until", "id")]


def old_places(person: Person, at: datetime) -> list[RosterEntry]:
    """Open groups that `person` was in and isn't now, the latest first: what can be offered to who returns."""
    rows = RosterEntry.objects.filter(person=person, state=RosterState.OFF, group__closed_at=None)
    return list(rows.filter(until__gt=at - OLD_PLACES).select_related("group").order_by("-until", "-id")[:12])


def waiting_list(group: Group) -> list[RosterEntry]:
    """Who waits for a place, in turn."""
    rows = group.roster.filter(state=RosterState.WAITING).select_related("person")
    return list(rows.order_by("since", "id"))


def _open(program_id: int) -> QuerySet[Group]:
    on = Count("roster", filter=Q(roster__state=RosterState.ON), distinct=True)
    return (
        Group.objects.filter(program=program_id, closed_at=None)
        .select_related("series")
        .annotate(on_count=on)
        .order_by("name", "id")
    )


def my_groups(person: Person) -> QuerySet[Group]:
    """Open groups that `person` belongs to or leads; each with `on_count`, its people on the roster."""
    belongs = RosterEntry.objects.filter(group=OuterRef("pk"), person=person, state=RosterState.ON)
    leads = Facilitator.objects.filter(group=OuterRef("pk"), person__in=leading_as(person))
    return _open(person.program_id).filter(Exists(belongs) | Exists(leads))


def groups_of(program: Program) -> QuerySet[Group]:
    """All open groups of `program`, for its directors."""
    return _open(program.pk)


def waiting_for(person: Person) -> list[RosterEntry]:
    """Waiting lists that `person` is on, with the groups loaded."""
    rows = RosterEntry.objects.filter(person=person, state=RosterState.WAITING, group__closed_at=None)
    return list(rows.select_related("group").order_by("since", "id"))


def next_of_each(groups: Iterable[Group], at: datetime) -> dict[int, Meeting]:
    """The next session of each group that isn't cancelled or over at `at`, by the group's row number."""
    earlier = Meeting.objects.filter(
        group=OuterRef("group"), cancelled_at=None, ends_at__gt=at, starts_at__lt=OuterRef("starts_at")
    )
    rows = Meeting.objects.filter(
        ~Exists(earlier), group__in=[group.pk for group in groups], cancelled_at=None, ends_at__gt=at
    )
    found: dict[int, Meeting] = {}
    for row in rows.order_by("starts_at", "id"):
        assert row.group_id is not None
        found.setdefault(row.group_id, row)
    return found


def overlapping_groups(person: Person, group: Group, at: datetime) -> list[Group]:
    """Other groups of `person` with a coming session at the same time as one of `group`: worth saying, not refused."""
    mine = Meeting.objects.filter(
        group=group, cancelled_at=None, starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    clashing = Meeting.objects.filter(Exists(mine), places__person=person, ends_at__gt=at, cancelled_at=None).exclude(
        group=group
    )
    return list(Group.objects.filter(pk__in=clashing.values("group")).order_by("name"))


def left_lately(group: Group, since: datetime) -> list[RosterEntry]:
    """Who left `group` after `since`, newest first: they can be put back."""
    rows = group.roster.filter(state=RosterState.OFF, until__gt=since).select_related("person")
    return list(rows.order_by("-until", "-id")[:20])


def people_to_add(group: Group, words: str) -> QuerySet[Person]:
    """Members and mentors of the program, by name, who are neither in `group` nor wait for it; to be cut into pages."""
    taken = RosterEntry.objects.filter(group=group, person=OuterRef("pk")).exclude(state=RosterState.OFF)
    found = Person.objects.filter(~Exists(taken), program=group.program_id, role__in=[Role.MEMBER, Role.MENTOR])
    found = found.filter(stage__in=stages_where("may_be_invited"))
    if words:
        found = found.filter(display_name__icontains=words[:60])
    return found.order_by("display_name", "id")


def free_times(person: Person, at: datetime) -> list[FreeTime]:
    """Times at which `person` can still be booked for a hello, in order."""
    return list(FreeTime.objects.filter(person=person, meeting=None, starts_at__gt=at + NOTICE).order_by("starts_at"))


def has_free_times(person: Person) -> bool:
    """Whether `person` can be booked for a hello."""
    return FreeTime.objects.filter(person=person, meeting=None, starts_at__gt=clock.now() + NOTICE).exists()


def offered_times(person: Person, at: datetime) -> list[FreeTime]:
    """All coming times of `person`, booked ones too, in order."""
    return list(FreeTime.objects.filter(person=person, ends_at__gt=at).select_related("meeting").order_by("starts_at"))


def hello_of(person: Person, at: datetime) -> Meeting | None:
    """The hello that `person` has chosen and that isn't over at `at`."""
    found = Meeting.objects.filter(
        places__person=person,
        places__kind=PlaceKind.MEMBER,
        kind=MeetingKind.HELLO,
        ends_at__gt=at,
        cancelled_at=None,
    )
    return found.order_by("starts_at", "id").first()


def others_in(meetings: Iterable[Meeting], person: Person) -> dict[int, Person]:
    """Whom `person` meets in each of these hellos, by the meeting's row number."""
    hellos = [each.pk for each in meetings if each.kind == MeetingKind.HELLO]
    if not hellos:
        return {}
    rows = Place.objects.filter(meeting__in=hellos).exclude(person=person).select_related("person__program")
    return {row.meeting_id: row.person for row in rows}


def welcomer_for(newcomer: Person) -> Person | None:
    """Who could welcome `newcomer`: the mentor who is longest in a group of theirs, else who leads it.

    Never a mentor whom something keeps from contact with them. Four queries.
    """
    belongs = _belonging(newcomer)
    rows = (
        RosterEntry.objects.filter(group__in=belongs, state=RosterState.ON, person__role=Role.MENTOR)
        .exclude(person=newcomer)
        .filter(person__stage__in=stages_where("is_expected"))
        .select_related("person__program")
        .order_by("since", "id")
    )
    mentors = [row.person for row in rows[:12]]
    apart = cut_pairs([newcomer.pk, *(each.pk for each in mentors)]) if mentors else set()
    free = (each for each in mentors if frozenset((newcomer.pk, each.pk)) not in apart)
    return next(free, None) or leader_of(newcomer)


def leader_of(person: Person) -> Person | None:
    """Who leads the group that `person` has been in longest."""
    for group in _belonging(person):
        leading = facilitators(group)
        if leading:
            return leading[0]
    return None


def _belonging(person: Person) -> list[Group]:
    rows = RosterEntry.objects.filter(person=person, group__closed_at=None).exclude(state=RosterState.OFF)
    return [row.group for row in rows.select_related("group").order_by("since", "id")]
