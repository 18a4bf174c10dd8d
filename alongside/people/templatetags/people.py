"""{% load people %}: the demo's personas, the tabs of /program/, the blocks of an agreement."""

from django import template
from django.template import Context

from alongside.people.demo import DemoProgram, demo_programs
from alongside.people.program_pages import Tab, tabs
from alongside.people.texts import Block, blocks

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
