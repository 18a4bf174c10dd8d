"""{% load people %}: the demo's personas, the tabs of /program/, the blocks of an agreement, and:

{% lifeline %}      on every page that could be mistaken for a lifeline: that nobody is on call, and the numbers
{% rota_gaps %}     for directors: the times of the next two weeks in which nobody is
{% stage_word %}    on Today, for people on a pause and for those who return
"""

from datetime import timedelta
from typing import Any

from django import template
from django.template import Context

from alongside.core import clock
from alongside.people import queries, rota
from alongside.people.demo import DemoProgram, demo_programs
from alongside.people.models import Person, Role
from alongside.people.program_pages import Tab, tabs
from alongside.people.texts import Block, blocks
from alongside.ui import help_lines

register = template.Library()


@register.simple_tag
def demo_personas() -> list[DemoProgram]:
    """Everyone of the demo, by program and role; nothing outside the demo."""
    return demo_programs()


@register.simple_tag(takes_context=True)
def program_tabs(context: Context) -> list[Tab]:
    """The tabs of /program/ for whoever looks at it."""
    request = context["request"]
    return tabs(request.person.role, request.path)


@register.filter
def as_blocks(body: str) -> list[Block]:
    """An agreement's text as headings, lists and paragraphs."""
    return blocks(body)


@register.inclusion_tag("people/parts/lifeline.html", takes_context=True)
def lifeline(context: Context, folds: bool = False) -> dict[str, Any]:
    """Who reads this page must not wait for an answer that doesn't come. Nothing while someone is on call.

    `folds`: where there is little room, one line that opens.
    """
    person = _reader(context)
    if person is None or queries.lifeline(person.program, clock.now()) is not None:
        return {"region": None}
    region = next(iter(help_lines.regions(person.program.region)), None)
    return {"region": region, "line": region.lines[0] if region and region.lines else None, "folds": folds}


@register.inclusion_tag("people/parts/rota_gaps.html", takes_context=True)
def rota_gaps(context: Context) -> dict[str, Any]:
    """For directors, who can still find someone."""
    person = _reader(context)
    if person is None or person.role != Role.DIRECTOR:
        return {"gaps": []}
    now = clock.now()
    found = rota.gaps(person.program, now, now + timedelta(days=rota.DAYS_AHEAD))
    return {"gaps": found[:3], "more": max(0, len(found) - 3), "program": person.program}


@register.inclusion_tag("people/parts/stage_word.html", takes_context=True)
def stage_word(context: Context) -> dict[str, Any]:
    """A word for those whose stage changes what they find here."""
    person = _reader(context)
    return {"stage": person.stage if person else "", "person": person}


def _reader(context: Context) -> Person | None:
    person = getattr(context.get("request"), "person", None)
    return person if isinstance(person, Person) else None
