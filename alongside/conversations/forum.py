"""Reading the forum: topics by their newest words, by tag, or those one follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from alongside.conversations.models import Conversation, ForumTag, ForumTopic, Kind, Participant
from alongside.conversations.talk import place_of
from alongside.people.models import Person

PAGE = 20


@dataclass(frozen=True)
class TopicRow:
    """A topic as one line. `replies`: how often anyone wrote after the first post."""

    topic: ForumTopic
    at: datetime
    replies: int
    unread: bool
    follows: bool

    @property
    def conversation(self) -> Conversation:
        return self.topic.conversation


@dataclass(frozen=True)
class TopicPage:
    rows: Sequence[TopicRow]
    next: str
    first: bool


def topics_of(
    person: Person, *, tag: ForumTag | None = None, followed: bool = False, before: str = "", limit: int = PAGE
) -> TopicPage:
    """A page of the program's topics, newest words first. Three queries."""
    found: QuerySet[Conversation] = Conversation.objects.filter(program=person.program_id, kind=Kind.TOPIC)
    if tag is not None:
        found = found.filter(topic__tags=tag)
    if followed:
        found = found.filter(participants__person=person, participants__follows=True)
    found = found.annotate(moved=Coalesce("last_at", "made_at")).select_related("topic__by")
    place = place_of(before)
    if place is not None:
        at, pk = place
        found = found.filter(Q(moved__lt=at) | Q(moved=at, pk__lt=pk))
    chats = list(found.order_by("-moved", "-pk").prefetch_related("topic__tags")[: limit + 1])
    parts = {
        part.conversation_id: part
        for part in Participant.objects.filter(person=person, conversation__in=[chat.pk for chat in chats])
    }
    rows = []
    for chat in chats[:limit]:
        part = parts.get(chat.pk)
        chat.topic.conversation = chat
        rows.append(
            TopicRow(
                topic=chat.topic,
                at=chat.moved,
                replies=max(0, chat.head - 1),
                unread=part is not None and part.follows and chat.head > part.read_seq,
                follows=part is not None and part.follows,
            )
        )
    last = chats[limit - 1] if len(chats) > limit else None
    more = f"{last.moved.isoformat()}_{last.pk}" if last is not None else ""
    return TopicPage(rows, more, place is None)


def tags_of(program_id: int) -> list[ForumTag]:
    """The program's tags, by name. One query."""
    return list(ForumTag.objects.filter(program=program_id))
