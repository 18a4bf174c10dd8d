"""Which of two people read what the other writes, when something comes between them or no longer does.

To the one who writes nothing of it shows: no part of theirs changes, nothing is said on the conversation's topic, and
the number of its newest event stays what it was. Only a keep-apart gives each of them a conversation of their own, with
all that was said so far; then both pages fetch anew.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from alongside.boundaries.models import Cut, KeepApart, Wish
from alongside.boundaries.queries import blocked_by
from alongside.conversations import events, own_events, pairs
from alongside.conversations.access import may_see
from alongside.conversations.actions.copying import copy_messages
from alongside.conversations.actions.taking_part import ENDING, end_part, go_on, newest_event
from alongside.conversations.models import Conversation, HeldMessage, Kind, Message, Participant
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.live import outbox
from alongside.people.models import Person


def lock_two(a: Person, b: Person) -> None:
    """Until the transaction ends nobody else asks, blocks or brings together these two. Before any conversation's lock:
    whoever writes takes only that one."""
    low = min(a.pk, b.pk)
    list(Person.objects.select_for_update(no_key=True).filter(pk=low).values_list("pk"))


def written_to(conversation: Conversation, by: Person) -> Participant | None:
    """As `pairs.written_to`. Whoever was asked and writes has said yes."""
    part = Participant.objects.filter(conversation=conversation, person=by).first()
    if part is not None and part.asked_at is not None:
        say_yes(part, conversation)
    return pairs.written_to(conversation, by)


def say_yes(part: Participant, conversation: Conversation) -> None:
    """`part` was asked, and wants it: from now on both write as they like. The row must be locked."""
    now = clock.now()
    part.asked_at = part.declined_at = None
    go_on(part)
    part.save(update_fields=["asked_at", "declined_at", *ENDING])
    Conversation.objects.filter(pk=conversation.pk, accepted_at=None).update(accepted_at=now)
    conversation.accepted_at = conversation.accepted_at or now
    for each in Participant.objects.filter(conversation=conversation, until=None).select_related("person"):
        own_events.list_changed(each.person, conversation)


def keep_from_who_blocks(message: Message) -> None:
    """Its author has changed it: whoever blocks them reads neither the new words nor, as only these are kept, the old.

    For a conversation of two, locked.
    """
    ended = Participant.objects.filter(conversation=message.conversation_id, until__isnull=False)
    for part in ended.exclude(person=message.author_id).select_related("conversation", "person"):
        if message.author_id in blocked_by(part.person) and may_see(part, message.seq):
            part.gaps = sorted([*part.gaps, [message.seq, message.seq]])
            part.save(update_fields=["gaps"])


def follow_cut(a: Person, b: Person) -> None:
    """Something came between these two, or no longer does; to be bound to boundaries.events.on_cut_changed."""
    follow_two(a, b, by=current().by)


@action("conversations.follow_two")
def follow_two(a: Person, b: Person, *, by: Actor) -> None:
    """Make who reads whom what boundaries say now. Idempotent. Staff and members always reach each other."""
    current().record(a, other=b.public_id)
    if a.is_staff or b.is_staff:
        return
    lock_two(a, b)
    two = _Two.of(a, b)
    if two.apart and two.shared is not None:
        _fork(two, two.shared)
    elif two.free and two.shared is None:
        _bring_together(two)
    for person, other in ((a, b), (b, a)):
        chat = two.way_of(person)
        if chat is not None:
            _follow_wish(chat, person, other, wishes=person.pk in two.wishing)


@dataclass
class _Two:
    """Two people, their conversations (locked), and what keeps them apart now. `wishing`: whose own wish it is."""

    low: Person
    high: Person
    chats: dict[str, Conversation]
    apart: bool
    wishing: set[int]

    @classmethod
    def of(cls, a: Person, b: Person) -> "_Two":
        low, high = sorted((a, b), key=lambda each: each.pk)
        names = [pairs.name_of(a, b), pairs.own_name(a, b), pairs.own_name(b, a)]
        rows = Conversation.objects.select_for_update().filter(program=low.program_id, pair__in=names)
        chats = {row.pair: row for row in rows.order_by("pk")}
        apart = KeepApart.objects.filter(first=low, second=high, lifted_at=None).exists()
        cuts = Cut.objects.filter(Q(person=low, other=high) | Q(person=high, other=low), lifted_at=None)
        return cls(low, high, chats, apart, set(cuts.values_list("person_id", flat=True)))

    @property
    def free(self) -> bool:
        return not self.apart and not self.wishing

    @property
    def shared(self) -> Conversation | None:
        return self.chats.get(pairs.name_of(self.low, self.high))

    def own(self, person: Person) -> Conversation | None:
        return self.chats.get(pairs.own_name(person, self.other(person)))

    def other(self, person: Person) -> Person:
        return self.high if person == self.low else self.low

    def way_of(self, person: Person) -> Conversation | None:
        """Where `person` writes to the other."""
        return self.own(person) or self.shared

    def rename(self, chat: Conversation, name: str) -> None:
        self.chats.pop(chat.pair, None)
        chat.pair = name
        chat.save(update_fields=["pair"])
        self.chats[name] = chat


def _fork(two: _Two, shared: Conversation) -> None:
    """Each goes on in a copy of their own of what they may read; nobody takes part in the old one any more."""
    name = shared.pair
    for old in (two.own(two.low), two.own(two.high), shared):  # the first two were left in an earlier time apart
        if old is not None:
            two.rename(old, f"{old.pair}.{old.pk}")
    number = newest_event(shared)
    outbox.end(events.topic(shared))
    for part in Participant.objects.filter(conversation=shared).select_related("person").order_by("pk"):
        copy = Conversation.objects.create(
            program_id=shared.program_id,
            kind=Kind.PAIR,
            pair=f"{name}/{part.person_id}",
            head=shared.head,
            last_at=shared.last_at,
            made_at=shared.made_at,
            accepted_at=shared.accepted_at,
            closed_at=shared.closed_at,
        )
        two.chats[copy.pair] = copy
        outbox.begin_at(events.topic(copy), number)
        copy_messages(shared, copy, part)
        Participant.objects.create(
            conversation=copy,
            person=part.person,
            since=part.since,
            asked_at=part.asked_at,
            declined_at=part.declined_at,
            until=part.until,
            last_seq=part.last_seq,
            events_until=part.events_until,
            gaps=part.gaps,
            read_seq=part.read_seq,
            follows=part.follows,
        )
        _take_held_along(shared, copy, part.person, before=shared.head + 1)
        end_part(part, shared, heard=number)
        part.moved_to = copy
        part.save(update_fields=[*ENDING, "moved_to"])


def _bring_together(two: _Two) -> None:
    """Nothing is between them any more: what one of them writes from now on reaches the other again.

    What was written during a block or a time apart stays unread; of a mute it comes now. Where each had a conversation
    of their own, they go on in the one of `low`, and what `high` wrote to nobody stays readable to `high`.
    """
    stays = two.own(two.low) or two.own(two.high)
    if stays is None:
        return
    writer = two.low if stays is two.own(two.low) else two.high
    other = two.other(writer)
    left = two.own(other)
    two.rename(stays, pairs.name_of(two.low, two.high))
    gaps = _hidden(stays, other, writer, after=0)
    changed = _hidden(stays, other, writer, after=0, by="edited_at")
    part = Participant(
        conversation=stays,
        person=other,
        since=clock.now(),
        events_from=newest_event(stays),
        gaps=sorted([*gaps, *(each for each in changed if each not in gaps)]),
        read_seq=gaps[-1][1] if gaps else 0,
        asked_at=clock.now() if stays.accepted_at is None else None,
    )
    part.save()
    if left is not None:
        _leave(left, part, stays, apart_from=gaps[0][0] if gaps else stays.head + 1)
    own_events.list_changed(other, stays)


def _leave(left: Conversation, part: Participant, stays: Conversation, *, apart_from: int) -> None:
    """`part`'s person goes on in `stays`, with what they had read and answered in the one of their own.

    `apart_from`: the number from which on each wrote alone.
    """
    own = Participant.objects.filter(conversation=left, person=part.person_id).select_related("person").first()
    outbox.end(events.topic(left))
    if own is None:
        return
    wrote = Message.objects.filter(conversation=left, author=part.person_id)
    kept = wrote.filter(seq__gte=apart_from).exists()
    if own.read_seq < apart_from:
        part.read_seq = own.read_seq
        part.save(update_fields=["read_seq"])
    if own.declined_at is not None:
        end_part(part, stays)
        part.declined_at = part.until = own.declined_at
        part.save(update_fields=["declined_at", *ENDING])
    elif stays.accepted_at is None and (left.accepted_at is not None or wrote.exists()):
        say_yes(part, stays)  # each asked the other, or answered: both want it
    _take_held_along(left, stays, own.person, before=apart_from)
    end_part(own, left)
    own.moved_to = None if kept else stays
    own.save(update_fields=[*ENDING, "moved_to"])


def _take_held_along(source: Conversation, to: Conversation, author: Person, *, before: int) -> None:
    """What `author` wrote that waits for staff goes along: in the old place nobody could post it any more.

    What it quotes is the message of the same number, up to `before`, from which on the two differ.
    """
    waiting = HeldMessage.objects.select_for_update(of=("self",)).filter(conversation=source, decided_at=None)
    for held in waiting.filter(author=author).select_related("reply_to"):
        seq = held.reply_to.seq if held.reply_to is not None else before
        same = Message.objects.filter(conversation=to, seq=seq).first() if seq < before else None
        held.conversation, held.thread, held.reply_to = to, None, same
        held.save(update_fields=["conversation", "thread", "reply_to"])


def _follow_wish(chat: Conversation, person: Person, other: Person, *, wishes: bool) -> None:
    """`person` mutes or blocks `other`: they no longer read nor write there. Or no longer: then they do again."""
    part = Participant.objects.filter(conversation=chat, person=person).first()
    if part is None or part.declined_at is not None or part.moved_to_id is not None:
        return
    if wishes and part.until is None:
        end_part(part, chat)
        part.save(update_fields=ENDING)
        # Nothing on the conversation's topic, not even an empty number: the other one would see it.
        own_events.list_changed(person, chat)
    elif not wishes and part.until is not None:
        part.gaps = [*part.gaps, *_hidden(chat, person, other, after=part.last_seq or 0)]
        part.events_from = newest_event(chat)
        go_on(part)
        part.save(update_fields=["gaps", "events_from", *ENDING])
        own_events.list_changed(person, chat)


def _hidden(chat: Conversation, reader: Person, writer: Person, *, after: int, by: str = "at") -> list[list[int]]:
    """What `writer` said there after a number while `reader` blocked them, or while staff kept the two apart.

    With `by="edited_at"`, what they changed meanwhile.
    """
    low, high = sorted((reader, writer), key=lambda each: each.pk)
    times: list[tuple[datetime, datetime | None]] = list(
        Cut.objects.filter(person=reader, other=writer, wish=Wish.BLOCK).values_list("since", "lifted_at")
    )
    times += KeepApart.objects.filter(first=low, second=high).values_list("since", "lifted_at")
    found: list[list[int]] = []
    said = Message.objects.filter(conversation=chat, author=writer, seq__gt=after).order_by("seq")
    for seq, at in said.exclude(**{by: None}).values_list("seq", by):
        if any(since <= at and (until is None or at < until) for since, until in times):
            if found and found[-1][1] == seq - 1:
                found[-1][1] = seq
            else:
                found.append([seq, seq])
    return found
