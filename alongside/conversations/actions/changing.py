"""Changing what one has said, and taking it away. What happened stays visible: an honest mark, and the number."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from alongside.conversations import events, limits, queries, search, waiting
from alongside.conversations.actions import sides
from alongside.conversations.actions.files import drop as drop_files
from alongside.conversations.actions.naming import name_people
from alongside.conversations.actions.taking_part import lock
from alongside.conversations.marks import WITH
from alongside.conversations.models import Conversation, ForumTopic, Gone, Kind, Mention, Message, Reaction
from alongside.conversations.words import clean
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people.models import Person

CHANGEABLE = timedelta(hours=24)
"""How long after it was said a message may be changed. Taking it back is always possible."""


@action("conversations.edit_message")
def edit_message(
    message: Message, body: str, *, by: Person, key: str | None = None, mentions: Sequence[Person] | None = None
) -> Message:
    """Change the words of one's own message; everyone sees that they were changed. The same words change nothing.

    `mentions` are the people it names now; None leaves them. Raises Refused for whoever isn't its author or may not
    write there now, for what is gone or older than CHANGEABLE, and for words that can't be sent.
    """
    conversation = message.conversation
    _own(message, by)
    if conversation.kind == Kind.PAIR:
        lock(conversation)  # a block at the same moment waits, or is there already
    writing(conversation, by)
    locked = lock_message(message)
    _still_here(locked)
    if not may_be_changed(locked):
        raise Refused(_("Words can be changed for a day. You can still take them back, or say something new."))
    body = clean(body, may_be_empty=locked.attachments.exists())
    if body == locked.body and mentions is None:
        return locked
    limits.check_change(conversation, by, locked.body, body)
    locked.body, locked.edited_at, locked.heard_at = body, clock.now(), None
    locked.save(update_fields=["body", "edited_at", "heard_at"])
    if mentions is not None:
        Mention.objects.filter(message=locked).delete()
        name_people(locked, mentions)
    search.index(locked, body)
    current().record(locked, conversation=conversation.public_id)
    if conversation.kind == Kind.PAIR:
        # Always announced: silence would show the author that they were blocked when they wrote it.
        sides.keep_from_who_blocks(locked)
    if conversation.kind == Kind.PAIR or not queries.hidden_from_some(conversation, locked.seq):
        # To others who came later these words aren't said; whoever may read them sees the change when they look again.
        named = [each.person for each in locked.mentions.select_related("person").order_by("id")]
        events.changed(conversation, locked, named)
    return locked


@action("conversations.take_back")
def take_back(message: Message, *, by: Person, key: str | None = None) -> Message:
    """Empty one's own message. Its number stays, with the mark that its author took it back. Twice changes nothing.

    Possible at any time, also where one may no longer write. Raises Refused for whoever isn't its author.
    """
    _own(message, by)
    return _empty(message, Gone.AUTHOR)


@action("conversations.remove_message")
def remove_message(message: Message, *, by: Actor, key: str | None = None) -> Message:
    """The same by staff. Whoever calls this has kept the words where they need them."""
    return _empty(message, Gone.STAFF)


def may_be_changed(message: Message) -> bool:
    """Whether it is recent enough for other words. No query."""
    return not message.gone and clock.now() - message.at <= CHANGEABLE


def lock_message(message: Message) -> Message:
    """The message as it is now, with all its JSON needs; nobody else changes it or answers it before the commit."""
    return Message.objects.select_for_update(of=("self",)).select_related("conversation", *WITH).get(pk=message.pk)


def writing(conversation: Conversation, by: Person) -> None:
    """Raises Refused unless `by` may write there now."""
    fresh = Conversation.objects.get(pk=conversation.pk)
    part = queries.participation(fresh, by)
    if part is None or not queries.may_write(part):
        raise Refused(_("You can no longer write here. What was said while you were here stays readable."))


def _own(message: Message, by: Person) -> None:
    if message.author_id != by.pk:
        raise Refused(_("Only its author can do that."))


def _still_here(message: Message) -> None:
    if message.gone:
        raise Refused(_("This message isn’t here any more."))


def _empty(message: Message, how: Gone) -> Message:
    locked = lock_message(message)
    current().record(locked, conversation=locked.conversation.public_id)
    if locked.gone:
        return locked
    locked.body, locked.gone, locked.gone_at = "", how, clock.now()
    locked.save(update_fields=["body", "gone", "gone_at"])
    Reaction.objects.filter(message=locked).delete()
    Mention.objects.filter(message=locked).delete()
    drop_files(locked)
    if locked.conversation.kind == Kind.TOPIC:
        ForumTopic.objects.filter(helped=locked).update(helped=None)
    search.drop(locked)
    waiting.gone(locked)
    events.gone(locked.conversation, locked)
    return locked
