"""Telling those who are away that something was said."""

from collections.abc import Sequence

from alongside.conversations import telling
from alongside.conversations.models import Message
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.notify.actions import tell_all


@action("conversations.tell")
def tell(messages: Sequence[Message], *, by: Actor) -> int:
    """Note for whom these are news. Each message once, whoever else is at it. Returns how many notices there are."""
    at = clock.now()
    told = 0
    for message in messages:
        if Message.objects.filter(pk=message.pk, told_at=None).update(told_at=at):
            news = telling.news_of(message, at)
            told += sum(notice is not None for notice in tell_all(news, by=by)) if news else 0
    current().record(messages=len(messages), told=told)
    return told
