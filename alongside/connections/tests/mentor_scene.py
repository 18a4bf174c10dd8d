"""Mentors who can be chosen, on a Tuesday at noon in New York."""

from datetime import UTC, datetime
from typing import Any

from alongside.groups.mentoring import actions
from alongside.people import actions_around
from alongside.people.models import Person
from tests.cast import Cast, enroll

NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)


def ready(
    cast: Cast, mentor: Person, *, capacity: int = 2, hours: int = 2, topics: Any = (), about: str = ""
) -> Person:
    """`mentor` has a supervisor, has said how much they can carry, and agreed."""
    actions_around.name_supervisor(mentor, cast.counselor, by=cast.director)
    actions.save_profile(mentor, about=about, topics=topics, capacity=capacity, hours_a_week=hours, by=mentor)
    actions.agree(mentor, by=mentor)
    return mentor


def more_mentors(cast: Cast, *names: str, **how: Any) -> list[Person]:
    """Others who can be chosen."""
    return [ready(cast, enroll(cast.program, name, "mentor"), **how) for name in names]
