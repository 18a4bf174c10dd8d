"""What hangs on messages: reactions, mentions, files, and whether they helped.

For a page of messages all of it is read in a fixed number of queries, however much hangs on them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q

from alongside.conversations.models import (
    Attachment,
    Conversation,
    ForumTopic,
    Kind,
    Mention,
    Message,
    Reaction,
)
from alongside.people.models import Person


@dataclass(frozen=True)
class Marks:
    """What hangs on one message. `mine` are the codes of whoever reads; everything else is the same for all."""

    reactions: dict[str, int] = field(default_factory=dict)
    mine: tuple[str, ...] = ()
    mentions: tuple[Person, ...] = ()
    files: tuple[Attachment, ...] = ()
    helped: bool = False


NOTHING = Marks()
WITH = ("author", "thread", "reply_to__author", "waiting__taken_by")
"""What a message's JSON needs loaded with it (select_related)."""


def marks_of(
    conversation: Conversation,
    messages: Sequence[Message],
    reader: Person | None = None,
    *,
    until: datetime | None = None,
) -> dict[int, Marks]:
    """The marks of each message, by its row number; of reactions those up to `until`.

    Three queries, one more in a topic; none for no messages.
    """
    if not messages:
        return {}
    ids = [message.pk for message in messages]
    counts, mine = _reactions(ids, reader, until)
    mentions: dict[int, list[Person]] = defaultdict(list)
    for mention in Mention.objects.filter(message__in=ids).select_related("person").order_by("id"):
        mentions[mention.message_id].append(mention.person)
    files: dict[int, list[Attachment]] = defaultdict(list)
    for each in Attachment.objects.filter(message__in=ids).order_by("id"):
        files[each.message_id or 0].append(each)
    helped = helped_in(conversation)
    return {
        pk: Marks(
            counts.get(pk, {}),
            tuple(mine.get(pk, ())),
            tuple(mentions.get(pk, ())),
            tuple(files.get(pk, ())),
            helped == pk,
        )
        for pk in ids
    }


def helped_in(conversation: Conversation) -> int | None:
    """The row number of the message that helped, in a topic. One query there, none elsewhere."""
    if conversation.kind != Kind.TOPIC:
        return None
    return ForumTopic.objects.filter(conversation=conversation).values_list("helped_id", flat=True).first()


def count_of(message: Message, code: str) -> int:
    return Reaction.objects.filter(message=message, code=code).count()


def _reactions(
    ids: Iterable[int], reader: Person | None, until: datetime | None
) -> tuple[dict[int, dict[str, int]], dict[int, list[str]]]:
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    mine: dict[int, list[str]] = defaultdict(list)
    rows = Reaction.objects.filter(message__in=ids).order_by("message_id", "code").values_list("message_id", "code")
    if until is not None:
        rows = rows.filter(at__lte=until)
    own = Count("id", filter=Q(person_id=reader.pk if reader else None))
    for message, code, count, has in rows.annotate(count=Count("id"), own=own):
        counts[message][code] = count
        if has:
            mine[message].append(code)
    return counts, mine
