"""The weekly letter: whose turn it is, and what it says. On their Sunday evening, or when they wake."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.notify import quiet
from alongside.notify.models import Preference, Weekly
from alongside.notify.ports import Week
from alongside.notify.queries import preferences
from alongside.people.models import Person
from alongside.people.stages import stages_where

FROM, FOR = time(18, 0), timedelta(hours=24)
"""From Sunday evening on, for a day: whoever is quiet all that time gets none."""
SUNDAY = 6
MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Turn:
    """One person's letter of the week that began on `monday`, at `start`."""

    person: Person
    choices: Preference
    monday: date
    start: datetime


def turns(at: datetime) -> list[Turn]:
    """Whose turn it is now: a hundred at most, the rest have the next. A few queries for each zone in which it is the
    time, one where it is Sunday evening nowhere."""
    people = Person.objects.filter(account__isnull=False, stage__in=stages_where("gets_letters"))
    zones = people.values_list("time_zone", "program__time_zone").distinct()
    mondays = {zone: monday_of(at, zone) for zone in {own or programs for own, programs in zones}}
    found: list[Turn] = []
    for zone, monday in mondays.items():
        if monday is None:
            continue
        rows = people.filter(Q(time_zone=zone) | Q(time_zone="", program__time_zone=zone))
        rows = rows.exclude(pk__in=Weekly.objects.filter(week=monday).values("person"))
        rows = rows.exclude(preference__weekly=False).exclude(suspended_until__gt=at).filter(_awake(at, zone))
        rows = rows.select_related("program", "account").order_by("pk")
        waiting = list(rows[: MOST_AT_ONCE - len(found)])
        choices = preferences(waiting)
        start = datetime.combine(monday, time(), ZoneInfo(zone)).astimezone(UTC)
        found += [Turn(person, choices[person.pk], monday, start) for person in waiting]
    return found


def _awake(at: datetime, zone: str) -> Q:
    """People of that zone whose hours aren't quiet now: `quiet.is_quiet`, asked of the database."""
    now = at.astimezone(ZoneInfo(zone)).time().replace(microsecond=0)
    begins, ends = F("preference__quiet_from"), F("preference__quiet_until")
    by_day = Q(preference__quiet_from__lte=ends) & (
        Q(preference__quiet_from__gt=now) | Q(preference__quiet_until__lte=now)
    )
    over_night = Q(preference__quiet_until__lt=begins, preference__quiet_from__gt=now, preference__quiet_until__lte=now)
    usual = Preference()
    if quiet.is_quiet(at, zone, usual.quiet_from, usual.quiet_until):
        return by_day | over_night
    return by_day | over_night | Q(preference=None)


def monday_of(at: datetime, zone: str) -> date | None:
    """The Monday of the week that a letter at this moment tells of, or None where it isn't the time for one."""
    evening = quiet.last_at(at, zone, FROM)
    sunday = evening.astimezone(ZoneInfo(zone)).date()
    if sunday.weekday() != SUNDAY or at - evening >= FOR:
        return None
    return sunday - timedelta(days=SUNDAY)


def lines(week: Week, *, shows_words: bool) -> list[str]:
    """What the letter says, in the language in force: sentences that could stand on a postcard."""
    said = []
    if week.came:
        said.append(ngettext("You were there once.", "You were there %(count)s times.", week.came))
    if week.spoke_in:
        said.append(
            ngettext("You said something in one place.", "You said something in %(count)s places.", week.spoke_in)
        )
    if week.with_people:
        said.append(ngettext("You wrote with one person.", "You wrote with %(count)s people.", week.with_people))
    if week.answered:
        said.append(
            ngettext("Someone sent you a kind sign.", "Others sent you a kind sign %(count)s times.", week.answered)
        )
    counts = (each for each in (week.came, week.spoke_in, week.with_people, week.answered) if each)
    said = [sentence % {"count": count} for sentence, count in zip(said, counts, strict=True)]
    if shows_words and week.places:
        said.append(_("Where: %(places)s") % {"places": _on_one_line(week.places)})
    if shows_words and week.names:
        said.append(_("With: %(names)s") % {"names": _on_one_line(week.names)})
    return said


def _on_one_line(words: tuple[str, ...]) -> str:
    return ", ".join(" ".join(each.split()) for each in words)
