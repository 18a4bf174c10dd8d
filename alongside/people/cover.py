"""Who stands in while someone is away, and when a program is staffed. Pages and clocks ask here, never the rows.

Each function costs one query unless it says otherwise.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alongside.people.models import Cover, Duty, Leave, Person, Program
from alongside.people.stages import at_work

LONGEST_CHAIN = 5


def acting_for(person: Person, duty: Duty, at: datetime) -> Person:
    """Who does this duty of `person` at that moment: the cover of a leave, their cover if they are away too, and so on.

    `person` themselves where they are at work, or where the chain ends at nobody within `LONGEST_CHAIN` steps.
    """
    return stand_ins([person], duty, at)[person.pk]


def stand_ins(people: Iterable[Person], duty: Duty, at: datetime) -> dict[int, Person]:
    """`acting_for` for many, by row number."""
    asked = list(people)
    acting = acting_at([(person, at) for person in asked], duty)
    return {person.pk: who for person, (who, _leave) in zip(asked, acting, strict=True)}


def acting_at(asked: Sequence[tuple[Person, datetime]], duty: Duty) -> list[tuple[Person, Leave | None]]:
    """`acting_for` for many, each at a moment of their own; with the leave that they are on then, if any."""
    if not asked:
        return []
    rows = Cover.objects.filter(
        duty=duty,
        leave__person__program__in={person.program_id for person, _at in asked},
        leave__cancelled_at=None,
        leave__starts_at__lte=max(at for _person, at in asked),
        leave__ends_at__gt=min(at for _person, at in asked),
    )
    covers = list(rows.select_related("leave", "person__program", "person__account").order_by("leave_id"))
    found: list[tuple[Person, Leave | None]] = []
    for person, at in asked:
        now = {each.leave.person_id: each for each in covers if each.leave.starts_at <= at < each.leave.ends_at}
        away = now.get(person.pk)
        acting = _end_of_chain(person, {pk: each.person for pk, each in now.items()})
        found.append((acting, away.leave if away else None))
    return found


def stands_in_for(person: Person, duty: Duty, at: datetime) -> set[int]:
    """The row numbers of those whose duty `person` does at that moment, themselves not among them."""
    rows = Leave.objects.filter(
        person__program=person.program_id, cancelled_at=None, starts_at__lte=at, ends_at__gt=at
    ).select_related("person")
    away = [row.person for row in rows]
    return {pk for pk, acting in stand_ins(away, duty, at).items() if acting == person and pk != person.pk}


def _end_of_chain(person: Person, covers: dict[int, Person]) -> Person:
    at = person
    for _step in range(LONGEST_CHAIN + 1):
        if at.pk not in covers:
            return at if at == person or _works(at) else person
        at = covers[at.pk]
    return person


def _works(person: Person) -> bool:
    return at_work(person)


def leaves_at(people: Iterable[Person], at: datetime) -> dict[int, Leave]:
    """The leaves that run at that moment, by the row number of who is away."""
    found: dict[int, Leave] = {}
    rows = Leave.objects.filter(
        person__in=[each.pk for each in people], cancelled_at=None, starts_at__lte=at, ends_at__gt=at
    )
    for row in rows.select_related("person__program").order_by("ends_at", "id"):
        found[row.person_id] = row
    return found


def is_staffed(program: Program, at: datetime) -> bool:
    """Whether someone is at work by the program's own week, on its own clock. No query."""
    today = at.astimezone(ZoneInfo(program.time_zone)).date()
    return any(start <= at < end for start, end in _hours(program, today - timedelta(days=1), days=2))


def next_staffed(program: Program, at: datetime) -> datetime:
    """When someone is at work next: `at` itself in staffed hours. No query.

    For a program that is never staffed, the same hour on the next day: a promise must have a time.
    """
    today = at.astimezone(ZoneInfo(program.time_zone)).date()
    for start, end in _hours(program, today - timedelta(days=1), days=10):
        if end > at:
            return max(start, at)
    return _moment(program, today + timedelta(days=1), program.staffed_from)


def by_when(program: Program, at: datetime, time: timedelta) -> datetime:
    """`time` after `at`, or an hour after the program is staffed next where nobody works then. No query."""
    then = at + time
    working = next_staffed(program, then)
    return then if working == then else working + timedelta(hours=1)


def staffed_between(program: Program, start: datetime, end: datetime) -> timedelta:
    """How much of [start, end) someone was at work. No query."""
    if end <= start:
        return timedelta()
    zone = ZoneInfo(program.time_zone)
    first = start.astimezone(zone).date() - timedelta(days=1)
    days = (end.astimezone(zone).date() - first).days + 1
    inside = (min(close, end) - max(open_, start) for open_, close in _hours(program, first, days=days))
    return sum((each for each in inside if each > timedelta()), timedelta())


def after_staffed(program: Program, at: datetime, time: timedelta) -> datetime:
    """The moment at which someone has been at work for `time` since `at`. No query.

    For a program that is never staffed, `time` after `at`.
    """
    zone = ZoneInfo(program.time_zone)
    left = time
    for start, end in _hours(program, at.astimezone(zone).date() - timedelta(days=1), days=60):
        here = end - max(start, at)
        if here >= left:
            return max(start, at) + left
        if here > timedelta():
            left -= here
    return at + time


def _hours(program: Program, first: date, *, days: int) -> Iterator[tuple[datetime, datetime]]:
    """The staffed times that begin on those days. Hours that end before they begin run past midnight."""
    for day in (first + timedelta(days=count) for count in range(days)):
        if str(day.isoweekday()) not in program.staffed_days:
            continue
        over_night = program.staffed_until <= program.staffed_from
        last = day + timedelta(days=1) if over_night else day
        yield _moment(program, day, program.staffed_from), _moment(program, last, program.staffed_until)


def _moment(program: Program, day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=ZoneInfo(program.time_zone)).astimezone(UTC)
