"""Making those take part who should (see `belonging`), and no one else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Model, QuerySet

from alongside.conversations import belonging, events
from alongside.conversations.actions.taking_part import (
    ENDING,
    close_conversation,
    end_part,
    go_on,
    lock,
    newest_event,
    reopen_conversation,
)
from alongside.conversations.models import Conversation, Kind, Participant
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.groups.models import Circle, CircleState, Facilitator, Group, RosterState
from alongside.live import outbox
from alongside.people.models import Leave, Person
from alongside.people.stages import policy

M = TypeVar("M", bound=Model)


@action("conversations.follow_group")
def follow_group(group: Group, *, by: Actor) -> Conversation:
    """The conversation of a group, with those who belong to it; made when it isn't there."""
    chat, _made = Conversation.objects.get_or_create(
        group=group, defaults={"program_id": group.program_id, "kind": Kind.GROUP, "made_at": clock.now()}
    )
    settle(chat, belonging.in_groups([group])[group.pk], by=by)
    _open_or_closed(chat, group.closed_at is not None, by)
    return chat


@action("conversations.follow_circle")
def follow_circle(circle: Circle, *, by: Actor) -> Conversation | None:
    """The conversation of a circle; none before a counselor has said yes to it."""
    if circle.approved_at is None:
        return None
    chat, _made = Conversation.objects.get_or_create(
        circle=circle, defaults={"program_id": circle.program_id, "kind": Kind.CIRCLE, "made_at": clock.now()}
    )
    settle(chat, belonging.in_circles([circle])[circle.pk], by=by)
    _open_or_closed(chat, circle.closed_at is not None, by)
    return chat


@action("conversations.follow_lines")
def follow_lines(people: Iterable[Person], *, by: Actor) -> None:
    """Lines to care teams that are there, with those who look after the person now."""
    asked = {person.pk: person for person in people}
    lines = list(Conversation.objects.filter(kind=Kind.LINE, about__in=asked).order_by("pk"))
    wanted = belonging.on_lines(asked[line.about_id] for line in lines if line.about_id) if lines else {}
    for line in lines:
        settle(line, wanted[line.about_id or 0], by=by)


@action("conversations.follow_person")
def follow_person(person: Person, *, by: Actor) -> None:
    """Everything that hangs on `person`'s role, stage or leave: their groups and circles, and lines they answer on.

    Someone who can't sign in any more loses every live topic; what they had stays theirs for a return.
    """
    current().record(person)
    standing_in = Leave.objects.filter(covers__person=person, cancelled_at=None).values("person")
    led = Facilitator.objects.filter(person=person) | Facilitator.objects.filter(person__in=standing_in)
    parts = Participant.objects.filter(person=person, until=None).select_related("conversation")
    groups = {each.group_id for each in led}
    groups |= set(person.roster_entries.filter(state=RosterState.ON).values_list("group_id", flat=True))
    groups |= {part.conversation.group_id for part in parts if part.conversation.group_id}
    for group in Group.objects.filter(pk__in=groups).order_by("pk"):
        follow_group(group, by=by)
    circles = set(person.circle_members.filter(state=CircleState.ON).values_list("circle_id", flat=True))
    circles |= {part.conversation.circle_id for part in parts if part.conversation.circle_id}
    for circle in Circle.objects.filter(pk__in=circles).order_by("pk"):
        follow_circle(circle, by=by)
    about = {part.conversation.about_id for part in parts if part.conversation.about_id} | {person.pk}
    cared_for = Person.objects.filter(pk__in=about) | Person.objects.filter(
        roster_entries__group__in=groups, roster_entries__state=RosterState.ON
    )
    follow_lines(cared_for.distinct().select_related("program"), by=by)
    if not policy(person).may_sign_in:
        for part in parts:
            outbox.revoke(events.topic(part.conversation), person.public_id)


@action("conversations.settle")
def settle(conversation: Conversation, wanted: belonging.Wanted, *, by: Actor) -> Conversation:
    """Let exactly `wanted` take part. Who comes reads on from here, or all where `wanted` says so; who goes keeps what
    was said while they were there. Three to seven queries."""
    locked = lock(conversation)
    at, head = clock.now(), locked.head
    parts = {row.person_id: row for row in Participant.objects.filter(conversation=locked).select_related("person")}
    here = {pk for pk, part in parts.items() if part.until is None}
    heard = newest_event(locked) if here != set(wanted) else 0
    Participant.objects.bulk_create(
        Participant(
            conversation=locked,
            person_id=person_id,
            since=at,
            gaps=[] if reads_all or not head else [[1, head]],
            events_from=0 if reads_all else heard,
            read_seq=head,
        )
        for person_id, reads_all in wanted.items()
        if person_id not in parts
    )
    for person_id, part in parts.items():
        if person_id in wanted and part.until is not None:
            came_back(part, head, heard, reads_all=wanted[person_id])
        elif person_id not in wanted and part.until is None:
            end_part(part, locked, heard=heard)
            part.save(update_fields=ENDING)
            events.part_ended(locked, part.person)
    current().record(locked, people=len(wanted))
    return locked


def came_back(part: Participant, head: int, heard: int, *, reads_all: bool) -> None:
    """`part` goes on at `head`, and live after event `heard`; what was said meanwhile stays hidden unless they read
    all."""
    last = part.last_seq if part.last_seq is not None else head
    if head > last and not reads_all:
        part.gaps = [*part.gaps, [last + 1, head]]
    part.events_from = 0 if reads_all else heard
    go_on(part)
    part.read_seq = max(part.read_seq, head)
    part.save(update_fields=[*ENDING, "gaps", "events_from", "read_seq"])


@dataclass
class Rolling:
    """A look at all of them, some at a time. Where the next turn begins is kept in memory: a worker begins anew."""

    size: int
    after: dict[str, int] = field(default_factory=dict)

    def next(self, name: str, rows: "QuerySet[M]") -> list[M]:
        """The next rows, by row number; from the first again after the last. One query."""
        found = list(rows.filter(pk__gt=self.after.get(name, 0)).order_by("pk")[: self.size])
        self.after[name] = found[-1].pk if len(found) == self.size else 0
        return found


def repair(rolling: Rolling, *, by: Actor) -> int:
    """Settle what isn't as it should be, of the groups, lines and circles whose turn it is. Returns how many.

    Each conversation in a transaction of its own, so that nobody who writes waits for all, and with what is right by
    then. Where all is well there is nothing to audit.
    """
    groups = {group.pk: group for group in rolling.next("groups", Group.objects.filter(closed_at=None))}
    chats = {chat.group_id: chat for chat in Conversation.objects.filter(kind=Kind.GROUP, group__in=groups)}
    in_groups = belonging.in_groups(groups.values())
    missing = [group for pk, group in groups.items() if pk not in chats]
    asked = [(chats[pk], wanted) for pk, wanted in in_groups.items() if pk in chats]
    lines = rolling.next("lines", Conversation.objects.filter(kind=Kind.LINE).select_related("about__program"))
    on_lines = belonging.on_lines(line.about for line in lines if line.about)
    asked += [(line, on_lines[line.about_id]) for line in lines if line.about_id]
    begun = Circle.objects.filter(closed_at=None, approved_at__isnull=False)
    rings = {ring.pk: ring for ring in rolling.next("circles", begun)}
    in_circles = belonging.in_circles(rings.values())
    talks = {talk.circle_id: talk for talk in Conversation.objects.filter(kind=Kind.CIRCLE, circle__in=rings)}
    asked += [(talk, in_circles[pk]) for pk, talk in talks.items() if pk is not None]
    taking_part: dict[int, set[int]] = {}
    now = Participant.objects.filter(until=None, conversation__in=[chat.pk for chat, _wanted in asked])
    for conversation_id, person_id in now.values_list("conversation_id", "person_id"):
        taking_part.setdefault(conversation_id, set()).add(person_id)
    for group in missing:
        follow_group(group, by=by)
    for pk in rings:
        if pk not in talks:
            follow_circle(rings[pk], by=by)
    differ = [chat for chat, wanted in asked if taking_part.get(chat.pk, set()) != set(wanted)]
    for chat in differ:
        settle(chat, _wanted_now(chat), by=by)
    return len(missing) + len(differ)


def _wanted_now(chat: Conversation) -> belonging.Wanted:
    """Who should take part in the conversation of a group, a circle or a line at this moment."""
    if chat.group is not None:
        return belonging.in_groups([chat.group])[chat.group.pk]
    if chat.circle is not None:
        return belonging.in_circles([chat.circle])[chat.circle.pk]
    assert chat.about is not None
    return belonging.on_lines([chat.about])[chat.about.pk]


def _open_or_closed(chat: Conversation, closed: bool, by: Actor) -> None:
    if closed and chat.closed_at is None:
        close_conversation(chat, by=by)
    elif not closed and chat.closed_at is not None:
        reopen_conversation(chat, by=by)
