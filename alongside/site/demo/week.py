"""What is going on in the demo right now: newcomers on their way, someone away with cover, a desk with a few cards.

Made once, after the past weeks were lived, through the actions that real people use.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from alongside.care import actions as care
from alongside.care.models import Kind, Outcome
from alongside.core import clock
from alongside.core.actions import System
from alongside.groups import actions as groups
from alongside.groups.actions import hellos
from alongside.groups.models import FreeTime, Group
from alongside.people import actions as people
from alongside.people.actions_arriving import accept_agreements, invite_person
from alongside.people.actions_leave import take_leave
from alongside.people.actions_stages import mark_call_soon
from alongside.people.arriving import actions as arriving
from alongside.people.cover import next_staffed
from alongside.people.models import ArrivalStepKind, Duty, Person, PlanPart, Program, Stage
from alongside.people.queries import current_agreements
from alongside.site.demo import story

DEMO = System("demo")
Cast = Mapping[str, Person]


def begin(program: Program, cast: Cast) -> None:
    """Everything of this week. `cast` by name."""
    _host(program)
    _contacts(cast)
    _away(program, cast)
    _hello_times(cast)
    _newcomers(program, cast)
    _cards(program, cast)


def _host(program: Program) -> None:
    """Whoever opens the demo's help page sees the program's own line, signed in or not."""
    people.change_program(
        program,
        name=program.name,
        time_zone=program.time_zone,
        region=program.region,
        on_call_line=program.on_call_line,
        guide_in_every_room=program.guide_in_every_room,
        host="localhost",
        by=DEMO,
    )


def _contacts(cast: Cast) -> None:
    """Whom staff may call, a plan for a bad night, and who is called early when they are missed."""
    for name, contact in story.CONTACTS.items():
        arriving.set_contact(
            cast[name], name=contact.name, phone=contact.phone, relation=contact.relation, by=cast[name]
        )
    words = {PlanPart(part).value: text for part, text in story.PLAN.items()}
    arriving.write_plan(cast["Maya"], words, shared=False, by=cast["Maya"])
    mark_call_soon(cast["Omar"], True, by=cast["Dana Whitfield"])


def _away(program: Program, cast: Cast) -> None:
    """Marcus is away for four days from tomorrow on, and Dana stands in for everything."""
    starts = _morning(program, days=1)
    covers = dict.fromkeys(Duty, cast["Dana Whitfield"])
    take_leave(
        cast["Marcus Reyes"],
        starts_at=starts,
        ends_at=starts + timedelta(days=4),
        covers=covers,
        by=cast["Grace Okafor"],
    )


def _hello_times(cast: Cast) -> None:
    for name, hour in (("Ruth", 17), ("Dana Whitfield", 12)):
        for days in (1, 2, 4):
            day = (clock.now().astimezone(ZoneInfo(cast[name].zone)) + timedelta(days=days)).date()
            hellos.offer_times(cast[name], day, time(hour), time(hour + 1), by=cast[name])


def _newcomers(program: Program, cast: Cast) -> None:
    """One has only been invited, one is in the middle of the path, one has a hello booked with Ruth."""
    dana, ruth = cast["Dana Whitfield"], cast["Ruth"]
    invite_person(program, email="pat@willow.example", display_name="Pat", role="member", welcomer=ruth, by=dana)
    morning = Group.objects.get(program=program, name="Morning group")
    for who, done in story.NEWCOMERS:
        account = people.create_account(f"{who.name.lower()}@willow.example", email_verified=True, by=DEMO)
        person = people.create_person(
            program, display_name=who.name, pronouns=who.pronouns, stage=Stage.ARRIVING, account=account, by=DEMO
        )
        groups.add_to_roster(morning, person, by=dana)
        arriving.begin(person, by=person)
        arriving.name_welcomer(person, ruth, by=dana)
        accept_agreements(person, current_agreements(program), by=person)
        for kind in done:
            arriving.complete(person, ArrivalStepKind(kind), by=person)
        if ArrivalStepKind.DEVICES in done:
            free = FreeTime.objects.filter(person=ruth, meeting=None, starts_at__gt=clock.now()).order_by("starts_at")
            hellos.book_hello(free[0], person, by=person)


def _cards(program: Program, cast: Cast) -> None:
    """What the desk has today: one kept for the morning, one between two people, and what was settled lately."""
    now, dana = clock.now(), cast["Dana Whitfield"]
    with clock.reading(now - timedelta(hours=9)):
        care.open_reach_out(
            cast["Priya"],
            Kind.MORNING,
            key=f"morning:{cast['Priya'].public_id}:demo",
            due_at=max(next_staffed(program, now), now) + timedelta(hours=1),
            words=story.KEPT_FOR_THE_MORNING,
            owner=dana,
            by=cast["Priya"],
        )
    with clock.reading(now - timedelta(days=2)):
        card = care.open_reach_out(
            cast["Caleb"],
            Kind.MORNING,
            key=f"morning:{cast['Caleb'].public_id}:demo",
            due_at=now - timedelta(days=1),
            words=story.KEPT_EARLIER,
            owner=cast["Marcus Reyes"],
            by=cast["Caleb"],
        )
    with clock.reading(now - timedelta(days=1, hours=20)):
        care.take(card, by=cast["Marcus Reyes"])
        care.close(card, Outcome.TALKED, words=story.WHAT_MARCUS_NOTED, by=cast["Marcus Reyes"])


def _morning(program: Program, *, days: int) -> datetime:
    zone = ZoneInfo(program.time_zone)
    return datetime.combine(clock.now().astimezone(zone).date() + timedelta(days=days), time(8), zone)
