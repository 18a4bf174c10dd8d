"""Builds the demo program and keeps it near today. Everything goes through the actions that real people use."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from alongside.boundaries.actions import keep_apart
from alongside.core import clock
from alongside.core.actions import System
from alongside.groups import actions as groups
from alongside.groups.models import Group, Meeting, Tag
from alongside.people import actions as people
from alongside.people.actions_arriving import accept_agreements
from alongside.people.models import OnCallShift, Person, Program
from alongside.people.queries import current_agreements
from alongside.site.demo import circles, connected, life, months, story, talk, week

DEMO = System("demo")
MONTHS = timedelta(weeks=12)
WEEKS = 3
"""The last of them are lived session by session and message by message."""
REST_DAY = 9
"""Days ahead, of which nobody is on call."""
SEED = 20261124
DOORS_SOON = timedelta(minutes=6)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def is_empty() -> bool:
    """Whether there is no program yet."""
    return not Program.objects.exists()


def fill() -> None:
    """Make the program as of three months ago, then live the months: at first in outline, the last weeks for real."""
    now = clock.now()
    began, lately = now - MONTHS, now - timedelta(weeks=WEEKS)
    everyone = (*story.STAFF, *story.MENTORS, *story.MEMBERS)
    with clock.reading(began):
        program = people.create_program(
            story.PROGRAM, time_zone=story.ZONE, region="US", on_call_line="555 0100", by=DEMO
        )
    cast = {}
    for who in everyone:
        with clock.reading(now - timedelta(weeks=who.came)):
            cast[who.name] = _arrive(program, who)
    with clock.reading(began):
        founded = [_found(program, group, cast) for group in story.GROUPS]
        keep_apart(cast["Diego"], cast["Gus"], why="They shared a flat, and it ended badly.", by=cast["Dana Whitfield"])
    with clock.reading(lately):
        founded = [_schedule(group, plan) for group, plan in zip(founded, story.GROUPS, strict=True)]
    long_ago, recent = months.split(months.acts(began=began, until=now, seed=SEED), lately)
    months.before(program, cast, long_ago)
    connected.prepare(cast, now)
    characters = {cast[who.name].pk: who for who in everyone}
    for group in founded:
        life.live(group, characters, began=lately, until=now, seed=SEED)
    months.lately(program, cast, recent, until=now, seed=SEED)
    week.begin(program, cast)
    circles.begin(cast, characters, seed=SEED)
    talk.speak(program, cast)
    connected.begin(program, cast, now)


def freshen() -> None:
    """Bring the next sessions near and the rota up to date, each time the demo starts: a demo lives at any hour."""
    for program in Program.objects.all():
        _staff_the_rota(program)
        for group, within in zip(program.groups.filter(closed_at=None).order_by("id"), _offsets(), strict=False):
            groups.materialise_meetings(group, by=DEMO)
            _bring_near(group, within)


def _offsets() -> Iterable[tuple[timedelta, timedelta]]:
    """For each group: how soon its next session shall be, and how near is near enough."""
    return (
        (DOORS_SOON, DOORS_SOON),
        (timedelta(hours=4), timedelta(hours=8)),
        (timedelta(hours=2), timedelta(hours=5)),
    )


def _bring_near(group: Group, within: tuple[timedelta, timedelta]) -> None:
    now = clock.now()
    soon, near = within
    ahead = Meeting.objects.filter(group=group, cancelled_at=None, ends_at__gt=now + timedelta(minutes=20))
    following = ahead.order_by("starts_at").first()
    if following is None or following.starts_at <= now + near:
        return
    series = group.series
    assert series is not None
    wanted = (now + soon).astimezone(ZoneInfo(series.time_zone)).replace(second=0, microsecond=0, tzinfo=None)
    days = {*series.rule.rpartition("BYDAY=")[2].split(","), WEEKDAYS[wanted.weekday()]}
    groups.set_schedule(
        group,
        starts_local=wanted,
        time_zone=series.time_zone,
        minutes=series.minutes,
        rule=f"FREQ=WEEKLY;BYDAY={','.join(day for day in WEEKDAYS if day in days)}",
        by=DEMO,
    )


def _staff_the_rota(program: Program) -> None:
    zone = ZoneInfo(program.time_zone)
    today = clock.now().astimezone(zone).date()
    staff = list(program.persons.filter(role="counselor").order_by("id"))
    for ahead in range(15):
        day = today + timedelta(days=ahead)
        starts = datetime.combine(day, time(0), zone)
        ends = datetime.combine(day + timedelta(days=1), time(0), zone)
        if ahead == REST_DAY:
            continue  # so that there is a gap to see
        if staff and not OnCallShift.objects.filter(program=program, starts_at__lt=ends, ends_at__gt=starts).exists():
            here = [each for each in staff if not _is_away(each, starts, ends)] or staff
            person = here[day.toordinal() % len(here)]
            people.add_shift(person, starts_at=starts, ends_at=ends, by=DEMO)


def _is_away(person: Person, starts: datetime, ends: datetime) -> bool:
    return person.leaves.filter(cancelled_at=None, starts_at__lt=ends, ends_at__gt=starts).exists()


def _arrive(program: Program, who: story.Character) -> Person:
    address = f"{who.name.split()[0].lower()}@willow.example"
    account = people.create_account(address, email_verified=True, by=DEMO)
    person = people.create_person(
        program,
        display_name=who.name,
        role=who.role,
        account=account,
        pronouns=who.pronouns,
        time_zone=who.zone,
        language="en",
        wants_familiar_face=who.shy,
        by=DEMO,
    )
    accept_agreements(person, current_agreements(program), by=person)
    return people.change_profile(person, usual_place="Home", usual_phone="555 0142", by=person)


def _found(program: Program, plan: story.Circle, cast: dict[str, Person]) -> Group:
    group = groups.create_group(program, name=plan.name, about=plan.about, tag=Tag(plan.tag), by=DEMO)
    groups.set_facilitators(group, [cast[name] for name in plan.leads], by=DEMO)
    for name in plan.roster:
        groups.add_to_roster(group, cast[name], by=DEMO)
    return group


def _schedule(group: Group, plan: story.Circle) -> Group:
    first = clock.now().astimezone(ZoneInfo(story.ZONE)).date()
    return groups.set_schedule(
        group,
        starts_local=datetime.combine(first, time(plan.hour)),
        time_zone=story.ZONE,
        minutes=plan.minutes,
        rule=f"FREQ=WEEKLY;BYDAY={plan.days}",
        by=DEMO,
    )
