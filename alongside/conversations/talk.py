"""One's Talk list: every conversation that is going on, newest first, with its last words in one line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.boundaries.queries import muted_by
from alongside.conversations import pairs
from alongside.conversations.events import topic
from alongside.conversations.models import Conversation, Kind, Message, Participant
from alongside.live import outbox
from alongside.people.models import Person

PAGE = 30
MOST_REQUESTS = 10
LISTED = (Kind.PAIR, Kind.GROUP, Kind.CIRCLE, Kind.LINE, Kind.TOPIC)
LINE_WORDS = 140
"""Characters of the last words that a row shows at most."""
ICONS = {
    Kind.GROUP: "users",
    Kind.CIRCLE: "users",
    Kind.LINE: "heart-handshake",
    Kind.TOPIC: "message-square",
    Kind.PAIR: "message-square",
}


@dataclass(frozen=True)
class Row:
    """A conversation as one line. `face` is the other one of two, or whose line it is; else `icon` stands there."""

    conversation: Conversation
    part: Participant
    title: str
    words: str
    at: datetime
    unread: bool
    face: Person | None = None
    seq: int = 0
    """The number of the newest event on its topic."""

    @property
    def id(self) -> str:
        return self.conversation.public_id

    @property
    def topic(self) -> str:
        """Empty once their part has ended: there is none to join."""
        return "" if self.part.until is not None else topic(self.conversation)

    @property
    def newest(self) -> int:
        """The number of the newest message that they may read."""
        return visible_head(self.part)

    @property
    def icon(self) -> str:
        return ICONS.get(Kind(self.conversation.kind), "message-square")

    @property
    def url(self) -> str:
        return reverse("conversations:conversation", args=[self.id])


@dataclass(frozen=True)
class Request:
    """Someone would like to write to the reader."""

    conversation: Conversation
    sender: Person
    words: str


@dataclass(frozen=True)
class Talk:
    """One page of the list. `next`: where the next one begins. `has_line`: whether their line has been opened."""

    rows: Sequence[Row]
    requests: Sequence[Request]
    next: str
    first: bool
    has_line: bool
    muted: str = ""
    """The public ids of those whose words the reader would rather not see, a comma between them."""

    @property
    def all_read(self) -> bool:
        return not self.next and not self.requests and not any(row.unread for row in self.rows)


def talk_of(person: Person, *, before: str = "", ended: bool = False, limit: int = PAGE) -> Talk:
    """A page of `person`'s list from the place named by `before`; with `ended`, what they read but write no more in.

    Six to nine queries, however many conversations there are.
    """
    muted = muted_by(person)
    with outbox.snapshot():
        found: Any = _parts(person, ended=ended)
        place = place_of(before)
        if place is not None:
            at, pk = place
            found = found.filter(Q(moved__lt=at) | Q(moved=at, conversation_id__lt=pk))
        parts = list(found.order_by("-moved", "-conversation_id")[: limit + 1])
        shown = [part for part in parts[:limit] if not _is_cut_off(part, person, muted)]
        rows = _rows(person, shown, muted)
        requests = _requests(person) if place is None and not ended else []
    last = parts[limit - 1] if len(parts) > limit else None
    more = f"{last.moved.isoformat()}_{last.conversation_id}" if last is not None else ""
    has_line = person.is_staff or Conversation.objects.filter(about=person).exists()
    unseen = Person.objects.filter(pk__in=muted).values_list("public_id", flat=True) if muted else ()
    return Talk(rows, requests, more, place is None, has_line, ",".join(unseen))


def visible_head(part: Participant) -> int:
    """The newest number that `part` may read, or 0. No query; needs the conversation loaded."""
    seq = part.conversation.head if part.last_seq is None else part.last_seq
    for first, last in reversed(part.gaps):
        if first <= seq <= last:
            seq = first - 1
    return int(seq)


def titles(person: Person, conversations: Iterable[Conversation]) -> dict[int, str]:
    """What each is called for `person`, by row number. One query where there are pairs; needs what it belongs to."""
    chats = list(conversations)
    others = pairs.others_of(chats, person)
    return {chat.pk: title_of(chat, person, others.get(chat.pk)) for chat in chats}


def title_of(chat: Conversation, person: Person, other: Person | None = None) -> str:
    """What a conversation is called for `person`. `other`: of a conversation of two."""
    if chat.kind == Kind.PAIR:
        return other.display_name if other else _("Someone")
    if chat.kind == Kind.LINE:
        return _("Your care team") if chat.about is None or chat.about_id == person.pk else chat.about.display_name
    if chat.kind == Kind.TOPIC:
        return chat.topic.title
    owner = chat.group or chat.circle
    return owner.name if owner is not None else _("What was said")


def _parts(person: Person, *, ended: bool) -> "QuerySet[Participant]":
    parts = Participant.objects.filter(
        person=person, conversation__kind__in=LISTED, follows=True, declined_at=None, moved_to=None
    )
    parts = parts.exclude(until=None) if ended else parts.filter(until=None, asked_at=None)
    # What was said after someone's end shows nowhere, neither in the order nor in the place where a page begins.
    moved = F("until") if ended else Coalesce("conversation__last_at", "conversation__made_at")
    return parts.annotate(moved=moved).select_related(
        "conversation__group", "conversation__circle", "conversation__about", "conversation__topic"
    )


def _is_cut_off(part: Participant, person: Person, muted: set[int]) -> bool:
    chat = part.conversation
    return chat.kind == Kind.PAIR and part.until is not None and pairs.other_pk(chat, person) in muted


def _rows(person: Person, parts: Sequence[Participant], muted: set[int]) -> list[Row]:
    chats = [part.conversation for part in parts]
    others = pairs.others_of(chats, person)
    newest = _messages({part.conversation_id: visible_head(part) for part in parts})
    heads = outbox.heads(topic(chat) for chat in chats)
    rows = []
    for part in parts:
        chat = part.conversation
        message = newest.get(chat.pk)
        face = others.get(chat.pk) or (chat.about if chat.about_id != person.pk else None)
        rows.append(
            Row(
                conversation=chat,
                part=part,
                title=title_of(chat, person, others.get(chat.pk)),
                words=_words(message, person, muted, alone=chat.kind == Kind.PAIR),
                at=message.at if message else chat.made_at,
                unread=message is not None and message.seq > part.read_seq and message.author_id != person.pk,
                face=face,
                seq=heads[topic(chat)] if part.until is None else part.events_until or 0,
            )
        )
    return rows


def _messages(wanted: dict[int, int]) -> dict[int, Message]:
    """One message each, by conversation and number. One query."""
    asked = Q(pk=None)
    for chat, seq in wanted.items():
        if seq:
            asked |= Q(conversation_id=chat, seq=seq)
    rows = Message.objects.filter(asked).select_related("author")
    return {row.conversation_id: row for row in rows}


def _words(message: Message | None, reader: Person, muted: set[int], *, alone: bool) -> str:
    if message is None:
        return ""
    if message.author_id in muted:
        return _("From someone you mute")
    body = " ".join(message.body.split())[:LINE_WORDS]
    if message.gone:
        body = _("Taken back")
    elif not body:
        body = _("Something to look at or listen to")
    if message.author_id == reader.pk:
        return _("You: %(words)s") % {"words": body}
    return body if alone else _("%(name)s: %(words)s") % {"name": message.author.display_name, "words": body}


def _requests(person: Person) -> list[Request]:
    """Who asks, newest first; only with words that they may read. Three queries where there are some, else one."""
    parts = list(
        Participant.objects.filter(
            person=person, conversation__kind=Kind.PAIR, asked_at__isnull=False, declined_at=None, until=None
        )
        .select_related("conversation")
        .order_by("-asked_at", "-id")[:MOST_REQUESTS]
    )
    if not parts:
        return []
    others = pairs.others_of([part.conversation for part in parts], person)
    newest = _messages({part.conversation_id: visible_head(part) for part in parts})
    return [
        Request(
            part.conversation,
            others[part.conversation_id],
            _words(newest[part.conversation_id], person, set(), alone=True),
        )
        for part in parts
        if part.conversation_id in newest and part.conversation_id in others
    ]


def place_of(text: str) -> tuple[datetime, int] | None:
    """Where a page begins, or None for the first. What can't be read is the first page."""
    moment, _between, pk = text.rpartition("_")
    try:
        at = datetime.fromisoformat(moment)
        return (at, int(pk)) if at.tzinfo is not None and len(pk) <= 15 else None
    except (ValueError, OverflowError):
        return None
