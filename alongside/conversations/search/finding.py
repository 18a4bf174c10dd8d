"""Asking: words and filters in, a page of messages out, newest first, each of them readable to whoever asks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.utils import timezone

from alongside.conversations.models import Conversation, Message
from alongside.conversations.search import day_token, month_token
from alongside.conversations.search.excerpts import Piece, excerpt, matches
from alongside.conversations.search.fingerprints import plain, tokens_for, words_in
from alongside.conversations.search.scope import Said, Scope, said_by, scope_of
from alongside.conversations.talk import titles
from alongside.core import clock
from alongside.people.models import Person, Stage
from alongside.ui.templatetags.ui import zone_of

PAGE = 20
LONGEST = 400
"""Characters of a question that are read."""
MOST_WORDS = 12
MOST_NAMESAKES = 20
_EARLIEST, _LATEST = date(1970, 1, 2), date(2200, 1, 1)
_MORE = 100
_MOST_LOOKED_AT = 500
"""Messages that one page looks at, where many are found and few hold."""
_WITH = (
    "author",
    "conversation__group",
    "conversation__circle",
    "conversation__about",
    "conversation__topic",
)
_QUOTED = re.compile('["\u201c\u201d\u201e\u00ab\u00bb]')


@dataclass(frozen=True)
class Question:
    """What is looked for. `who` is part of a name; days are on the clock of whoever asks, both included."""

    text: str
    who: str = ""
    place: Conversation | None = None
    only_forum: bool = False
    since: date | None = None
    until: date | None = None
    before: str = ""


@dataclass(frozen=True)
class Hit:
    """A message that was found, where it was said, and the words around."""

    message: Message
    title: str
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Found:
    """A page. `next` is where the following one begins, `words` what was looked for in its plain form.

    `cut`: so many have these words and not the rest that it was looked through the newest of them alone.
    """

    hits: Sequence[Hit]
    words: Sequence[str]
    next: str = ""
    cut: bool = False


@dataclass(frozen=True)
class _Words:
    all: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]


def find(person: Person, question: Question) -> Found:
    """What `person` may read and asks for. No words, no hits.

    Four to eight queries and, for what has many unreadable neighbours, some more; every page costs what the first does.
    """
    words = _read(question.text)
    if not words.all:
        return Found((), ())
    groups = [tokens_for(word, every_key=True) for word in words.all]
    if question.who:
        authors = _namesakes(person, question.who)
        if not authors:
            return Found((), words.all)
        groups.append(frozenset(f"a{pk}" for pk in authors))
    days = _days(question, person)
    if days is not None:
        if not days:
            return Found((), words.all)
        groups.append(frozenset(days))
    scope = scope_of(person, question.place, only_forum=question.only_forum)
    numbers = scope.newest(tuple(groups), _number_of(scope, question.before), days[-1] if days else "")
    page = _readable(scope, numbers, _Held(words, *_bounds(question, person)))
    names = titles(person, {message.conversation_id: message.conversation for message in page.shown}.values())
    hits = [Hit(message, names[message.conversation_id], excerpt(message.body, words.all)) for message in page.shown]
    return Found(hits, words.all, page.shown[-1].public_id if page.more else "", page.cut)


def _readable(scope: Scope, numbers: Iterator[int], held: "_Held") -> "_Page":
    """A page of messages, and whether there is one more that may be read.

    What may not be read counts for nothing: how many of the others are looked at doesn't depend on it.
    """
    shown: list[int] = []
    looked_at, size = 0, PAGE + 4
    while batch := list(islice(numbers, size)):
        # What is only looked at is loaded without all that is shown of it.
        readable = [said for said in said_by(Message.objects.filter(pk__in=batch)) if scope.may_see(said)]
        looked_at, size = looked_at + len(readable), _MORE
        shown += [row.pk for row in readable if held.by(row)]
        if len(shown) > PAGE or looked_at >= _MOST_LOOKED_AT:
            break
    found = Message.objects.filter(pk__in=shown[:PAGE]).select_related(*_WITH).order_by("-pk") if shown else ()
    more = len(shown) > PAGE
    return _Page(list(found), more=more, cut=not more and looked_at >= _MOST_LOOKED_AT)


@dataclass(frozen=True)
class _Page:
    shown: list[Message]
    more: bool = False
    cut: bool = False


@dataclass(frozen=True)
class _Held:
    """What a message must hold, looked at itself."""

    words: _Words
    since: datetime
    until: datetime

    def by(self, said: Said) -> bool:
        return self.since <= said.at < self.until and matches(said.text, self.words.all, self.words.phrases)


def _read(text: str) -> _Words:
    """The words of a question, and which of them stand in quotes together."""
    order: dict[str, None] = {}
    phrases = []
    for at, part in enumerate(_QUOTED.split(text[:LONGEST])):
        found = [word for word, _from, _to in words_in(part)]
        for word in found:
            if len(order) < MOST_WORDS:
                order.setdefault(word)
        if at % 2 and len(found) > 1:
            phrases.append(tuple(found))
    return _Words(tuple(order), tuple(phrases))


def _namesakes(person: Person, who: str) -> list[int]:
    """Row numbers of those whose name begins with it, or has a word that does."""
    wanted = " ".join(plain(who[:LONGEST]).split())
    if not wanted:
        return []
    rows = Person.objects.filter(program=person.program_id).exclude(stage=Stage.INVITED)
    found = []
    for pk, name in rows.order_by("pk").values_list("pk", "display_name"):
        known = plain(name)
        if known.startswith(wanted) or f" {wanted}" in known:
            found.append(pk)
    return found[:MOST_NAMESAKES]


def _bounds(question: Question, person: Person) -> tuple[datetime, datetime]:
    """From when to before when, by the days named."""
    zone = zone_of(person)

    def begins(day: date) -> datetime:
        return timezone.make_aware(datetime.combine(min(max(day, _EARLIEST), _LATEST), time.min), zone)

    until = question.until if question.until is not None else _LATEST
    return begins(question.since or _EARLIEST), begins(min(until, _LATEST) + timedelta(days=1))


def _days(question: Question, person: Person) -> list[str] | None:
    """The days to look through, as the index knows them, in order; None for any day. In UTC, so a day more at each end.

    Whole months are one token, so a span of years is no longer than one of weeks; the last is always a day.
    """
    if question.since is None and question.until is None:
        return None
    since, until = _bounds(question, person)
    last = clock.now().date() + timedelta(days=1)
    if question.until is not None:
        last = min(until.date(), last)
    begun = Message.objects.order_by("pk").values_list("at", flat=True).first() or clock.now()
    first = min(begun, clock.now()).date() - timedelta(days=1)
    if question.since is not None:
        first = max(since.date() - timedelta(days=1), first)
    tokens = []
    while first <= last:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        if first.day == 1 and following <= last:
            tokens.append(month_token(first))
            first = following
        else:
            tokens.append(day_token(first))
            first += timedelta(days=1)
    return tokens


def _number_of(scope: Scope, public_id: str) -> int:
    """The page after that message: only of one that may be read, else the first page."""
    if not public_id or len(public_id) > 32:
        return 1 << 62
    found = said_by(Message.objects.filter(public_id=public_id))
    return found[0].pk if found and scope.may_see(found[0]) else 1 << 62
