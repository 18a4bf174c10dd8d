"""The on-call rota as a whole: who answers from when to when, where nobody does, and shifts that repeat.

Whoever is on leave doesn't answer: their cover for `Duty.CARDS` has the shift meanwhile.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from alongside.people.cover import LONGEST_CHAIN
from alongside.people.models import STAFF_ROLES, Cover, Duty, Leave, OnCallShift, Person, Program
from alongside.people.stages import at_work, stages_where

MOST_WEEKS = 26
DAYS_AHEAD = 14


@dataclass(frozen=True)
class Stretch:
    """From `starts_at` until `ends_at` the same person answers; `person` None: nobody does. `instead_of` is away."""

    starts_at: datetime
    ends_at: datetime
    person: Person | None
    instead_of: Person | None = None


@dataclass(frozen=True)
class Day:
    """One day of the program's calendar, from midnight to midnight: 23 or 25 hours where the clocks change."""

    date: date
    stretches: tuple[Stretch, ...]
    whole: bool = False
    """One answer from midnight to midnight."""

    @property
    def has_gap(self) -> bool:
        return any(each.person is None for each in self.stretches)


def watch(program: Program, since: datetime, until: datetime) -> list[Stretch]:
    """The time from `since` to `until` in stretches, without holes or overlaps. Three queries."""
    shifts = list(
        OnCallShift.objects.select_related("person__program", "person__account")
        .filter(program=program, starts_at__lt=until, ends_at__gt=since, person__role__in=STAFF_ROLES)
        .filter(person__stage__in=stages_where("gets_letters"))
        .order_by("starts_at", "id")
    )
    leaves = list(
        Leave.objects.filter(person__program=program, cancelled_at=None, starts_at__lt=until, ends_at__gt=since)
    )
    covers = {
        row.leave_id: row.person
        for row in Cover.objects.filter(leave__in=leaves, duty=Duty.CARDS).select_related(
            "person__program", "person__account"
        )
    }
    return stretches(shifts, leaves, covers, since, until)


def stretches(
    shifts: Sequence[OnCallShift],
    leaves: Sequence[Leave],
    covers: dict[int, Person],
    since: datetime,
    until: datetime,
) -> list[Stretch]:
    """As `watch`, of rows at hand; `covers` by row number of the leave, shifts in the order they take precedence."""
    rows: Iterable[OnCallShift | Leave] = [*shifts, *leaves]
    marks = {since, until, *(edge for row in rows for edge in (row.starts_at, row.ends_at) if since < edge < until)}
    edges = sorted(marks)
    found: list[Stretch] = []
    for start, end in pairwise(edges):
        person, instead_of = _who(shifts, leaves, covers, start)
        last = found[-1] if found else None
        if last and (last.person, last.instead_of) == (person, instead_of):
            found[-1] = Stretch(last.starts_at, end, person, instead_of)
        else:
            found.append(Stretch(start, end, person, instead_of))
    return found


def _who(
    shifts: Sequence[OnCallShift], leaves: Sequence[Leave], covers: dict[int, Person], at: datetime
) -> tuple[Person | None, Person | None]:
    away = {row.person_id: covers.get(row.pk) for row in leaves if row.starts_at <= at < row.ends_at}
    for shift in shifts:
        if not shift.starts_at <= at < shift.ends_at:
            continue
        person: Person | None = shift.person
        for _step in range(LONGEST_CHAIN):
            if person is None or person.pk not in away:
                break
            person = away[person.pk]
        if person is not None and person.pk not in away and at_work(person):
            return person, (None if person == shift.person else shift.person)
    return None, None


def gaps(program: Program, since: datetime, until: datetime) -> list[Stretch]:
    """The times in which nobody answers. Three queries."""
    return [each for each in watch(program, since, until) if each.person is None]


def by_day(found: Sequence[Stretch], zone_name: str) -> list[Day]:
    """Stretches cut at the midnights of that zone."""
    if not found:
        return []
    zone = ZoneInfo(zone_name)
    first, last = found[0].starts_at.astimezone(zone).date(), found[-1].ends_at.astimezone(zone).date()
    days = []
    for count in range((last - first).days + 1):
        day = first + timedelta(days=count)
        start, end = _moment(day, time(0), zone), _moment(day + timedelta(days=1), time(0), zone)
        parts = [
            Stretch(max(each.starts_at, start), min(each.ends_at, end), each.person, each.instead_of)
            for each in found
            if each.starts_at < end and each.ends_at > start
        ]
        if parts:
            whole = (parts[0].starts_at, parts[0].ends_at) == (start, end)
            days.append(Day(day, tuple(parts), whole))
    return days


@dataclass(frozen=True)
class Repeat:
    """ "Every weekday 17:00–21:00 for four weeks": wall times of the program. `until` not after `since`: next day."""

    first: date
    weekdays: frozenset[int]
    """ISO numbers, Monday is 1."""
    since: time
    until: time
    weeks: int

    def spans(self, zone_name: str) -> list[tuple[datetime, datetime]]:
        """The shifts, in order, UTC. An hour that the clocks skip is the hour after it."""
        zone = ZoneInfo(zone_name)
        found = []
        for day in (self.first + timedelta(days=count) for count in range(7 * self.weeks)):
            if day.isoweekday() in self.weekdays:
                last = day if self.until > self.since else day + timedelta(days=1)
                start, end = _moment(day, self.since, zone), _moment(last, self.until, zone)
                if end > start:  # a span that lies within a skipped hour is nothing
                    found.append((start, end))
        return found


def _moment(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)
