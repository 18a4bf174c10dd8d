"""When a series recurs: RFC 5545 rules over wall time, right across changes of the clock.

A rule is expanded on naive wall times by dateutil and only then placed in the series' zone, so that a group at ten
meets at ten in summer and in winter. A wall time that happens twice is the first of the two; one that is skipped is
read with the offset before the gap, so it falls as much later (RFC 5545 §3.3.5). Pure functions: no clock, no database.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrule, rrulestr
from django.utils.translation import gettext as _

LONGEST_RULE = 200
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_INTERVAL = 60
_PERIODS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TOO_OFTEN = ("HOURLY", "MINUTELY", "SECONDLY")
_PARTS = {
    "FREQ": re.compile(r"[A-Z]+"),
    "INTERVAL": re.compile(r"\d{1,9}"),
    "COUNT": re.compile(r"\d{1,9}"),
    "UNTIL": re.compile(r"\d{8}(T\d{6}Z?)?"),
    "BYDAY": re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU))*"),
    "BYMONTHDAY": re.compile(r"[+-]?\d{1,2}(,[+-]?\d{1,2})*"),
    "BYYEARDAY": re.compile(r"[+-]?\d{1,3}(,[+-]?\d{1,3})*"),
    "BYWEEKNO": re.compile(r"[+-]?\d{1,2}(,[+-]?\d{1,2})*"),
    "BYMONTH": re.compile(r"\d{1,2}(,\d{1,2})*"),
    "BYSETPOS": re.compile(r"[+-]?\d{1,3}(,[+-]?\d{1,3})*"),
    "WKST": re.compile(r"MO|TU|WE|TH|FR|SA|SU"),
}
_WITHIN_A_DAY = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
_RANGES = {"BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYMONTH": 12, "BYSETPOS": 366}

# dateutil looks for a next occurrence until the year 9999 and can't be told to stop earlier. The Gregorian calendar
# repeats every 400 years to the weekday, so the question is asked that many years later: the same answer, and at most
# four centuries of looking.
_CENTURIES = 400
_LAST_YEAR = 9999
_EARLIEST_YEAR, _LATEST_YEAR = 2000, 2200


class RuleProblem(ValueError):
    """A rule or a start that can't be a schedule. The message is a sentence for whoever wrote it, about `field`."""

    def __init__(self, sentence: str, field: str = "rule") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class ParsedRule:
    """A rule that has been read: `text` is its canonical form, UNTIL as a wall time of the series."""

    text: str
    frequency: str
    interval: int
    weekdays: tuple[int, ...]
    simple: bool
    """Whether it is just "these weekdays, every so many weeks", so that the plain form can show it."""
    last_day: date | None


def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name. Raises RuleProblem."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        sentence = _("We don’t know this time zone. Please choose one from the list.")
        raise RuleProblem(sentence, "time_zone") from error


def to_utc(local: datetime, zone_name: str) -> datetime:
    """The moment of a naive wall time. Twice: the first. Skipped: with the offset before the gap (RFC 5545 §3.3.5)."""
    return local.replace(tzinfo=zone(zone_name), fold=0).astimezone(UTC)


def to_local(moment: datetime, zone_name: str) -> datetime:
    """The naive wall time of an aware moment."""
    return moment.astimezone(zone(zone_name)).replace(tzinfo=None, fold=0)


def stored(local: datetime) -> datetime:
    """A naive wall time as rows keep it: as if it were UTC."""
    return local.replace(tzinfo=UTC)


def from_store(kept: datetime) -> datetime:
    """The naive wall time of what `stored` made."""
    return kept.astimezone(UTC).replace(tzinfo=None)


def weekly(weekdays: Sequence[int], weeks: int = 1, until: date | None = None) -> str:
    """The rule for some weekdays (0 Monday … 6 Sunday) every so many weeks, up to and including a day."""
    if not weekdays:
        raise RuleProblem(_("Please choose at least one day of the week."), "weekdays")
    days = ",".join(WEEKDAYS[day] for day in sorted(set(weekdays)))
    every = f"INTERVAL={weeks};" if weeks != 1 else ""
    last = f";UNTIL={until.year:04d}{until:%m%d}T235959" if until else ""
    return f"FREQ=WEEKLY;{every}BYDAY={days}{last}"


@lru_cache(maxsize=1024)
def check_rule(text: str, zone_name: str = "UTC") -> ParsedRule:
    """Read an RFC 5545 RRULE value. UNTIL in UTC is turned into wall time of `zone_name`.

    Raises RuleProblem for what isn't a rule, repeats more than once a day, or never occurs.
    """
    parts = _read(text)
    _check_numbers(parts)
    if "UNTIL" in parts:
        parts["UNTIL"] = _until(parts["UNTIL"], zone_name)
    canonical = ";".join(f"{name}={value}" for name, value in parts.items())
    if len(canonical) > LONGEST_RULE:
        raise RuleProblem(_("This rule is too long."))
    endless = ";".join(f"{name}={value}" for name, value in parts.items() if name not in {"UNTIL", "COUNT"})
    # Whether anything ever matches doesn't depend on the day it is asked from, except for long intervals.
    if next(iter(_expanded(endless, datetime(2024, 1, 1, 12))), None) is None:
        raise RuleProblem(_("This rule never comes true: no day fits it. Please check the days and months."))
    plain = parts["FREQ"] == "WEEKLY" and set(parts) <= {"FREQ", "INTERVAL", "BYDAY", "WKST", "UNTIL"}
    days = parts.get("BYDAY", "")
    plain = plain and "BYDAY" in parts and parts.get("WKST", "MO") == "MO" and not re.search(r"\d", days)
    weekdays = tuple(sorted({WEEKDAYS.index(day) for day in days.split(",")})) if plain else ()
    last_day = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date() if "UNTIL" in parts else None
    return ParsedRule(canonical, parts["FREQ"], int(parts.get("INTERVAL", "1")), weekdays, plain, last_day)


def occurrences(
    starts_local: datetime, zone_name: str, rule: str, between: tuple[datetime, datetime]
) -> list[datetime]:
    """The wall times (naive, in order) whose moments fall in [start, end), two aware moments.

    `starts_local` is naive. A first day that the rule doesn't name is no occurrence. Raises as `check_rule` does.
    """
    start, end = between
    parsed = check_rule(rule, zone_name)
    # A wall time is within a day of its moment in every zone; the exact limits are applied to the moments.
    low = to_local(start, zone_name) - timedelta(days=1)
    high = to_local(end, zone_name) + timedelta(days=1)
    found = []
    for local in _expanded(parsed.text, starts_local):
        if local >= high:
            break
        if local >= low and start <= to_utc(local, zone_name) < end:
            found.append(local)
    return found


def coming(starts_local: datetime, zone_name: str, rule: str, at: datetime, count: int = 5) -> list[datetime]:
    """The moments of the next `count` occurrences after `at`, for a preview. Raises RuleProblem."""
    parsed = check_rule(rule, zone_name)
    later = (to_utc(local, zone_name) for local in _expanded(parsed.text, starts_local))
    return list(islice((moment for moment in later if moment > at), count))


class _Expansion:
    """Occurrences of a rule, asked four hundred years at a time later (see _CENTURIES)."""

    def __init__(self, rule: rrule, shift: int) -> None:
        self._rule = rule
        self._shift = shift

    def __iter__(self) -> "_Expansion":
        self._it = iter(self._rule)
        return self

    def __next__(self) -> datetime:
        try:
            found: datetime = next(self._it)
        except (IndexError, ValueError, OverflowError) as error:  # dateutil trips over days that no year has
            raise RuleProblem(_not_a_rule()) from error
        return found.replace(year=found.year - self._shift)


def _expanded(canonical: str, starts_local: datetime) -> _Expansion:
    if not _EARLIEST_YEAR <= starts_local.year <= _LATEST_YEAR:
        raise RuleProblem(_("This first day is too far away. Please choose another."), "first_day")
    shift = (_LAST_YEAR - starts_local.year) // _CENTURIES * _CENTURIES
    start = starts_local.replace(year=starts_local.year + shift)

    def later(match: re.Match[str]) -> str:
        year = min(int(match[1]) + shift, _LAST_YEAR)
        return f"UNTIL={year:04d}{match[2]}"

    text = re.sub(r"UNTIL=(\d{4})(\d{4}T\d{6})", later, canonical)
    try:
        rule = rrulestr(text, dtstart=start, cache=False)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError) as error:
        raise RuleProblem(_not_a_rule()) from error
    assert isinstance(rule, rrule)
    return _Expansion(rule, shift)


def _read(text: str) -> dict[str, str]:
    text = text.strip().upper().removeprefix("RRULE:")
    if len(text) > LONGEST_RULE:
        raise RuleProblem(_("This rule is too long."))
    parts: dict[str, str] = {}
    for part in text.rstrip(";").split(";"):
        name, _equals, value = part.partition("=")
        if name in _WITHIN_A_DAY:
            raise RuleProblem(_often())
        known = _PARTS.get(name)
        if known is None or name in parts or not known.fullmatch(value):
            raise RuleProblem(_not_a_rule())
        parts[name] = value
    period = parts.get("FREQ", "")
    if period in _TOO_OFTEN:
        raise RuleProblem(_often())
    numbered_days = bool(re.search(r"\d", parts.get("BYDAY", "")))
    if (
        period not in _PERIODS
        or {"COUNT", "UNTIL"} <= set(parts)
        or (numbered_days and period not in {"MONTHLY", "YEARLY"})
        or ("BYMONTHDAY" in parts and period == "WEEKLY")
        or ({"BYYEARDAY", "BYWEEKNO"} & set(parts) and period != "YEARLY")
    ):
        raise RuleProblem(_not_a_rule())  # RFC 5545 §3.3.10 says which parts go together
    return parts


def _check_numbers(parts: dict[str, str]) -> None:
    for name, most in _RANGES.items():
        numbers = [int(value) for value in parts.get(name, "").split(",") if value]
        if any(not 1 <= abs(number) <= most for number in numbers):
            raise RuleProblem(_not_a_rule())
    if not 1 <= int(parts.get("INTERVAL", "1")) <= MOST_INTERVAL:
        raise RuleProblem(
            _("The number of days, weeks, months or years between sessions must be from 1 to %(most)s.")
            % {"most": MOST_INTERVAL}
        )
    if int(parts.get("COUNT", "1")) < 1:
        raise RuleProblem(_("A schedule needs at least one session."))


def _until(value: str, zone_name: str) -> str:
    try:
        if len(value) == 8:
            datetime.strptime(value, "%Y%m%d")
            return f"{value}T235959"
        moment = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")
        if value.endswith("Z"):
            moment = to_local(moment.replace(tzinfo=UTC), zone_name)
    except (ValueError, OverflowError) as error:
        raise RuleProblem(_not_a_rule()) from error
    return f"{moment.year:04d}{moment:%m%dT%H%M%S}"  # %Y writes the year 1 with one digit


def _not_a_rule() -> str:
    return _("We can’t read this rule. An example that works: FREQ=WEEKLY;BYDAY=TU,TH")


def _often() -> str:
    return _("A group can meet once a day at most. Please choose days, weeks, months or years.")
