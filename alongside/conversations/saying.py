"""From what a browser sent to what is said: what it names is looked up among what its author may see."""

from django.http import Http404
from django.utils.translation import gettext as _

from alongside.conversations import actions, limits
from alongside.conversations.access import get_message
from alongside.conversations.actions import holding
from alongside.conversations.forms import Post, Unreadable
from alongside.conversations.models import HeldMessage, Message, Participant
from alongside.core.errors import Refused
from alongside.people.models import Person


def say(part: Participant, post: Post) -> Message | HeldMessage:
    """Post it; or, where staff look first, keep it for them. Raises Refused, and Unreadable for a key used elsewhere.

    Ids of messages that its author may not read, and of people they may not name, are like ids that don't exist.
    """
    chat, person = part.conversation, part.person
    reply_to, thread = (_answered(part, public_id) for public_id in (post.reply_to, post.thread))
    if limits.holds(chat, person, post.body):
        held = holding.hold(
            chat, post.body, by=person, key=post.key, reply_to=reply_to, thread=thread, attachments=post.files
        )
        return held.message or held  # it comes again, and staff have posted it meanwhile
    message = actions.post_message(
        chat,
        post.body,
        by=person,
        key=post.key,
        reply_to=reply_to,
        thread=thread,
        mentions=people(person, post.mentions),
        attachments=post.files,
        wants_company=post.company,
    )
    if message is None or message.conversation_id != chat.pk:
        raise Unreadable(_("This message was already sent elsewhere."), "key")
    return message


def people(person: Person, public_ids: tuple[str, ...]) -> list[Person]:
    """The people of these ids, in their order. One query, none for none."""
    if not public_ids:
        return []
    found = {
        each.public_id: each for each in Person.objects.filter(program=person.program_id, public_id__in=public_ids)
    }
    return [found[each] for each in public_ids if each in found]


def _answered(part: Participant, public_id: str) -> Message | None:
    if not public_id:
        return None
    try:
        return get_message(part.person, part.conversation.public_id, public_id)
    except Http404:
        raise Refused(_("What you answer isn’t here any more. You can send it without."), field="reply_to") from None
