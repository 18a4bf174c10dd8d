"""What happened in the rooms of the house, as facts for the record: read where it stands, by row number.

Whom words reach: the other of a conversation of two; whose message is quoted or answered at its side; whoever is named;
the author of the forum's topic. Words in a place that do none of this reach nobody in particular, but for those whose
turn it was just before: someone who speaks again after others have spoken comes back to those others (`_turns`). What
two people alone know of is private. docs/decisions/0024-the-record.md says why.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

from django.db.models import Q

from alongside.connections.models import Kind
from alongside.connections.recording import Fact
from alongside.conversations.models import ForumTopic, Mention, Message, Reaction
from alongside.conversations.models import Kind as Place
from alongside.conversations.pairs import is_alone, two_of
from alongside.groups.models import MeetingKind
from alongside.people.models import STAFF_ROLES, Person
from alongside.rooms import attendance
from alongside.rooms.models import Encounter, Interval, Room, Seat

TALKS: Final = (Place.GROUP, Place.CIRCLE, Place.TOPIC, Place.LINE)
"""Where people take turns over hours. In a session they are there together, which is recorded as such."""
TURNS_WITHIN: Final = timedelta(hours=6)
MOST_TURNS: Final = 3
_LOOK_BACK: Final = 30
"""Messages before one among which its author's last turn is looked for."""
HERE: Final = 60.0
"""Seconds in a session that count as having come; those together that count as having shared it."""
CROWD: Final = 40
"""With more people than this, being there is no company that one could remember."""
GATHERED: Final = 8
SPOKE_MS: Final = 10_000
_COPY: Final = "copy-"
"""Keys of messages that a conversation of one side began with: they were recorded where they were said."""


@dataclass(frozen=True, slots=True)
class _Said:
    """One message, as far as contact goes: never its words."""

    pk: int
    conversation: int
    seq: int
    author: int
    at: datetime
    thread: int | None
    quoted: int | None  # author of the message it quotes
    beside: int | None  # author of the message at whose side it stands
    kind: str
    pair: str
    owner: int | None  # whose line to the care team it is

    @property
    def place(self) -> str:
        return f"{self.kind}:{self.conversation}"

    @property
    def alone(self) -> bool:
        """Read by the two of a pair, or by one person and the care team."""
        return self.kind in (Place.PAIR, Place.LINE)


_COLUMNS = (
    "pk",
    "conversation",
    "seq",
    "author",
    "at",
    "thread",
    "reply_to__author",
    "thread__author",
    "conversation__kind",
    "conversation__pair",
    "conversation__about",
)


def of_messages(program_id: int, numbers: Collection[int]) -> list[Fact]:
    """What was said with these messages. Some five queries, and one for each conversation in which turns are taken."""
    rows = Message.objects.filter(pk__in=numbers, conversation__program=program_id).exclude(key__startswith=_COPY)
    said = [_Said(*row) for row in rows.order_by("pk").values_list(*_COLUMNS)]
    named: dict[int, list[int]] = {}
    for message, person in Mention.objects.filter(message__in=numbers).values_list("message", "person"):
        named.setdefault(message, []).append(person)
    topics = [each.conversation for each in said if each.kind == Place.TOPIC]
    authors = dict(ForumTopic.objects.filter(conversation__in=topics).values_list("conversation", "by"))
    staff = set(Person.objects.filter(program=program_id, role__in=STAFF_ROLES).values_list("pk", flat=True))
    hellos = _hellos(each.conversation for each in said if each.kind == Place.SESSION)
    turns = _turns(said)
    facts: list[Fact] = []
    for each in said:
        reached = _reached(each, named.get(each.pk, ()), authors.get(each.conversation), staff)
        if not reached:
            facts.append(_fact(each, Kind.POSTED, None, hellos))
            reached = dict.fromkeys(turns.get(each.pk, ()), Kind.WROTE)
        facts += [_fact(each, kind, whom, hellos) for whom, kind in reached.items()]
    return facts


def _reached(each: _Said, named: Iterable[int], opened_by: int | None, staff: Collection[int]) -> dict[int, Kind]:
    """Whom a message is addressed to, and how; the first that holds for someone counts."""
    if each.kind == Place.PAIR:
        low, high = two_of(each.pair)
        if is_alone(each.pair):
            return {}  # something cuts: it reaches nobody, and the other never knows
        other = high if each.author == low else low
        return {other: Kind.REPLIED if each.quoted == other else Kind.WROTE}
    found: dict[int, Kind] = {}
    for whom in (each.quoted, each.beside):
        if whom is not None:
            found.setdefault(whom, Kind.REPLIED)
    for whom in named:
        found.setdefault(whom, Kind.WROTE)
    if each.kind == Place.LINE and each.owner is not None and each.author in staff:
        found.setdefault(each.owner, Kind.REPLIED)
    if opened_by is not None and not found:
        found[opened_by] = Kind.REPLIED
    found.pop(each.author, None)
    return found


def _hellos(conversations: Iterable[int]) -> set[int]:
    """Those among these chats of sessions that are of a hello: of two people alone."""
    wanted = set(conversations)
    if not wanted:
        return set()
    rooms = Room.objects.filter(conversation__in=wanted, meeting__kind=MeetingKind.HELLO)
    return set(rooms.values_list("conversation", flat=True))


def _turns(said: Sequence[_Said]) -> dict[int, list[int]]:
    """By message, the last MOST_TURNS others who spoke between its author's last turn there and this one, which is
    not longer ago than TURNS_WITHIN. What stands beside a message is a talk of its own."""
    by_talk: dict[int, list[_Said]] = {}
    for each in said:
        if each.kind in TALKS:
            by_talk.setdefault(each.conversation, []).append(each)
    found: dict[int, list[int]] = {}
    for conversation, messages in by_talk.items():
        wanted = Q()
        for first, end in _stretches([(each.seq - _LOOK_BACK, each.seq) for each in messages]):
            wanted |= Q(seq__gte=first, seq__lt=end)
        rows = Message.objects.filter(wanted, conversation=conversation).order_by("-seq")
        before = list(rows.values_list("seq", "author", "at", "thread"))
        for each in messages:
            others: list[int] = []
            for seq, author, at, thread in before:
                if thread != each.thread or not each.seq - _LOOK_BACK <= seq < each.seq:
                    continue
                if each.at - at > TURNS_WITHIN:
                    break
                if author == each.author:
                    found[each.pk] = others[:MOST_TURNS]
                    break
                if author not in others:
                    others.append(author)
    return found


def _stretches(parts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches merged: a conversation is read in few pieces, however many of its messages are looked at."""
    merged: list[tuple[int, int]] = []
    for first, end in sorted(parts):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((first, end))
    return merged


def _fact(each: _Said, kind: Kind, whom: int | None, hellos: Collection[int]) -> Fact:
    key = f"said:{each.pk}" if whom is None else f"said:{each.pk}:{whom}"
    return Fact(kind, each.author, whom, each.at, key, each.place, private=each.alone or each.conversation in hellos)


def of_reaction(program_id: int, answers: Iterable[tuple[int, int, datetime]]) -> list[Fact]:
    """Answers without words, as (message, by whom, when). One for each person and message, whatever they take back."""
    rows = list(answers)
    messages = Message.objects.filter(pk__in={message for message, _by, _at in rows}, conversation__program=program_id)
    messages = messages.exclude(key__startswith=_COPY)
    columns = ("pk", "author", "conversation", "conversation__kind", "conversation__pair")
    known = {pk: rest for pk, *rest in messages.values_list(*columns)}
    hellos = _hellos(conversation for _author, conversation, kind, _pair in known.values() if kind == Place.SESSION)
    facts = []
    for message, by, at in rows:
        if message not in known or known[message][0] == by:
            continue
        author, conversation, kind, pair = known[message]
        if is_alone(pair):
            continue  # to a copy that the other never sees
        alone = kind in (Place.PAIR, Place.LINE) or conversation in hellos
        key, place = f"reacted:{message}:{by}", f"{kind}:{conversation}"
        facts.append(Fact(Kind.REACTED, by, author, at, key, place, private=alone))
    return facts


def of_rounds(program_id: int, numbers: Collection[int]) -> list[Fact]:
    """Who was in a small room with whom in these rounds, where both took part. Two queries."""
    seats = Seat.objects.filter(round__in=numbers, took_part=True)
    took = set(seats.values_list("round", "person"))
    met = Encounter.objects.filter(round__in=numbers, program=program_id, met=True).select_related("round__room")
    facts = []
    for row in met.order_by("pk"):
        if row.round is None or not {(row.round_id, row.first_id), (row.round_id, row.second_id)} <= took:
            continue
        key = f"met:{row.round_id}:{row.first_id}:{row.second_id}"
        place, minutes = f"meeting:{row.round.room.meeting_id}", max(row.seconds, 1) / 60
        facts.append(Fact(Kind.SMALL_ROOM, row.first_id, row.second_id, row.at, key, place, minutes))
    return facts


def of_rooms(program_id: int, numbers: Collection[int]) -> list[Fact]:
    """Who came to these sessions, which have ended, and with whom. Four queries for each."""
    rooms = Room.objects.filter(pk__in=numbers, meeting__program=program_id, ended_at__isnull=False)
    return [fact for room in rooms.select_related("meeting").order_by("pk") for fact in _of_room(room)]


def _of_room(room: Room) -> Iterator[Fact]:
    stays: dict[int, list[attendance.Stretch]] = {}
    assert room.ended_at is not None
    for row in Interval.objects.filter(room=room):
        stays.setdefault(row.person_id, []).append((row.entered_at, row.left_at or room.ended_at))
    merged = {person: attendance.union(stretches) for person, stretches in stays.items()}
    there = {person: spans for person, spans in merged.items() if attendance.seconds(spans) >= HERE}
    meeting, place = room.meeting, f"meeting:{room.meeting_id}"
    if meeting.kind == MeetingKind.HELLO:
        yield from _hello(room, there, place)
        return
    for person, spans in sorted(there.items()):
        yield Fact(Kind.CAME, person, None, spans[0][0], f"came:{room.pk}:{person}", place)
    if len(there) > CROWD:
        return
    took = _took_part(room) if meeting.kind == MeetingKind.CIRCLE and len(there) <= GATHERED else set()
    for first, second, seconds in _together(there):
        kind = Kind.GATHERING if first in took and second in took else Kind.SESSION
        key = f"session:{room.pk}:{first}:{second}"
        yield Fact(kind, first, second, room.ended_at, key, place, seconds / 60)


def _hello(room: Room, there: Mapping[int, list[attendance.Stretch]], place: str) -> Iterator[Fact]:
    assert room.ended_at is not None
    for person, spans in sorted(there.items()):
        yield Fact(Kind.CAME, person, None, spans[0][0], f"came:{room.pk}:{person}", place, private=True)
    for first, second, seconds in _together(there):
        key = f"hello:{room.pk}:{first}:{second}"
        yield Fact(Kind.MENTORED, first, second, room.ended_at, key, place, seconds / 60, private=True)


def _together(there: Mapping[int, list[attendance.Stretch]]) -> Iterator[tuple[int, int, float]]:
    for first, second in combinations(sorted(there), 2):
        seconds = attendance.overlap(there[first], there[second])
        if seconds >= HERE:
            yield first, second, seconds


def _took_part(room: Room) -> set[int]:
    """Who spoke or wrote in a gathering that is small enough to hear everyone."""
    spoke = set(room.attendees.filter(talk_ms__gte=SPOKE_MS).values_list("person", flat=True))
    wrote = Message.objects.filter(conversation=room.conversation_id).values_list("author", flat=True)
    return spoke | set(wrote.distinct())


def reactions_since(
    program_id: int, after: int, since: datetime | None, most: int
) -> list[tuple[int, int, int, datetime]]:
    """Answers without words that still stand, as (row number, message, by whom, when), in the order of numbers."""
    rows = Reaction.objects.filter(message__conversation__program=program_id, pk__gt=after)
    rows = rows if since is None else rows.filter(at__gte=since)
    return list(rows.order_by("pk").values_list("pk", "message", "person", "at")[:most])
