"""`{% circle_invitation %}`: the oldest invitation to a circle that its reader hasn't answered."""

from typing import Any

from django import template

from alongside.groups.circles import queries
from alongside.people.models import Person

register = template.Library()


@register.inclusion_tag("groups/circles/parts/invited.html", takes_context=True)
def circle_invitation(context: dict[str, Any]) -> dict[str, Any]:
    """One of them: there is one suggestion at a time. One query, up to three more where there is one; staff none."""
    person: Person = context["person"]
    found = queries.invitations_of(person) if queries.may_join(person) else []
    return {"row": found[0] if found else None, "number": 0, "csrf_token": context.get("csrf_token", "")}
