"""Introductions on other pages.

{% introductions_part %}        on People: what is offered to the reader, or nothing
{% introductions_line %}        on Today: one line while something waits for an answer
"""

from typing import Any

from django import template

from alongside.connections.introductions import queries
from alongside.core import clock
from alongside.people.models import Person

register = template.Library()


@register.inclusion_tag("connections/parts/introductions.html", takes_context=True)
def introductions_part(context: dict[str, Any]) -> dict[str, Any]:
    """Three queries for members, none for staff."""
    person: Person = context["person"]
    if person.is_staff:
        return {"offers": [], "questions": [], "person": person}
    at = clock.now()
    return {
        "offers": queries.offers_of(person, at),
        "questions": queries.questions_of(person, at),
        "person": person,
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("connections/parts/introductions_line.html", takes_context=True)
def introductions_line(context: dict[str, Any]) -> dict[str, Any]:
    """One query for members, none for staff."""
    person: Person = context["person"]
    return {"waiting": not person.is_staff and queries.waits(person, clock.now())}
