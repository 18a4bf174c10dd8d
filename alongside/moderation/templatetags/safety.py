"""`{% safety_waiting %}`: what Today shows of reports to staff, and of decisions to whom they are about."""

from typing import Any

from django import template

from alongside.core import clock
from alongside.moderation import access, queries
from alongside.moderation.models import Decision
from alongside.people.models import Person

register = template.Library()


@register.inclusion_tag("moderation/parts/waiting.html", takes_context=True)
def safety_waiting(context: dict[str, Any]) -> dict[str, Any]:
    """One query; for staff three, four for counselors."""
    person: Person = context["person"]
    data: dict[str, Any] = {
        "unread": Decision.objects.filter(person=person, seen_at=None, undone_at=None).order_by("pk").first()
    }
    if person.is_staff:
        reports = access.visible_to(person)
        data["cards"] = queries.open_cards(person, clock.now(), reports)
        data["appeals"] = access.appeals_for(person, reports).count()
    return data
