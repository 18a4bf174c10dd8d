"""What can be done to a conversation. Each takes the conversation's row as its lock, so numbers have no gaps."""

from collections.abc import Iterable
from typing import NoReturn

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from alongside.conversations import events, pairs
from alongside.conversations.models import Conversation, Kind, Message, Participant
from alongside.conversations.words import clean
from alongside.core import clock, rows
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.notify.actions import send_mail_discreetly
from alongside.people.models import Person, Program
from alongside.people.stages import policy

_NEXT_NUMBER = "UPDATE conversations_conversation SET head = head + 1 WHERE id = %s RETURNING head, closed_at"
_NUMBER_BACK = "UPDATE conversations_conversation SET head = head - 1 WHERE id = %s"
_STANDING = (
    "SELECT (SELECT id FROM conversations_message WHERE author_id = %s AND key = %s), "
    "EXISTS (SELECT 1 FROM conversations_participant WHERE conversation_id = %s AND person_id = %s AND until IS NULL)"
)


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


@action("conversations.open_pair")
def open_pair(a: Person, b: Person, *, by: Actor, key: str | None = None) -> Conversation:
    """The conversation of these two, made when it isn't there yet. Staff and members always may; see `pairs.may_write`.

    Raises Refused where these two may not write to each other, ValueError for one person or two programs.
    """
    if a.pk == b.pk or a.program_id != b.program_id:
        raise ValueError(f"persons {a.pk} and {b.pk} are not two of one program")
    if not pairs.may_write(a, b):
        raise Refused(_("You can’t write to each other here. A counselor can help."))
    conversation, made = Conversation.objects.get_or_create(
        program_id=a.program_id, pair=pairs.name_of(a, b), defaults={"kind": Kind.PAIR, "made_at": clock.now()}
    )
    if made:
        Participant.objects.bulk_create(
            Participant(conversation=conversation, person=person, since=conversation.made_at) for person in (a, b)
        )
    return conversation


@action("conversations.write_note")
def write_note(to: Person, body: str, *, by: Person, key: str) -> Message:
    """What `by` writes to `to`, in their conversation. Raises Refused as `open_pair` and `post_message` do."""
    return post_message(open_pair(by, to, by=by), body, by=by, key=key)


@action("conversations.mark_read")
def mark_read(part: Participant, upto: int, *, by: Actor) -> None:
    """`part`'s person has opened the conversation up to that number. It never goes back."""
    Participant.objects.filter(pk=part.pk, read_seq__lt=upto).update(read_seq=upto)
    current().record(part.conversation)


@action("conversations.post_message")
def post_message(conversation: Conversation, body: str, *, by: Person, key: str) -> Message:
    """Store what `by` says and tell everyone who takes part. The same key again is the same message.

    Raises Refused for someone who takes no part (any more), a closed conversation, and words that can't be sent.
    """
    if not key:
        raise ValueError("A message needs a key.")
    body = clean(body)
    with connection.cursor() as cursor:
        # This locks the row, so that who takes part is looked up as it is while nobody else writes or leaves.
        cursor.execute(_NEXT_NUMBER, [conversation.pk])
        head, closed_at = cursor.fetchone() or _missing(conversation)
        cursor.execute(_STANDING, [by.pk, key, conversation.pk, by.pk])
        known, takes_part = cursor.fetchone()
        if known is not None:
            # Keys of actions are kept for days; a message that waited in a browser for longer is still stored once.
            cursor.execute(_NUMBER_BACK, [conversation.pk])
            return Message.objects.get(pk=known)
    if closed_at is not None:
        raise Refused(_("This conversation has ended. You can still read it."))
    if not takes_part:
        raise Refused(_("You can no longer write here. What was said while you were here stays readable."))
    other = pairs.written_to(conversation, by) if conversation.kind == Kind.PAIR else None
    message = Message(conversation=conversation, seq=head, author=by, body=body, key=key, at=clock.now())
    rows.insert([message])
    conversation.head = head
    current().record(message, conversation=conversation.public_id, seq=head)
    events.said(conversation, message)
    if other is not None:
        _tell(other, message)
    return message


@action("conversations.add_participant")
def add_participant(conversation: Conversation, person: Person, *, by: Actor, key: str | None = None) -> Participant:
    """Let `person` read and write; someone who had left takes part again. Doing it twice changes nothing."""
    locked = _lock(conversation)
    if locked.program_id != person.program_id:
        raise ValueError(f"person {person.pk} is not of the program of conversation {locked.pk}")
    participant, made = Participant.objects.get_or_create(
        conversation=locked, person=person, defaults={"since": clock.now()}
    )
    if not made and participant.until is not None:
        participant.until = participant.last_seq = None
        participant.save(update_fields=["until", "last_seq"])
    current().record(locked, person=person.public_id)
    return participant


@action("conversations.end_participation")
def end_participation(conversation: Conversation, person: Person, *, by: Actor, key: str | None = None) -> None:
    """From now on `person` reads what was said so far and writes no more. Harmless for who takes no part."""
    locked = _lock(conversation)
    ended = Participant.objects.filter(conversation=locked, person=person, until=None).update(
        until=clock.now(), last_seq=locked.head
    )
    current().record(locked, person=person.public_id)
    if ended:
        events.part_ended(locked, person)


@action("conversations.close")
def close_conversation(conversation: Conversation, *, by: Actor, key: str | None = None) -> Conversation:
    """No one writes any more; those who took part keep reading. Closing twice changes nothing."""
    locked = _lock(conversation)
    if locked.closed_at is None:
        locked.closed_at = clock.now()
        locked.save(update_fields=["closed_at"])
        events.closed(locked)
    conversation.closed_at = locked.closed_at
    return locked


@action("conversations.reopen")
def reopen_conversation(conversation: Conversation, *, by: Actor, key: str | None = None) -> Conversation:
    """Those who take part may write again. Pages that show it as ended see so when they ask for the state."""
    locked = _lock(conversation)
    if locked.closed_at is not None:
        locked.closed_at = None
        locked.save(update_fields=["closed_at"])
    conversation.closed_at = None
    return locked


def _tell(other: Participant, message: Message) -> None:
    """One letter for all that the other one hasn't read yet. Whoever writes has read what was there."""
    chat = message.conversation
    Participant.objects.filter(conversation=chat, person=message.author).update(read_seq=message.seq)
    if other.read_seq >= message.seq - 1 and policy(other.person).gets_letters:
        link = f"{settings.BASE_URL.rstrip('/')}/conversations/{chat.public_id}/"
        send_mail_discreetly(other.person, "conversations/mail/note.txt", {"link": link}, by=message.author)


def _missing(conversation: Conversation) -> NoReturn:
    raise Conversation.DoesNotExist(f"conversation {conversation.pk} is gone")


def _lock(conversation: Conversation) -> Conversation:
    return Conversation.objects.select_for_update().get(pk=conversation.pk)
