"""What follows when both said yes: a conversation, and a quiet word to both. Functions of actions."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from alongside.connections.models import Introduction
from alongside.conversations import pairs
from alongside.conversations.actions import sides
from alongside.conversations.actions.two_people import open_pair
from alongside.core import clock
from alongside.core.actions import System
from alongside.notify.actions import telling
from alongside.notify.models import Occasion
from alongside.people.models import Person
from alongside.people.stages import policy

BY = System("introductions")


def open_between(introduction: Introduction, a: Person, b: Person) -> bool:
    """Bring the two together, unless something stands against it now: then nothing happens, and nothing shows it.

    The introduction's row must be locked. A boundary that one of them is making at this moment waits, or is seen.
    """
    sides.lock_two(a, b)
    people = Person.objects.select_related("program", "account").in_bulk([a.pk, b.pk])
    a, b = people[a.pk], people[b.pk]
    if not (pairs.may_open(a, b) and policy(a).is_shown_to_others and policy(b).is_shown_to_others):
        return False
    with transaction.atomic():
        introduction.conversation = open_pair(a, b, by=BY)
        introduction.closed_at = clock.now()
        introduction.save(update_fields=["conversation", "closed_at"])
    link = reverse("connections:introduced", args=[introduction.public_id])
    news = [_telling(to, other, introduction, link) for to, other in ((a, b), (b, a))]
    telling.tell_all(news, by=BY)
    return True


def _telling(to: Person, other: Person, introduction: Introduction, link: str) -> telling.Telling:
    with translation.override(to.language):
        words = _("You and %(name)s would both like to meet") % {"name": other.display_name}
    return telling.Telling(to, Occasion.PRIVATE, f"introduced:{introduction.public_id}", link, words)
