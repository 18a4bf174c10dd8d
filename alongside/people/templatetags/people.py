"""{% load people %}: what the sign-in page of the demo shows."""

from django import template

from alongside.people.demo import DemoProgram, demo_programs

register = template.Library()


@register.simple_tag
def demo_personas() -> list[DemoProgram]:
    """Everyone of the demo, by program and role; nothing outside the demo."""
    return demo_programs()
