"""What a supervisor sees of mentors: whom they have, on which days they were in contact, and how much it is.

Never a word, and never how often in a day. Directors see all mentors, and which members wait for one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from alongside.connections.mentors import words
from alongside.connections.mentors.load import Load, loads_of
from alongside.groups.mentoring import queries
from alongside.groups.models import Mentorship, MentorWish
from alongside.people.models import Person, Role
from alongside.ui.templatetags.ui import day_for

MOST_DAYS: Final = 6
MOST_WAITING: Final = 30


@dataclass(frozen=True)
class Shown:
    """One mentor, in words."""

    load: Load
    hours: str
    lacks: tuple[str, ...]
    much: tuple[str, ...]
    contacts: tuple[tuple[object, tuple[str, ...]], ...]
    """(Contact, the last days of contact in words)."""


@dataclass(frozen=True)
class Page:
    mentors: tuple[Shown, ...]
    ended: tuple[Mentorship, ...]
    waiting: tuple[MentorWish, ...]
    directs: bool


def page(viewer: Person, at: datetime) -> Page:
    """The mentors whom `viewer` looks after, those who carry too much first. About eight queries, however many."""
    mentors = queries.supervised_by(viewer)
    shown = [_shown(load, viewer) for load in loads_of(mentors, at)]
    shown.sort(key=lambda each: (-len(each.much), -len(each.load.waiting)))
    directs = viewer.role == Role.DIRECTOR
    return Page(
        tuple(shown),
        tuple(queries.ended_of(viewer, at)),
        tuple(queries.waiting_wishes(viewer.program_id)[:MOST_WAITING]) if directs else (),
        directs,
    )


def _shown(load: Load, viewer: Person) -> Shown:
    return Shown(
        load=load,
        hours=words.hours(load.hours),
        lacks=tuple(str(words.LACKS_TO_STAFF[code]) for code in load.lacks),
        much=tuple(str(words.TOO_MUCH[code]) for code in load.reasons),
        contacts=tuple(
            (each, tuple(day_for(day, viewer, "M j") for day in each.days[:MOST_DAYS])) for each in load.contacts
        ),
    )
