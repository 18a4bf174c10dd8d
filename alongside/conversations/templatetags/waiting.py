"""What pages show of posts that wait.

{% offers %}                    on Today and in Talk: what this person is asked to answer, or has promised
{% staff_there conversation %}  to the author of a post that waits, while nobody on staff is at work: when someone is
{% answer_by message %}         on the page of one message that waits: saying by when one answers, without scripts
{% mentor_line other %}         between two of whom one is a mentor: what a mentor must pass on
"""

from typing import Any

from django import template

from alongside.conversations.models import Conversation, Message, Participant, Why
from alongside.conversations.waiting import queries, times
from alongside.core import clock
from alongside.people.models import Person, Role

register = template.Library()


@register.inclusion_tag("conversations/parts/offers.html", takes_context=True)
def offers(context: dict[str, Any]) -> dict[str, Any]:
    """One query."""
    person: Person = context["person"]
    return {
        "person": person,
        "asked": queries.asked_of(person, clock.now()),
        "csrf_token": context.get("csrf_token"),
        "request": context.get("request"),
    }


@register.inclusion_tag("conversations/parts/staff_there.html", takes_context=True)
def staff_there(context: dict[str, Any], conversation: Conversation) -> dict[str, Any]:
    """No query in staffed hours, else one."""
    person: Person = context["person"]
    there = None if person.is_staff else times.staff_are_there(person.program, clock.now())
    post = queries.own_waiting(person, conversation) if there is not None else None
    return {"person": person, "there": there if post is not None and post.why != Why.LINE else None}


@register.inclusion_tag("conversations/parts/answer_by.html", takes_context=True)
def answer_by(context: dict[str, Any], message: Message) -> dict[str, Any]:
    """One query, where the message was loaded without it."""
    person: Person = context["person"]
    post = getattr(message, "waiting", None)
    if post is not None and (post.ended_at is not None or post.author_id == person.pk):
        post = None
    may = post is not None and (person.is_staff or post.why != Why.LINE)
    return {
        "person": person,
        "message": message,
        "post": post,
        "choices": times.choices(person, clock.now()) if may else [],
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("conversations/parts/mentor_line.html", takes_context=True)
def mentor_line(context: dict[str, Any], other: Person | None, part: Participant | None = None) -> dict[str, Any]:
    """What both read from the first message on; `part` is the reader's own, where there is one. No query."""
    person: Person = context["person"]
    between = other is not None and not person.is_staff and not other.is_staff
    return {
        "person": person,
        "other": other,
        "is_new": part is None or not part.read_seq,
        "writes": between and person.role == Role.MENTOR,
        "reads": between and other is not None and other.role == Role.MENTOR,
    }
