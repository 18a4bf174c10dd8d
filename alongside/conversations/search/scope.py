"""Where a person may look: their conversations as far as they may read them, and the forum.

What somebody may not read is left out before anything is counted or sorted: whoever has left a group asks the index
only for what came before, so neither a page nor the time it takes tells how much was said since.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from alongside.boundaries.queries import muted_by
from alongside.conversations.access import may_read_forum
from alongside.conversations.models import Conversation, Kind, Message, Participant
from alongside.conversations.reach import reaches
from alongside.conversations.search.engines import Wanted, engine
from alongside.people.models import Person

MOST_BOUNDED = 40
"""Conversations with an end that are asked for one by one; further ones are asked for together, and looked at after."""
NAMING = 1.0
"""What asking for one more conversation by name costs, in messages looked at to see whose they are, over the two dozen
that a page begins with. Measured, and about the same on both engines."""
_FEW = 2_000
"""Messages that are found as quickly all at once as by and by."""
_FIRST, _MOST, _GROWTH = 24, 512, 4


@dataclass(frozen=True)
class Part:
    """How far someone may read one conversation."""

    conversation: int
    head: int
    last: int | None
    gaps: Sequence[Sequence[int]]

    @property
    def bounded(self) -> bool:
        """Whether there may be words before their time there, or after it."""
        ended = self.last is not None and self.last < self.head
        return ended or any(first <= 1 for first, _last in self.gaps)

    def may_see(self, seq: int) -> bool:
        return reaches(self.last, self.gaps, seq)


class Said(NamedTuple):
    """A message, as far as it takes to say who may read it and what it says."""

    pk: int
    conversation: int
    kind: str
    program: int
    title: str | None
    seq: int
    author: int
    gone: str
    at: datetime
    body: str

    @property
    def text(self) -> str:
        """What it is found by: at a topic's first message also the topic's title."""
        return f"{self.title}\n{self.body}" if self.title and self.seq == 1 else self.body


def said_by(rows: "QuerySet[Message]") -> list[Said]:
    """These messages, newest first. One query, and no more of them than is looked at."""
    return [
        Said(*row)
        for row in rows.order_by("-pk").values_list(
            "pk",
            "conversation_id",
            "conversation__kind",
            "conversation__program_id",
            "conversation__topic__title",
            "seq",
            "author_id",
            "gone",
            "at",
            "body",
        )
    ]


@dataclass(frozen=True)
class Scope:
    """Everything that someone may look through."""

    parts: dict[int, Part]
    forum: int | None
    muted: frozenset[int]
    place: int | None = None

    def may_see(self, said: "Said") -> bool:
        """Whether it is theirs to read, and by nobody whose words they don't want."""
        if said.gone or said.author in self.muted:
            return False
        if said.kind == Kind.TOPIC:
            return self.forum is not None and said.program == self.forum
        part = self.parts.get(said.conversation)
        return part is not None and part.may_see(said.seq)

    def newest(self, each: tuple[frozenset[str], ...], below: int, day: str = "") -> Iterator[int]:
        """The numbers of all that may be looked at and has a token of each group, newest first, fetched as needed."""
        streams = [_stream(wanted) for wanted in self._sources(Wanted(each, below=below, day=day))]
        last = -1
        for number in heapq.merge(*streams, reverse=True):
            if number != last:  # a conversation can be asked for twice
                yield number
            last = number

    def _sources(self, wanted: Wanted) -> Iterator[Wanted]:
        bounded = [part for part in self.parts.values() if part.bounded]
        bounded = sorted(bounded, key=lambda part: part.conversation, reverse=True)[:MOST_BOUNDED]
        alone = {part.conversation for part in bounded}
        yield from _bounded(wanted, bounded)
        rest = [part for pk, part in self.parts.items() if pk not in alone]
        if rest:
            total = sum(part.head for part in rest)
            # Comparing looks at the more messages the fewer of all are theirs; naming costs the same for each place.
            if NAMING * len(rest) * total < max(_newest_number(), 100_000):
                places = frozenset(f"c{part.conversation}" for part in rest)
                yield replace(wanted, each=(*wanted.each, places), windowed=total > _FEW)
            else:
                yield replace(wanted, among=tuple(part.conversation for part in rest))
        if self.place is not None and self.forum is not None and self.place not in self.parts:
            yield replace(wanted, each=(*wanted.each, frozenset({f"c{self.place}"})), windowed=False)
        elif self.place is None and self.forum is not None:
            yield replace(wanted, each=(*wanted.each, frozenset({f"f{self.forum}"})))


def scope_of(person: Person, place: Conversation | None = None, *, only_forum: bool = False) -> Scope:
    """All that `person` may look through, or what of it is in one place. Two queries."""
    forum = person.program_id if may_read_forum(person) else None
    rows = Participant.objects.filter(person=person, moved_to=None, declined_at=None, asked_at=None)
    rows = rows.exclude(conversation__kind=Kind.TOPIC)
    if only_forum:
        rows = rows.none()
    elif place is not None:
        rows = rows.filter(conversation=place)
    parts = {
        pk: Part(pk, head, last, gaps)
        for pk, head, last, gaps in rows.values_list("conversation_id", "conversation__head", "last_seq", "gaps")
    }
    in_forum = place is None or place.kind == Kind.TOPIC
    return Scope(
        parts=parts,
        forum=forum if in_forum else None,
        muted=frozenset(muted_by(person)),
        place=place.pk if place is not None else None,
    )


def _stream(wanted: Wanted) -> Iterator[int]:
    size = _FIRST
    while True:
        found = engine().newest(wanted, size)
        yield from found
        if len(found) < size:
            return
        wanted, size = replace(wanted, below=found[-1]), min(size * _GROWTH, _MOST)


def _bounded(wanted: Wanted, parts: Sequence[Part]) -> Iterator[Wanted]:
    """Each with the numbers of the first and the last message that may be read. One query for all of them."""
    if not parts:
        return
    edges = Q(pk=None)
    for part in parts:
        for seq in (_after(part), part.last):
            if seq:
                edges |= Q(conversation=part.conversation, seq=seq)
    rows = Message.objects.filter(edges).values_list("conversation_id", "seq", "pk")
    number = {(conversation, seq): pk for conversation, seq, pk in rows}
    for part in parts:
        above = number.get((part.conversation, _after(part)), 0)
        below = wanted.below
        if part.last is not None:
            below = min(below, number.get((part.conversation, part.last), 0) + 1)
        if above + 1 < below:
            place = frozenset({f"c{part.conversation}"})
            yield replace(wanted, each=(*wanted.each, place), above=above, below=below, windowed=False)


def _after(part: Part) -> int:
    """The number after which they may read, where something was said before their time."""
    return next((int(last) for first, last in part.gaps if first <= 1), 0)


def _newest_number() -> int:
    return Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
