"""What Today shows of the care desk.

{% help_calls %}    calls for help: to staff who are told of them, and one's own
{% yours_to_do %}   for staff: at most three cards, those that are due soonest; for mentors what they owe
"""

from typing import Any

from django import template

from alongside.care import queries, shown
from alongside.core import clock
from alongside.people.models import Person, Role

register = template.Library()


def _person(context: dict[str, Any]) -> Person:
    return context["person"]  # type: ignore[no-any-return]


@register.inclusion_tag("care/parts/help_calls.html", takes_context=True)
def help_calls(context: dict[str, Any]) -> dict[str, Any]:
    """Who needs someone now. Three queries for staff, one for members."""
    person, at = _person(context), clock.now()
    return {"person": person, "rows": shown.waiting_calls(person, at), "own": shown.call_of(person)}


@register.inclusion_tag("care/parts/yours_to_do.html", takes_context=True)
def yours_to_do(context: dict[str, Any]) -> dict[str, Any]:
    """What is next for this person on the care desk. Four queries for staff, none for members."""
    person, at = _person(context), clock.now()
    if person.is_staff:
        return {"person": person, "rows": shown.rows(person, queries.due_soonest(person), at), "staff": True}
    owed = queries.owed_by(person)[:3] if person.role == Role.MENTOR else []
    return {"person": person, "rows": shown.rows(person, owed, at) if owed else [], "staff": False}
