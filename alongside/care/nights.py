"""A bad night: what Today leads with while nobody is at work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from alongside.care import company, confiding, owners
from alongside.care.company import Company
from alongside.care.confiding import Sent
from alongside.care.models import Awake, Kind
from alongside.people.arriving.queries import plan_of, plan_parts
from alongside.people.cover import is_staffed, next_staffed
from alongside.people.models import Person, PlanPart
from alongside.people.queries import lifeline
from alongside.ui.help_lines import Region, regions

KEPT_SHOWN = timedelta(days=4)
"""A long weekend: what was kept for its end still shows."""


@dataclass(frozen=True)
class Night:
    """Everything that is true for one person while nobody is at work."""

    plan: list[tuple[PlanPart, str]]
    on_call: Person | None
    line: str
    """The program's own number, or nothing."""
    region: Region | None
    reader: Person | None
    """Who reads what is kept for the morning; None: the directors."""
    reads_at: datetime
    kept: tuple[Sent, ...]
    """What waits, and what was read of it."""
    at_night: bool
    """By their own clock: then there can be company."""
    awake: Awake | None
    company: tuple[Company, ...]


def night_for(person: Person, at: datetime) -> Night | None:
    """The night of `person`, or None while somebody is at work, and for staff."""
    if person.is_staff or is_staffed(person.program, at):
        return None
    return night(person, at)


def night(person: Person, at: datetime) -> Night:
    """As `night_for`, whatever the hour."""
    program = person.program
    found = regions(program.region)
    kept = [each for each in confiding.sent_by(person, Kind.MORNING, since=at - KEPT_SHOWN) if not each.done]
    awake = company.own(person, at)
    return Night(
        plan=plan_parts(plan_of(person)),
        on_call=lifeline(program, at),
        line=program.on_call_line,
        region=found[0] if found else None,
        reader=owners.responsible_for(person, next_staffed(program, at)),
        reads_at=next_staffed(program, at),
        kept=tuple(kept),
        at_night=company.may_have_company(person, at),
        awake=awake,
        company=tuple(company.for_person(person, at)) if awake else (),
    )
