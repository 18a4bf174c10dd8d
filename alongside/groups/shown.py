"""Sessions and groups as pages show them: on the reader's clock, and the group's where that differs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.groups import queries, schedule
from alongside.groups.circles import queries as circles
from alongside.groups.models import Circle, Group, Meeting, Place
from alongside.people.models import Person
from alongside.people.ports import Line


def city(zone_name: str) -> str:
    """ "New York" of "America/New_York"."""
    return zone_name.rpartition("/")[2].replace("_", " ")


@dataclass(frozen=True)
class Shown:
    """One session for one reader."""

    meeting: Meeting
    group_time: str
    """The time in the group's zone, as words, where it isn't the reader's time."""
    usual: datetime | None
    """When it would have been, for a session that was moved."""
    doors: queries.Doors
    doors_open: bool
    over: bool
    was_there: bool = False
    place: Place | None = None
    """The reader's, where it was looked up."""

    @property
    def cancelled(self) -> bool:
        return self.meeting.cancelled_at is not None

    @property
    def minutes(self) -> int:
        return int((self.meeting.ends_at - self.meeting.starts_at).total_seconds() // 60)


def show(
    meeting: Meeting, reader: Person, zone_name: str, *, was_there: bool = False, place: Place | None = None
) -> Shown:
    """`zone_name` is the group's zone, or empty. Costs no query."""
    at, doors = clock.now(), queries.doors(meeting)
    usual = None
    if meeting.moved and meeting.original_local is not None and zone_name:
        usual = schedule.to_utc(schedule.from_store(meeting.original_local), zone_name)
    return Shown(
        meeting=meeting,
        group_time=_elsewhere(meeting.starts_at, reader.zone, zone_name),
        usual=usual,
        doors=doors,
        doors_open=doors.are_open(at) and meeting.cancelled_at is None,
        over=meeting.ends_at <= at,
        was_there=was_there,
        place=place,
    )


def show_all(meetings: Iterable[Meeting], reader: Person, owner: Group | Circle) -> list[Shown]:
    """One query, for the reader's places."""
    zone_name = owner.series.time_zone if owner.series else ""
    shown = list(meetings)
    places = queries.places_of(reader, shown)
    return [show(meeting, reader, zone_name, place=places.get(meeting.pk)) for meeting in shown]


def _elsewhere(moment: datetime, own: str, other: str) -> str:
    if not other:
        return ""
    here, there = moment.astimezone(schedule.zone(own)), moment.astimezone(schedule.zone(other))
    if here.utcoffset() == there.utcoffset():
        return ""
    return _("%(time)s in %(city)s") % {"time": date_format(there, "TIME_FORMAT"), "city": city(other)}


def rule_in_words(owner: Group | Circle) -> str:
    """ "Tuesday and Thursday, 10 a.m., for 60 minutes" in the group's own time; empty without a schedule."""
    series = owner.series
    if series is None:
        return ""
    parsed = schedule.check_rule(series.rule, series.time_zone)
    local = schedule.from_store(series.starts_local)
    values = {
        "days": _days(parsed.weekdays),
        "time": date_format(local, "TIME_FORMAT"),
        "minutes": series.minutes,
        "weeks": parsed.interval,
        "city": city(series.time_zone),
    }
    if parsed.text == "FREQ=DAILY":
        return _("Every day at %(time)s in %(city)s, for %(minutes)s minutes") % values
    if not parsed.simple:
        return _("At %(time)s in %(city)s, for %(minutes)s minutes") % values
    if parsed.interval == 1:
        return _("%(days)s at %(time)s in %(city)s, for %(minutes)s minutes") % values
    return _("Every %(weeks)s weeks: %(days)s at %(time)s in %(city)s, for %(minutes)s minutes") % values


def _days(weekdays: tuple[int, ...]) -> str:
    names = [str(WEEKDAYS[day]) for day in weekdays]
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def zone_of(meeting: Meeting) -> str:
    """The zone of its group or circle, or empty. Needs their series loaded."""
    owner = meeting.group or meeting.circle
    return owner.series.time_zone if owner is not None and owner.series is not None else ""


def url_of(meeting: Meeting) -> str:
    """The page of its group or circle, or empty. Needs both loaded."""
    if meeting.group is not None:
        return reverse("groups:group", args=[meeting.group.public_id])
    return reverse("groups:circle", args=[meeting.circle.public_id]) if meeting.circle is not None else ""


def lines_of(person: Person) -> list[Line]:
    """What `person` belongs to, for their page in the program (people.ports). Three queries."""
    found = []
    for group in queries.my_groups(person):
        note = _("Leads it") if person.is_staff else ""
        found.append(Line(group.name, reverse("groups:group", args=[group.public_id]), note))
    for entry in queries.waiting_for(person):
        url = reverse("groups:roster", args=[entry.group.public_id])
        found.append(Line(entry.group.name, url, _("Waiting for a place")))
    for circle in circles.my_circles(person):
        found.append(Line(circle.name, reverse("groups:circle", args=[circle.public_id]), _("Circle")))
    return found


def circle_lines(viewer: Person, person: Person) -> list[Line]:
    """The circles that both are in, for a person's page (people.ports). One query."""
    found = circles.circles_of_both(viewer, person)[: circles.MOST_LISTED]
    return [Line(words=each.name, url=reverse("groups:circle", args=[each.public_id])) for each in found]
