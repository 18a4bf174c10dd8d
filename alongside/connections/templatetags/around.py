"""What other pages show of the people around someone, and how counts are said.

{% suggestion_line %}     on Today: one line while the day's suggestion stands
{% contact_count count %} one kind of contact, in words
"""

from typing import Any

from django import template
from django.utils.translation import ngettext

from alongside.connections.around.derived import Count
from alongside.connections.introductions import queries as introductions
from alongside.connections.models import Kind
from alongside.connections.suggesting import queries
from alongside.core import clock

register = template.Library()


@register.inclusion_tag("connections/parts/suggestion_line.html", takes_context=True)
def suggestion_line(context: dict[str, Any]) -> dict[str, Any]:
    """One query for members where there is none, none for staff. Where an introduction waits, that is said instead."""
    person, at = context["person"], clock.now()
    shown = None if person.is_staff else queries.of_today(person, at)
    if shown is None or shown.gone or introductions.waits(person, at):
        return {"suggestion": None}
    return {"suggestion": shown}


@register.simple_tag
def contact_count(count: Count) -> str:
    """ "Wrote to you 3 times": what came, or what was done together."""
    n = count.n
    words = {
        Kind.WROTE: ngettext("Wrote to you once", "Wrote to you %(count)s times", n),
        Kind.REPLIED: ngettext("Answered you once", "Answered you %(count)s times", n),
        Kind.REACTED: ngettext("Sent you a kind sign once", "Sent you a kind sign %(count)s times", n),
        Kind.THANKED: ngettext("Said once that you helped", "Said %(count)s times that you helped", n),
        Kind.SMALL_ROOM: ngettext("One small room together", "%(count)s small rooms together", n),
        Kind.SESSION: ngettext("One session together", "%(count)s sessions together", n),
        Kind.GATHERING: ngettext("One gathering together", "%(count)s gatherings together", n),
        Kind.MENTORED: ngettext("Met for a talk once", "Met for a talk %(count)s times", n),
    }.get(Kind(count.kind), "")
    return words % {"count": n}
