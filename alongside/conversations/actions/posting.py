"""Saying something. The conversation's row is the lock, so numbers have no gaps."""

from typing import NoReturn

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from alongside.conversations import events, pairs
from alongside.conversations.models import Conversation, Kind, Message, Participant
from alongside.conversations.words import clean
from alongside.core import clock, rows
from alongside.core.actions import action, current
from alongside.core.errors import Refused
from alongside.notify.actions import send_mail_discreetly
from alongside.people.models import Person
from alongside.people.stages import policy

_NEXT_NUMBER = "UPDATE conversations_conversation SET head = head + 1 WHERE id = %s RETURNING head, closed_at"
_NUMBER_BACK = "UPDATE conversations_conversation SET head = head - 1 WHERE id = %s"
_STANDING = (
    "SELECT (SELECT id FROM conversations_message WHERE author_id = %s AND key = %s), "
    "EXISTS (SELECT 1 FROM conversations_participant WHERE conversation_id = %s AND person_id = %s AND until IS NULL)"
)


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


def _tell(other: Participant, message: Message) -> None:
    """One letter for all that the other one hasn't read yet. Whoever writes has read what was there."""
    chat = message.conversation
    Participant.objects.filter(conversation=chat, person=message.author).update(read_seq=message.seq)
    if other.read_seq >= message.seq - 1 and policy(other.person).gets_letters:
        link = f"{settings.BASE_URL.rstrip('/')}/conversations/{chat.public_id}/"
        send_mail_discreetly(other.person, "conversations/mail/note.txt", {"link": link}, by=message.author)


def _missing(conversation: Conversation) -> NoReturn:
    raise Conversation.DoesNotExist(f"conversation {conversation.pk} is gone")
