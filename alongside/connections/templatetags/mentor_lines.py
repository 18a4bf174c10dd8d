"""What other pages show of mentors.

{% mentor_line_of_day %}  for Today: someone chose this mentor; nothing else
{% mentor_piece %}        for People: one's mentor, asking for one, or the mentor's own page
"""

from typing import Any

from django import template

from alongside.connections.mentors import queries
from alongside.core import clock
from alongside.groups.mentoring import queries as pairs
from alongside.people.models import Person, Role

register = template.Library()


def _person(context: dict[str, Any]) -> Person:
    return context["person"]  # type: ignore[no-any-return]


@register.inclusion_tag("connections/parts/mentor_line.html", takes_context=True)
def mentor_line_of_day(context: dict[str, Any]) -> dict[str, Any]:
    """For mentors; one query where nobody chose them. Members are told where they are told of everything else."""
    person = _person(context)
    return {"person": person, "line": queries.chosen_line(person, clock.now())}


@register.inclusion_tag("connections/parts/mentor.html", takes_context=True)
def mentor_piece(context: dict[str, Any]) -> dict[str, Any]:
    """Up to four queries; none for staff."""
    person, at = _person(context), clock.now()
    mentors = person.role == Role.MENTOR
    pairing = pairs.pairing_of(person) if person.role == Role.MEMBER else None
    return {
        "person": person,
        "line": queries.line_for(person, at),
        "pairing": pairing,
        "mentors": mentors,
        "may_ask": person.role == Role.MEMBER and pairs.may_have_mentor(person),
    }
