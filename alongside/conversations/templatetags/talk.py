"""Parts of Talk for any page.

{% load talk %}
{% talk_list conversation %}     the reader's list, with that conversation marked
{% talk_header header part %}    what stands above a conversation, with what its reader can do
{% lifeline_now %}               who is on call now, where the care team isn't at work
{% talk_time row.at person %}    a time of day today, a weekday within the week, else the day
"""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString

from alongside.conversations.headers import Header
from alongside.conversations.models import Conversation, Participant
from alongside.conversations.talk import talk_of
from alongside.core import clock
from alongside.people.cover import is_staffed
from alongside.people.models import Person
from alongside.people.queries import lifeline
from alongside.ui.templatetags.ui import day_for, time_for, zone_of

register = template.Library()


@register.inclusion_tag("conversations/parts/talk_list.html", takes_context=True)
def talk_list(context: Context, current: Conversation | None = None) -> dict[str, Any]:
    """The first page of the reader's list."""
    person: Person = context["person"]
    return {"talk": talk_of(person), "person": person, "current": current, "ended": False, "beside": True}


@register.inclusion_tag("conversations/parts/talk_header.html", takes_context=True)
def talk_header(context: Context, header: Header, part: Participant) -> dict[str, Any]:
    """What stands above a conversation."""
    person: Person = context["person"]
    return {
        "header": header,
        "part": part,
        "conversation": part.conversation,
        "person": person,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("conversations/parts/lifeline_now.html", takes_context=True)
def lifeline_now(context: Context) -> dict[str, Any]:
    """Who answers a cry for help while the care team isn't at work. Nothing in staffed hours."""
    person: Person = context["person"]
    now = clock.now()
    away = not is_staffed(person.program, now)
    return {"away": away, "on_call": lifeline(person.program, now) if away else None, "person": person}


@register.simple_tag
def talk_time(moment: datetime, person: Person) -> SafeString:
    """As short as can be, on the person's own clock."""
    zone = zone_of(person)
    today = timezone.localtime(clock.now(), zone).date()
    day = timezone.localtime(moment, zone).date()
    if day == today:
        return time_for(moment, person)
    return day_for(moment, person, "D" if today - day < timedelta(days=6) else "M j")
