"""Cards of the first days on Today: the newcomer's next small step, and what a welcomer owes.

{% first_step %}           nothing for people without a path
{% owed_to_newcomers %}    nothing for people who owe nothing
"""

from typing import Any

from django import template
from django.urls import reverse

from alongside.core import clock
from alongside.people.arriving import path, queries
from alongside.people.models import ArrivalStep, ArrivalStepKind, Person, Stage

register = template.Library()


@register.inclusion_tag("people/parts/first_step.html", takes_context=True)
def first_step(context: dict[str, Any]) -> dict[str, Any]:
    """The next open step that the newcomer can do now. Two queries while they are arriving, else none."""
    person: Person = context["person"]
    found = queries.path_of(person) if person.stage == Stage.ARRIVING else None
    stone = found.next_own if found else None
    agreements_first = stone is not None and stone.row.kind == ArrivalStepKind.AGREEMENTS
    return {"person": person, "path": found, "stone": None if agreements_first else stone}


@register.inclusion_tag("people/parts/owed.html", takes_context=True)
def owed_to_newcomers(context: dict[str, Any]) -> dict[str, Any]:
    """Steps with a time that the reader owes newcomers, soonest first. One query for those who can welcome."""
    person: Person = context["person"]
    rows = queries.owed_by(person) if queries.may_welcome(person) else []
    now = clock.now()
    lines = [{"row": row, "url": _where(row), "late": row.due_at and row.due_at <= now} for row in rows]
    return {"person": person, "lines": lines}


def _where(row: ArrivalStep) -> str:
    if row.kind in path.NOTES:
        return reverse("conversations:welcome_note", args=[row.arrival.public_id, row.kind])
    if row.kind == ArrivalStepKind.HELLO:
        return reverse("groups:hello_times")
    return ""
