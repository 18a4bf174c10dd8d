"""Reading conversations. Every reader is a participant: what they may read ends where their part ended.

Pages are found by key, so a page of fifty thousand messages costs what a page of fifty costs. The main flow is what
stands beside no other message; what stands beside one is paged on its own, with `thread`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypedDict

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from alongside.boundaries.queries import muted_by
from alongside.conversations import pairs
from alongside.conversations.access import may_read_forum
from alongside.conversations.events import Said, said_json, topic
from alongside.conversations.marks import NOTHING, WITH, Marks, marks_of
from alongside.conversations.models import Conversation, HeldMessage, Kind, Message, Participant
from alongside.conversations.reach import in_gaps, within
from alongside.conversations.waiting.shape import not_waiting
from alongside.live import outbox
from alongside.people.models import STAFF_ROLES, Person
from alongside.people.stages import stages_where
from alongside.ui.templatetags.ui import zone_of

MOST = 100
"""Messages in one page, at most."""
MOST_HELD = 20
MOST_NAMES = 8


@dataclass(frozen=True)
class Page:
    """Messages in order, what hangs on them, and whether the reader may see earlier and later ones."""

    messages: tuple[Message, ...]
    earlier: bool
    later: bool
    marks: dict[int, Marks]
    part: Participant | None = None

    @property
    def first_seq(self) -> int | None:
        return self.messages[0].seq if self.messages else None

    @property
    def last_seq(self) -> int | None:
        return self.messages[-1].seq if self.messages else None

    def said(self) -> list[Said]:
        return [as_read(message, self.part, self.marks.get(message.pk, NOTHING)) for message in self.messages]

    def mine(self) -> dict[str, list[str]]:
        """The reader's own reactions, by the message's public id."""
        found = {message.public_id: list(self.marks[message.pk].mine) for message in self.messages}
        return {public_id: codes for public_id, codes in found.items() if codes}


@dataclass(frozen=True)
class Place:
    """Where in the stream to read: before a number, after one, around one, around a day; the newest by default."""

    before: int | None = None
    after: int | None = None
    around: int | None = None
    day: date | None = None


NEWEST = Place()


class Held(TypedDict):
    """One's own message that staff look at before others see it."""

    id: str
    body: str
    at: str
    key: str


class State(TypedDict):
    """A conversation as one person sees it. `seq` is the number of the newest event on its topic.

    For someone whose part has ended all of it stands still where it ended, and `topic` is empty: there is none to join.
    `thread` is the message beside which these stand, and empty for the main flow; a thread begins with that message.
    `head` is the number of the last message here, `newest` of the last one that the reader may read anywhere in it.
    """

    id: str
    topic: str
    seq: int
    kind: str
    thread: str
    me: str
    head: int
    newest: int
    readSeq: int
    closed: bool
    mayWrite: bool
    earlier: bool
    later: bool
    messages: list[Said]
    mine: dict[str, list[str]]
    muted: list[str]
    held: list[Held]


def readable(conversation: Conversation, part: Participant | None) -> "QuerySet[Message]":
    """The messages that `part` may read; all of them without one."""
    rows = Message.objects.filter(conversation=conversation)
    if part is None:
        return rows
    return within(rows, part.last_seq, part.gaps)


def page(
    conversation: Conversation,
    place: Place = NEWEST,
    *,
    part: Participant | None = None,
    thread: Message | None = None,
    reader: Person | None = None,
    limit: int = 50,
) -> Page:
    """Messages in order at `place`: of the main flow, or of what stands beside `thread`.

    `part` bounds what may be read, `reader` is whose reactions are looked up. Six to eight queries, all by key.
    """
    limit = max(1, min(limit, MOST))
    flow = readable(conversation, part).filter(thread=thread).select_related(*WITH)
    if place.day is not None:
        place = Place(around=_first_of(flow, place.day, reader))
    if place.after is not None:
        rows = list(flow.filter(seq__gt=place.after).order_by("seq")[: limit + 1])
        shown, later = rows[:limit], len(rows) > limit
        earlier = flow.filter(seq__lte=place.after).exists()
    elif place.around is not None:
        above, below, earlier, later = _around(flow, place.around, limit)
        shown = [*above, *below]
    else:
        before = flow if place.before is None else flow.filter(seq__lt=place.before)
        rows = list(before.order_by("-seq")[: limit + 1])
        shown, earlier = rows[:limit][::-1], len(rows) > limit
        later = place.before is not None and flow.filter(seq__gte=place.before).exists()
    return Page(tuple(shown), earlier, later, marks_until(conversation, shown, part, reader), part)


def marks_until(
    conversation: Conversation, messages: Sequence[Message], part: Participant | None, reader: Person | None
) -> dict[int, Marks]:
    """What hangs on these for whoever has that part: once it has ended, no more than hung on them then.

    Nothing waits for someone who is gone, and answers beside a message are counted up to their end. Three to five
    queries.
    """
    if part is None or part.until is None:
        return marks_of(conversation, messages, reader)
    answered = [message.pk for message in messages if message.replies]
    counted: dict[int, int] = {}
    if answered:
        beside = readable(conversation, part).filter(thread__in=answered).order_by()
        counted = dict(beside.values_list("thread").annotate(Count("id")))
    for message in messages:
        message.replies = counted.get(message.pk, 0)
        not_waiting(message)
    return marks_of(conversation, messages, reader, until=part.until)


def as_read(message: Message, part: Participant | None, marks: Marks = NOTHING) -> Said:
    """A message as JSON for whoever has that part: a quote has no words that they may not read."""
    return said_json(message, marks, quoted=may_read_quote(message, part))


def may_read_quote(message: Message, part: Participant | None) -> bool:
    """Whether what `message` quotes may be shown to `part`. In a conversation of two, whoever quotes says it again."""
    if part is None or message.reply_to is None or part.conversation.kind == Kind.PAIR:
        return True
    return not in_gaps(part.gaps, message.reply_to.seq)


def hidden_from_some(conversation: Conversation, seq: int) -> bool:
    """Whether someone takes part who may not read the message of that number: they came later. One query."""
    parts = Participant.objects.filter(conversation=conversation, until=None)
    return any(in_gaps(gaps, seq) for gaps in parts.values_list("gaps", flat=True))


def newest(part: Participant) -> int:
    """The number of the newest message up to which `part` may read. No query."""
    head = part.conversation.head
    return head if part.last_seq is None else min(head, part.last_seq)


def marks(message: Message, part: Participant) -> Marks:
    """What hangs on one message for `part`. No query for one that was just said, three to five otherwise."""
    if message.said_with is not None:
        return message.said_with
    return marks_until(message.conversation, [message], part, part.person)[message.pk]


def people_to_name(part: Participant, words: str) -> list[Person]:
    """A few people who take part and whose name begins with these words, or has a word that does. One query."""
    chat = part.conversation
    if chat.kind == Kind.PAIR:
        return []
    others = Person.objects.filter(program=chat.program_id).exclude(pk=part.person.pk)
    if chat.kind == Kind.TOPIC:
        others = others.filter(stage__in=stages_where("is_shown_to_others"))
    elif part.until is None:
        there = Participant.objects.filter(conversation=chat, until=None)
        others = others.filter(pk__in=there.values("person"))
    else:
        return []
    begins = words.strip()
    if begins:
        others = others.filter(Q(display_name__istartswith=begins) | Q(display_name__icontains=f" {begins}"))
    return list(others.order_by("display_name", "pk")[:MOST_NAMES])


def participation(conversation: Conversation, person: Person) -> Participant | None:
    """The part `person` has, or had, in it; of a topic also one that isn't stored."""
    part = Participant.objects.filter(conversation=conversation, person=person).first()
    if conversation.kind == Kind.TOPIC:
        if conversation.program_id != person.program_id or not may_read_forum(person):
            return None
        part = part or Participant(conversation=conversation, person=person, follows=False)
    if part is not None:
        part.conversation, part.person = conversation, person
    return part


def may_write(part: Participant) -> bool:
    """Whether `part`'s person may write there now. Up to one query in a conversation of two, none elsewhere."""
    chat = part.conversation
    if part.until is not None or chat.closed_at is not None:
        return False
    if chat.kind != Kind.PAIR:
        return True
    other = pairs.other_of(chat, part.person)
    return other is not None and pairs.may_write(part.person, other)


def state(
    conversation: Conversation,
    viewer: Person,
    place: Place = NEWEST,
    *,
    thread: Message | None = None,
    limit: int = 50,
) -> State:
    """What `viewer` sees, to be continued with events after `seq`. Ten queries, at any size; a few more in a topic or
    for a place in the stream.

    Someone who takes no part sees no messages. Call it in a transaction together with other states; alone, it is read
    in one snapshot.
    """
    with outbox.snapshot():
        seq = outbox.heads([topic(conversation)])[topic(conversation)]
        fresh = Conversation.objects.get(pk=conversation.pk)
        part = participation(fresh, viewer)
        if part is None:
            shown = Page((), earlier=False, later=False, marks={})
        else:
            shown = page(fresh, place, part=part, thread=thread, reader=viewer, limit=limit)
        said = shown.said()
        mine = shown.mine()
        if thread is not None and part is not None and not shown.earlier:
            marks = marks_until(fresh, [thread], part, viewer)[thread.pk]
            said.insert(0, as_read(thread, part, marks))
            mine |= {thread.public_id: list(marks.mine)} if marks.mine else {}
        writes = part is not None and may_write(part)
        muted = muted_ids(viewer) if part is not None and fresh.kind != Kind.PAIR else []
        held = HeldMessage.objects.filter(conversation=fresh, author=viewer, decided_at=None).order_by("id")
        own = [held_json(each) for each in held[:MOST_HELD]] if part is not None else []
    # Someone whose part ended hears nothing more, and nothing here goes on: neither a number nor a mark.
    over = part is not None and part.until is not None
    closed = fresh.closed_at is not None and not (part and part.until and part.until < fresh.closed_at)
    return {
        "id": fresh.public_id,
        "topic": "" if over else topic(fresh),
        "seq": (part.events_until or 0) if part and over else seq,
        "kind": fresh.kind,
        "thread": thread.public_id if thread else "",
        "me": viewer.public_id,
        "head": shown.last_seq or 0,
        "newest": newest(part) if part else 0,
        "readSeq": part.read_seq if part else 0,
        "closed": closed,
        "mayWrite": writes,
        "earlier": shown.earlier,
        "later": shown.later,
        "messages": said,
        "mine": mine,
        "muted": muted,
        "held": own,
    }


def _around(flow: "QuerySet[Message]", seq: int, limit: int) -> tuple[list[Message], list[Message], bool, bool]:
    """What stands above that number, and from it on: up to half a page each. Whether there is more above, and below."""
    half = limit // 2
    above = list(flow.filter(seq__lt=seq).order_by("-seq")[: half + 1])
    below = list(flow.filter(seq__gte=seq).order_by("seq")[: limit - half + 1])
    return above[:half][::-1], below[: limit - half], len(above) > half, len(below) > limit - half


def _first_of(flow: "QuerySet[Message]", day: date, reader: Person | None) -> int:
    """The number of the first message said on that day of the reader's calendar or after it; beyond all if none was."""
    begins = timezone.make_aware(datetime.combine(day, time.min), zone_of(reader))
    said = flow.select_related(None).filter(at__gte=begins).order_by("at", "seq")
    found = said.values_list("seq", flat=True).first()
    return found if found is not None else 2**62


def muted_ids(viewer: Person) -> list[str]:
    """Public ids of whom `viewer` mutes or blocks. Up to two queries."""
    ids = muted_by(viewer)
    return sorted(Person.objects.filter(pk__in=ids).values_list("public_id", flat=True)) if ids else []


def held_json(message: HeldMessage) -> Held:
    return {"id": message.public_id, "body": message.body, "at": message.at.isoformat(), "key": message.key}


def staff_ids(viewer: Person) -> list[str]:
    """Public ids of those who work for `viewer`'s program. One query."""
    staff = Person.objects.filter(program=viewer.program_id, role__in=STAFF_ROLES)
    return sorted(staff.values_list("public_id", flat=True))
