"""Finding a circle: by a word, a day, a time of day and a language, all on the reader's own clock."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language_info

from alongside.core import clock
from alongside.core.languages import ENGLISH
from alongside.groups import schedule
from alongside.groups.circles import queries
from alongside.groups.models import Circle, Meeting
from alongside.people.models import GoodTime, Person

AHEAD = timedelta(weeks=5)
"""How far ahead meetings are looked at: also those that are every four weeks."""
_HOURS = {
    GoodTime.MORNING: range(5, 11),
    GoodTime.NOON: range(11, 14),
    GoodTime.AFTERNOON: range(14, 18),
    GoodTime.EVENING: range(18, 22),
}


@dataclass(frozen=True)
class Row:
    """A circle in a list, for one reader."""

    circle: Circle
    hosts: list[Person]
    next: Meeting | None
    full: bool
    mine: bool = False
    """The reader is in it."""

    @property
    def language(self) -> str:
        """The language's own name, where it isn't English."""
        return "" if self.circle.language == ENGLISH else str(get_language_info(self.circle.language)["name_local"])


def rows(circles: Iterable[Circle], *, mine: Set[int] = frozenset()) -> list[Row]:
    """With who hosts each and when it meets next. Two queries. Needs `on_count`."""
    listed = list(circles)
    hosts, coming = queries.hosts_of_each(listed), queries.next_of_each(listed, clock.now())
    return [
        Row(
            each, hosts.get(each.pk, []), coming.get(each.pk), getattr(each, "on_count", 0) >= each.cap, each.pk in mine
        )
        for each in listed
    ]


def matching(circles: Iterable[Circle], wish: dict[str, Any], reader: Person) -> list[Circle]:
    """Those that fit `wish` (cleaned data of FindCircleForm). One query where a day or a time is wished for."""
    words = str(wish.get("topic") or "").casefold().split()
    found = [each for each in circles if _speaks_of(each, words)]
    if language := wish.get("language"):
        found = [each for each in found if each.language == language]
    day, time = wish.get("day"), wish.get("time") or ""
    if day is None and not time:
        return found
    now = clock.now()
    starts = queries.starts_of_each(found, now, now + AHEAD)
    return [each for each in found if any(_fits(at, day, time, reader) for at in starts.get(each.pk, ()))]


def _speaks_of(circle: Circle, words: list[str]) -> bool:
    said = f"{circle.name} {circle.about} {circle.subjects}".casefold()
    return all(word in said for word in words)


def _fits(at: datetime, day: int | None, time: str, reader: Person) -> bool:
    local = schedule.to_local(at, reader.zone)
    if day is not None and local.weekday() != day:
        return False
    return not time or part_of_day(local.hour) == time


def part_of_day(hour: int) -> GoodTime:
    """The part of the day that an hour belongs to."""
    return next((part for part, hours in _HOURS.items() if hour in hours), GoodTime.NIGHT)
