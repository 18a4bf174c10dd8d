"""Who is on call: single shifts, and shifts that repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people.actions import LONGEST_SHIFT_HOURS, SHIFTS_AHEAD, add_shift
from alongside.people.models import GONE_STAGES, Leave, OnCallShift, Person
from alongside.people.rota import MOST_WEEKS, Repeat

SHIFTS_KEPT = timedelta(days=365)


class Clash(StrEnum):
    """Why a shift can't be added, or what is worth knowing before."""

    NONE = ""
    OVER = "over"
    FAR = "far"
    ON_ALREADY = "on_already"
    AWAY = "away"
    SOMEONE_ELSE = "someone_else"


STOPS = frozenset({Clash.OVER, Clash.FAR, Clash.ON_ALREADY, Clash.AWAY})


@dataclass(frozen=True)
class Planned:
    """One shift of a series before it is added. `other`: who is on call then already."""

    starts_at: datetime
    ends_at: datetime
    clash: Clash
    other: Person | None = None

    @property
    def stops(self) -> bool:
        """It will be left out."""
        return self.clash in STOPS


def plan_shifts(person: Person, repeat: Repeat) -> list[Planned]:
    """What adding this series would do, shift by shift. Two queries. Raises Refused for a series that can't be."""
    _check(person, repeat)
    spans = repeat.spans(person.program.time_zone)
    if not spans:
        raise Refused(_("No day of this time is one of those weekdays."), field="weekdays")
    start, end = spans[0][0], spans[-1][1]
    shifts = list(
        OnCallShift.objects.filter(program=person.program, starts_at__lt=end, ends_at__gt=start)
        .select_related("person")
        .order_by("starts_at", "id")
    )
    leaves = list(Leave.objects.filter(person=person, cancelled_at=None, starts_at__lt=end, ends_at__gt=start))
    return [_planned(person, since, until, shifts, leaves) for since, until in spans]


@action("people.add_shifts")
def add_shifts(person: Person, repeat: Repeat, *, by: Actor, key: str | None = None) -> Person:
    """Add every shift of the series that doesn't clash. Raises Refused where none is left, or the series can't be."""
    wanted = [each for each in plan_shifts(person, repeat) if not each.stops]
    if not wanted:
        raise Refused(_("None of these shifts can be added. See what stands beside each."))
    for each in wanted:
        add_shift(person, starts_at=each.starts_at, ends_at=each.ends_at, by=by)
    current().record(person, count=len(wanted))
    return person


def _check(person: Person, repeat: Repeat) -> None:
    if not person.is_staff or person.stage in GONE_STAGES:
        raise Refused(_("Only counselors and directors can be on call."), field="person")
    if not repeat.weekdays:
        raise Refused(_("Please choose at least one weekday."), field="weekdays")
    if not 1 <= repeat.weeks <= MOST_WEEKS:
        raise Refused(
            _("A series lasts from one week to %(most)s weeks.") % {"most": MOST_WEEKS},
            field="weeks",
        )
    today = clock.now().date()
    if not today - timedelta(days=7) <= repeat.first <= today + SHIFTS_AHEAD:
        raise Refused(_("Please choose a day within the next year."), field="first")
    assert LONGEST_SHIFT_HOURS >= 25  # one day, where the clocks go back


def _planned(
    person: Person, since: datetime, until: datetime, shifts: Sequence[OnCallShift], leaves: Sequence[Leave]
) -> Planned:
    now = clock.now()
    if until <= now:
        return Planned(since, until, Clash.OVER)
    if since > now + SHIFTS_AHEAD:
        return Planned(since, until, Clash.FAR)
    if any(leave.starts_at < until and leave.ends_at > since for leave in leaves):
        return Planned(since, until, Clash.AWAY)
    there = [shift for shift in shifts if shift.starts_at < until and shift.ends_at > since]
    if any(shift.person_id == person.pk for shift in there):
        return Planned(since, until, Clash.ON_ALREADY)
    if there:
        return Planned(since, until, Clash.SOMEONE_ELSE, there[0].person)
    return Planned(since, until, Clash.NONE)


def first_monday(today: date) -> date:
    """The Monday on or after `today`: where a series usually begins."""
    return today + timedelta(days=(7 - today.weekday()) % 7)


@action("people.remove_shift")
def remove_shift(shift: OnCallShift, *, by: Actor) -> None:
    """Take a shift off the rota."""
    current().record(shift, person=shift.person.public_id)
    shift.delete()


@action("people.forget_shifts")
def forget_shifts(*, by: Actor) -> int:
    """Delete shifts that ended more than a year ago. Returns how many."""
    count, _rows = OnCallShift.objects.filter(ends_at__lt=clock.now() - SHIFTS_KEPT).delete()
    current().record(count=count)
    return count
