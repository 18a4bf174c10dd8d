"""Opening and closing conversations, and who takes part in them."""

from collections.abc import Iterable

from alongside.conversations import events
from alongside.conversations.models import Conversation, Kind, Participant
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.live import outbox
from alongside.people.models import Person, Program


@action("conversations.open")
def open_conversation(
    program: Program, kind: Kind, people: Iterable[Person] = (), *, by: Actor, key: str | None = None
) -> Conversation:
    """A new, empty conversation of `program` in which `people` take part."""
    at = clock.now()
    conversation = Conversation.objects.create(program=program, kind=kind, made_at=at)
    Participant.objects.bulk_create(
        [Participant(conversation=conversation, person=person, since=at) for person in people]
    )
    return conversation


@action("conversations.add_participant")
def add_participant(conversation: Conversation, person: Person, *, by: Actor, key: str | None = None) -> Participant:
    """Let `person` read and write; someone who had left takes part again. Doing it twice changes nothing."""
    locked = lock(conversation)
    if locked.program_id != person.program_id:
        raise ValueError(f"person {person.pk} is not of the program of conversation {locked.pk}")
    participant, made = Participant.objects.get_or_create(
        conversation=locked, person=person, defaults={"since": clock.now()}
    )
    if not made and participant.until is not None:
        go_on(participant)
        participant.save(update_fields=ENDING)
    current().record(locked, person=person.public_id)
    return participant


@action("conversations.end_participation")
def end_participation(conversation: Conversation, person: Person, *, by: Actor, key: str | None = None) -> None:
    """From now on `person` reads what was said so far and writes no more. Harmless for who takes no part."""
    locked = lock(conversation)
    part = Participant.objects.filter(conversation=locked, person=person, until=None).first()
    current().record(locked, person=person.public_id)
    if part is not None:
        end_part(part, locked)
        part.save(update_fields=ENDING)
        events.part_ended(locked, person)


@action("conversations.close")
def close_conversation(conversation: Conversation, *, by: Actor, key: str | None = None) -> Conversation:
    """No one writes any more; those who took part keep reading. Closing twice changes nothing."""
    locked = lock(conversation)
    if locked.closed_at is None:
        locked.closed_at = clock.now()
        locked.save(update_fields=["closed_at"])
        events.closed(locked)
    conversation.closed_at = locked.closed_at
    return locked


@action("conversations.reopen")
def reopen_conversation(conversation: Conversation, *, by: Actor, key: str | None = None) -> Conversation:
    """Those who take part may write again."""
    locked = lock(conversation)
    if locked.closed_at is not None:
        locked.closed_at = None
        locked.save(update_fields=["closed_at"])
        events.reopened(locked)
    conversation.closed_at = None
    return locked


ENDING = ("until", "last_seq", "events_until")
"""What says that a part has ended, and where."""


def end_part(part: Participant, locked: Conversation, *, heard: int | None = None) -> None:
    """`part` ends here and now, unsaved: what is said, and what happens, from now on isn't theirs. One query, none with
    `heard`, the number of the newest event on the conversation's topic."""
    part.until, part.last_seq = clock.now(), locked.head
    part.events_until = newest_event(locked) if heard is None else heard


def go_on(part: Participant) -> None:
    """`part` goes on, unsaved. No query."""
    part.until = part.last_seq = part.events_until = None


def newest_event(conversation: Conversation) -> int:
    """The number of the newest event on its topic. One query."""
    topic = events.topic(conversation)
    return outbox.heads([topic])[topic]


def lock(conversation: Conversation) -> Conversation:
    """The conversation, locked until the transaction ends: nobody writes, comes or goes meanwhile."""
    return Conversation.objects.select_for_update().get(pk=conversation.pk)
