"""What Today shows of the care desk.

{% help_calls %}    calls for help: to staff who are told of them, and one's own
{% when_for at person %}  "today, 5 p.m." · "tomorrow, 9 a.m." · "Monday, November 23, 9 a.m."
{% how_long time %} "12 minutes" · "3 hours" · "2 days"
{% yours_to_do %}   for staff: at most three cards, those that are due soonest; for mentors what they owe
{% notes_waiting %} what someone wrote to this person that they haven't opened
{% night %}         for members and mentors while nobody is at work: plan, who answers, what waits, company
"""

from datetime import timedelta
from typing import Any, cast

from django import template
from django.utils.translation import ngettext

from alongside.care import nights, queries, shown, words
from alongside.conversations.pairs import waiting_for
from alongside.core import clock
from alongside.people.models import Person, Role

register = template.Library()


register.simple_tag(words.when_for)


def _person(context: dict[str, Any]) -> Person:
    return context["person"]  # type: ignore[no-any-return]


@register.simple_tag
def how_long(time: timedelta) -> str:
    """ "12 minutes", "3 hours", "2 days": rounded to what one would say."""
    minutes = round(time.total_seconds() / 60)
    if minutes < 90:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = round(hours / 24)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


@register.inclusion_tag("care/parts/help_calls.html", takes_context=True)
def help_calls(context: dict[str, Any]) -> dict[str, Any]:
    """Who needs someone now; for members and mentors how their own call stands. One query where nobody called."""
    person, at = _person(context), clock.now()
    if not person.is_staff:
        return {"person": person, "rows": [], "own": shown.call_of(person)}
    return {"person": person, "rows": shown.rows(person, _waiting(context, person).calls, at), "own": None}


@register.inclusion_tag("care/parts/yours_to_do.html", takes_context=True)
def yours_to_do(context: dict[str, Any]) -> dict[str, Any]:
    """What is next for this person on the care desk. No query but those of `help_calls`, one for mentors."""
    person, at = _person(context), clock.now()
    if person.is_staff:
        return {"person": person, "rows": shown.rows(person, _waiting(context, person).cards, at), "staff": True}
    owed = queries.owed_by(person)[:3] if person.role == Role.MENTOR else []
    return {"person": person, "rows": shown.rows(person, owed, at), "staff": False}


def _waiting(context: dict[str, Any], person: Person) -> queries.Waiting:
    """Asked once a page."""
    page: dict[Any, Any] = cast(Any, context).render_context
    if "care" not in page:
        page["care"] = queries.waiting_for(person)
    return cast(queries.Waiting, page["care"])


@register.inclusion_tag("care/parts/notes.html", takes_context=True)
def notes_waiting(context: dict[str, Any]) -> dict[str, Any]:
    """One query where nothing waits, else two."""
    return {"notes": waiting_for(_person(context))}


@register.inclusion_tag("care/parts/night.html", takes_context=True)
def night(context: dict[str, Any]) -> dict[str, Any]:
    """No query in staffed hours and for staff; else about nine, and five more for someone who looks for company."""
    person = _person(context)
    return {"night": nights.night_for(person, clock.now()), "person": person, "csrf_token": context.get("csrf_token")}
