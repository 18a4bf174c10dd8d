"""What people have in common: interests, goals, times, languages, and where they are on their way.

Reasons are data: `{"code": "interest", "value": "walking"}`. Those of times stand for each of the two, on their own
clocks: `{"code": "times", "of": {"<public id>": "evening"}}`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from alongside.connections.models import Wishes
from alongside.groups.mentoring.terms import languages_of
from alongside.people.good_times import LEAST_SHARED, hours_of
from alongside.people.models import GoodTime, Person, Stage

Reason = dict[str, Any]
MOST_REASONS: Final = 2
ALIKE: Final = 3
"""A reason is shown to someone only if it fits at least so many of the others whom they may know of."""
NEW: Final = frozenset({Stage.ARRIVING, Stage.RETURNING})
LATER: Final = frozenset({Stage.STEPPING_DOWN, Stage.ALUM})
WORTH: Final = {"interest": 3.0, "goal": 2.0, "language": 2.0, "times": 1.5, "new": 1.0, "later": 1.0}
_MOST_COUNTED: Final = 2
_WEEK: Final = 7 * 24


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a person counts. `hours`: for each of their good times, the hours of the week in UTC as bits."""

    public_id: str
    interests: frozenset[str]
    goals: frozenset[str]
    languages: Mapping[str, str]
    hours: Mapping[str, int]
    stage: str

    @property
    def free(self) -> int:
        """All hours at which they usually have time."""
        found = 0
        for bits in self.hours.values():
            found |= bits
        return found


def words_of(text: str) -> frozenset[str]:
    """The words of a list, as they are compared: case and spaces don't matter."""
    for mark in (";", "/", "\n", "·", "."):
        text = text.replace(mark, ",")
    said = (" ".join(each.split()).casefold() for each in text.split(",")[:30])
    return frozenset(each for each in said if 2 <= len(each) <= 40)


def traits_of(people: Iterable[Person], at: datetime) -> dict[int, Traits]:
    """By row number; programs must be loaded. One query, for goals."""
    rows = {person.pk: person for person in people}
    goals: dict[int, str] = {}
    numbers = list(rows)
    for start in range(0, len(numbers), 400):
        wishes = Wishes.objects.filter(person__in=numbers[start : start + 400]).exclude(goals="")
        goals.update(wishes.values_list("person", "goals"))
    return {
        pk: Traits(
            public_id=person.public_id,
            interests=words_of(person.interests),
            goals=words_of(goals.get(pk, "")),
            languages=languages_of(person),
            hours=_hours_of(person, at),
            stage=person.stage,
        )
        for pk, person in rows.items()
    }


def worth(a: Traits, b: Traits) -> float:
    """What it is worth that these two meet, from 1 on; 0 for two without a language in common."""
    if not a.languages.keys() & b.languages.keys():
        return 0.0
    found = 1.0
    found += WORTH["interest"] * min(_MOST_COUNTED, len(a.interests & b.interests))
    found += WORTH["goal"] * min(_MOST_COUNTED, len(a.goals & b.goals))
    if a.languages.keys() & b.languages.keys() - {"en"}:
        found += WORTH["language"]
    if (a.free & b.free).bit_count() >= LEAST_SHARED:
        found += WORTH["times"]
    if (a.stage in NEW and b.stage in NEW) or (a.stage in LATER and b.stage in LATER):
        found += WORTH["new"]
    return found


def reasons(a: int, b: int, everyone: Mapping[int, Traits]) -> list[Reason]:
    """At most two things that both share, what weighs most first: such as together give neither away to the other.

    `everyone`: all whom members may know of. To each of the two, what is shown fits at least three others.
    """
    shown: list[Reason] = []
    for reason in _shared(everyone[a], everyone[b]):
        if len(shown) < MOST_REASONS and all(_hides(who, [*shown, reason], everyone) for who in (a, b)):
            shown.append(reason)
    return shown


def _shared(a: Traits, b: Traits) -> list[Reason]:
    found: list[Reason] = [{"code": "interest", "value": word} for word in sorted(a.interests & b.interests)]
    if a.goals & b.goals:
        found.append({"code": "goal", "value": sorted(a.goals & b.goals)[0]})
    tongues = sorted(a.languages.keys() & b.languages.keys() - {"en"})
    if tongues:
        found.append({"code": "language", "value": tongues[0]})
    ours, theirs = _time(a, b), _time(b, a)
    if ours and theirs:
        found.append({"code": "times", "of": {a.public_id: ours, b.public_id: theirs}})
    if a.stage in NEW and b.stage in NEW:
        found.append({"code": "new"})
    return found


def _hides(viewer: int, shown: Sequence[Reason], everyone: Mapping[int, Traits]) -> bool:
    mine = everyone[viewer]
    fits = (pk for pk, other in everyone.items() if pk != viewer and all(_fits(each, mine, other) for each in shown))
    return sum(1 for _each in fits) >= ALIKE


def _fits(reason: Reason, viewer: Traits, other: Traits) -> bool:
    """Whether what `viewer` reads would be true of `other`."""
    match reason["code"]:
        case "interest":
            return reason["value"] in other.interests
        case "goal":
            return bool(viewer.goals & other.goals)  # which one isn't said
        case "language":
            return reason["value"] in other.languages
        case "times":
            bits = viewer.hours.get(reason["of"][viewer.public_id], 0)
            return (bits & other.free).bit_count() >= LEAST_SHARED
        case _:
            return other.stage in NEW


def _time(person: Traits, other: Traits) -> str:
    """One of the times of `person`, on their own clock, at which `other` has time, too."""
    return next((code for code, bits in person.hours.items() if (bits & other.free).bit_count() >= LEAST_SHARED), "")


def _hours_of(person: Person, at: datetime) -> dict[str, int]:
    said = set(person.good_times.split(","))
    day = at.astimezone(ZoneInfo(person.zone)).date()
    monday = day - timedelta(days=day.weekday())
    return {str(code): _bits(str(code), person.zone, monday) for code in GoodTime.values if code in said}


@lru_cache(maxsize=2048)
def _bits(code: str, zone: str, monday: date) -> int:
    """The hours of a week that are this time on the wall there, as bits of UTC hours; around its ends it wraps."""
    found = 0
    for hour in hours_of(code, zone, monday):
        found |= 1 << hour % _WEEK
    return found
