"""What Today shows of the care desk.

{% help_calls %}    calls for help: to staff who are told of them, and one's own
{% when_for at person %}  "today, 5 p.m." · "tomorrow, 9 a.m." · "Monday, November 23, 9 a.m."
{% yours_to_do %}   for staff: at most three cards, those that are due soonest; for mentors what they owe
{% notes_waiting %} what someone wrote to this person that they haven't opened
{% night %}         for members and mentors while nobody is at work: plan, who answers, what waits, company
"""

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alongside.care import nights, queries, shown
from alongside.conversations.pairs import waiting_for
from alongside.core import clock
from alongside.people.models import Person, Role
from alongside.ui.templatetags.ui import day_and_time_for, time_for, zone_of

register = template.Library()


@register.simple_tag
def when_for(moment: datetime, person: Person) -> SafeString:
    """A day and time on the person's clock, near days by their names."""
    zone = zone_of(person)
    days = (moment.astimezone(zone).date() - clock.now().astimezone(zone).date()).days
    near = {-1: _("yesterday, {}"), 0: _("today, {}"), 1: _("tomorrow, {}")}.get(days)
    return format_html(near, time_for(moment, person)) if near else day_and_time_for(moment, person)


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


@register.inclusion_tag("care/parts/notes.html", takes_context=True)
def notes_waiting(context: dict[str, Any]) -> dict[str, Any]:
    """One query where nothing waits, else two."""
    return {"notes": waiting_for(_person(context))}


@register.inclusion_tag("care/parts/night.html", takes_context=True)
def night(context: dict[str, Any]) -> dict[str, Any]:
    """No query in staffed hours and for staff; else about nine, and five more for someone who looks for company."""
    person = _person(context)
    return {"night": nights.night_for(person, clock.now()), "person": person, "csrf_token": context.get("csrf_token")}
