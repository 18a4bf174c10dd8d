"""What two people can have in common that matters for a mentor: languages and times. And the limits of mentoring."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alongside.groups.models import Topic
from alongside.people.good_times import LEAST_SHARED, hours_of
from alongside.people.models import GoodTime, Person

AGREEMENT: Final = (
    (
        "does",
        (
            _("I listen, and say what helped me. I don’t tell anyone what to do."),
            _("I keep my promises small, and say so when I can’t keep one."),
            _("I care for myself first. Stepping back for a day is always all right."),
        ),
    ),
    (
        "does_not",
        (
            _("I give no treatment and no advice about medicine. That is for the care team."),
            _("I am not there in an emergency. Staff and the crisis lines are."),
            _("I lend no money, take no gifts, and start no romance with anyone I mentor."),
            _("What I hear stays with me, and is no story for others."),
        ),
    ),
    (
        "passes_on",
        (
            _("If someone may be harmed, they themselves or another, I tell the care team right away."),
            _("If someone asks me to keep that secret, I say kindly that I can’t."),
            _("If I am worried, or it gets too much, I tell my supervisor."),
        ),
    ),
)
"""What a mentor does, doesn't do, and must pass on: a mentor says yes to it before anyone is given to them."""

_KNOWN: Final = {
    "en": ("en", "english", "ingles", "inglese", "anglais", "englisch"),
    "es": ("es", "spanish", "espanol", "castellano", "espagnol", "spanisch"),
}


def codes(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """The codes in a list with commas that are known, in the order in which they are known."""
    said = {each.strip() for each in text.split(",")}
    return tuple(str(each) for each in known if str(each) in said)


def topics_of(text: str) -> tuple[str, ...]:
    return codes(text, Topic.values)


def languages_of(person: Person) -> dict[str, str]:
    """The languages `person` speaks, by a code that is the same for everyone: how they are called. Never empty.

    The language of their pages is one of them. Others are their own words.
    """
    found = {person.language: ""}
    for word in person.speaks.replace(";", ",").replace("/", ",").split(",")[:12]:
        said = " ".join(word.split())[:40]
        if said:
            found.setdefault(_code(said), said)
    houses = dict(settings.LANGUAGES)
    return {code: str(houses.get(code, said or code)) for code, said in found.items()}


def _code(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return next((code for code, names in _KNOWN.items() if plain in names), plain[:24])


def shared_times(person: Person, other: Person, at: datetime) -> tuple[str, ...]:
    """When both usually have time, as codes of `GoodTime` on `person`'s clock, in the week of `at`."""
    day = at.astimezone(ZoneInfo(person.zone)).date()
    theirs = _hours(other.good_times, other.zone, day)
    return tuple(
        code
        for code in codes(person.good_times, GoodTime.values)
        if len(_hours(code, person.zone, day) & theirs) >= LEAST_SHARED
    )


def wished_times(person: Person, wished: Iterable[str], other: Person, at: datetime) -> tuple[str, ...]:
    """Those of the wished times, on `person`'s clock, at which `other` has time."""
    day = at.astimezone(ZoneInfo(person.zone)).date()
    theirs = _hours(other.good_times, other.zone, day)
    return tuple(code for code in wished if len(_hours(code, person.zone, day) & theirs) >= LEAST_SHARED)


@lru_cache(maxsize=4096)
def _hours(good_times: str, zone: str, day: date) -> frozenset[int]:
    """The hours of the week that begins on that day, at which these times are: hours since 1970."""
    return frozenset(hour for code in codes(good_times, GoodTime.values) for hour in hours_of(code, zone, day))
