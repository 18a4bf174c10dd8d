"""The index made anew, and what in it has lost its message."""

from collections.abc import Callable

from django.db import transaction

from alongside.conversations.models import Message
from alongside.conversations.search import tokens_of
from alongside.conversations.search.engines import engine

_BATCH = 500
_SWEPT = 20_000


def rebuild(told: Callable[[int], None] = lambda count: None) -> int:
    """Index every message under the newest key. Returns how many. People search and write meanwhile.

    Each message is read and written in one transaction, locked, so that no edit is lost between the two.
    """
    count, last = 0, 0
    while True:
        with transaction.atomic():
            rows = Message.objects.filter(pk__gt=last).select_related("conversation__topic").order_by("pk")
            batch = list(rows.select_for_update(of=("self",))[:_BATCH])
            for message in batch:
                if message.gone:
                    engine().drop(message.pk)
                else:
                    engine().put(
                        message.pk, message.conversation_id, tokens_of(message, message.conversation, message.body)
                    )
        if not batch:
            return count
        count, last = count + len(batch), batch[-1].pk
        told(count)


def sweep() -> int:
    """Forget what has no message any more. Returns how many."""
    last = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return sum(engine().sweep(start, start + _SWEPT) for start in range(0, last + _SWEPT, _SWEPT))
