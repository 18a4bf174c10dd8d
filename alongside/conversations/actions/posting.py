"""Saying something. The conversation's row is the lock, so numbers have no gaps."""

from collections.abc import Sequence
from typing import NoReturn

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from alongside.conversations import events, files, limits, queries, search, waiting
from alongside.conversations.actions import sides
from alongside.conversations.actions.files import attach
from alongside.conversations.actions.naming import name_people
from alongside.conversations.marks import WITH, Marks
from alongside.conversations.models import Conversation, Kind, Message, Participant
from alongside.conversations.words import clean
from alongside.core import clock, rows
from alongside.core.actions import action, current
from alongside.core.errors import Refused
from alongside.live import happenings
from alongside.people.models import Person
from alongside.people.stages import policy

_NEXT_NUMBER = (
    "UPDATE conversations_conversation SET head = head + 1, last_at = %s WHERE id = %s RETURNING head, closed_at"
)
_NUMBER_BACK = (
    "UPDATE conversations_conversation SET head = head - 1, last_at = "
    "(SELECT at FROM conversations_message WHERE conversation_id = conversations_conversation.id "
    "AND seq = conversations_conversation.head - 1) WHERE id = %s"
)
# Whoever writes has read what was there. A message that comes again reads nothing.
_STANDING = (
    "UPDATE conversations_participant SET read_seq = CASE WHEN EXISTS "
    "(SELECT 1 FROM conversations_message WHERE author_id = %s AND key = %s) THEN read_seq ELSE %s END "
    "WHERE conversation_id = %s AND person_id = %s AND until IS NULL "
    "RETURNING (SELECT id FROM conversations_message WHERE author_id = %s AND key = %s)"
)


@action("conversations.post_message")
def post_message(
    conversation: Conversation,
    body: str,
    *,
    by: Person,
    key: str,
    reply_to: Message | None = None,
    thread: Message | None = None,
    mentions: Sequence[Person] = (),
    attachments: Sequence[str] = (),
    wants_company: bool = False,
) -> Message:
    """Store what `by` says and tell everyone who takes part. The same key again is the same message.

    `reply_to` is the message it quotes, `thread` the one at whose side it stands: both among those that `by` may read
    here. An answer to what stands beside a message stands beside it too; two people have no sides, there it quotes.
    Whoever is named and takes no part isn't named. `attachments` are public ids of files that `by` brought and hasn't
    posted yet; with one, words may be empty.
    Raises Refused for someone who takes no part (any more), a closed conversation, and words that can't be sent.
    """
    if not key:
        raise ValueError("A message needs a key.")
    body = clean(body, may_be_empty=bool(attachments))
    number, known = _next_number(conversation, by, key)
    if known is not None:
        return Message.objects.select_related(*WITH).get(pk=known)
    limits.check(conversation, by)
    pair = conversation.kind == Kind.PAIR
    if pair:
        sides.written_to(conversation, by)
    if thread is not None:
        thread, reply_to = (None, reply_to or thread) if pair else (thread.thread or thread, reply_to)
    reply_to, thread = _as_it_is(reply_to, conversation), _as_it_is(thread, conversation)
    message = Message(
        conversation=conversation,
        seq=number,
        author=by,
        body=body,
        key=key,
        at=clock.now(),
        thread=thread,
        reply_to=reply_to,
        wants_company=wants_company,
    )
    held = files.claim(attachments, by) if attachments else []
    rows.insert([message])
    conversation.head = number
    if thread is not None:
        Message.objects.filter(pk=thread.pk).update(replies=F("replies") + 1)
    named = name_people(message, mentions) if mentions else ()
    attach(message, held)
    search.index(message, body)
    waiting.said(conversation, message, {person.pk for person in named})
    message._state.fields_cache.setdefault("waiting", None)  # nobody needs to ask the database whether it waits
    current().record(message, conversation=conversation.public_id, seq=number)
    shown = reply_to is None or pair or not queries.hidden_from_some(conversation, reply_to.seq)
    message.said_with = Marks(mentions=named, files=tuple(held))
    events.said(conversation, message, message.said_with, quoted=shown)
    happenings.say(conversation.program_id, "conversations.said", {"message": message.pk})
    return message


def post_first(conversation: Conversation, body: str, *, by: Person, key: str, wants_company: bool = False) -> Message:
    """As `post_message`, where the words are what the conversation was opened for: it isn't without them.

    Raises Refused for a key under which something was said elsewhere.
    """
    message: Message | None = post_message(conversation, body, by=by, key=key, wants_company=wants_company)
    if message is None or message.conversation_id != conversation.pk:
        raise Refused(_("This message was already sent elsewhere."), field="key")
    return message


def _as_it_is(message: Message | None, conversation: Conversation) -> Message | None:
    """What is answered, fresh: it may have been changed or taken away since it was looked up. Raises Refused."""
    if message is None:
        return None
    if message.conversation_id != conversation.pk:
        raise Refused(_("What you answer isn’t part of this conversation."))
    return Message.objects.select_related("author").get(pk=message.pk)


def _next_number(conversation: Conversation, by: Person, key: str) -> tuple[int, int | None]:
    """The message's number, and the row number of the message that is already stored under this key.

    This locks the conversation's row, so that who takes part is looked up as it is while nobody else writes or leaves.
    Keys of actions are kept for days; a message that waited in a browser for longer is still stored once.
    """
    at = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [at, conversation.pk])
        head, closed_at = cursor.fetchone() or _missing(conversation)
        cursor.execute(_STANDING, [by.pk, key, head, conversation.pk, by.pk, by.pk, key])
        standing = cursor.fetchone()
        known = standing[0] if standing else _known(by, key)
        if known is not None:
            cursor.execute(_NUMBER_BACK, [conversation.pk])
            return head, known
    if closed_at is not None:
        raise Refused(_("This conversation has ended. You can still read it."))
    if standing is None:
        _come_in(conversation, by, head)
    return head, None


def _come_in(conversation: Conversation, by: Person, head: int) -> None:
    """Whoever of the program writes in a topic follows it from then on. Raises Refused elsewhere."""
    if conversation.kind != Kind.TOPIC or conversation.program_id != by.program_id or not policy(by).may_sign_in:
        raise Refused(_("You can no longer write here. What was said while you were here stays readable."))
    Participant.objects.create(conversation=conversation, person=by, since=clock.now(), read_seq=head)


def _known(by: Person, key: str) -> int | None:
    return Message.objects.filter(author=by, key=key).values_list("pk", flat=True).first()


def _missing(conversation: Conversation) -> NoReturn:
    raise Conversation.DoesNotExist(f"conversation {conversation.pk} is gone")
