"""What a new account wrote with a link in it waits until someone on staff has looked (see `limits.holds`)."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from alongside.conversations import limits, ports, queries
from alongside.conversations.actions.changing import writing
from alongside.conversations.actions.posting import post_message
from alongside.conversations.actions.taking_part import lock
from alongside.conversations.models import Conversation, HeldMessage, Message
from alongside.conversations.words import clean
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people.models import Person

MOST_HELD = 20
"""Messages of one person that wait at a time."""
DECIDED_KEPT = timedelta(days=30)


@action("conversations.hold")
def hold(
    conversation: Conversation,
    body: str,
    *,
    by: Person,
    key: str,
    reply_to: Message | None = None,
    thread: Message | None = None,
    attachments: Sequence[str] = (),
) -> HeldMessage:
    """Keep it for staff to look at; its author alone sees it meanwhile. The same key again is the same message.

    Raises Refused for what couldn't be posted either, for files beside a link, and while too many wait.
    """
    known = HeldMessage.objects.filter(author=by, key=key).first()
    if known is not None:
        return known
    body = clean(body)
    writing(conversation, by)
    limits.check(conversation, by)
    if attachments:
        raise Refused(
            _("In your first days here a link and a file can’t go together. Please send the file on its own.")
        )
    if HeldMessage.objects.filter(author=by, decided_at=None).count() >= MOST_HELD:
        raise Refused(_("Several messages of yours with links wait for staff already. Please send this one later."))
    held = HeldMessage.objects.create(
        conversation=conversation,
        author=by,
        body=body,
        key=key,
        thread=thread,
        reply_to=reply_to,
        at=clock.now(),
    )
    current().record(held, conversation=conversation.public_id)
    ports.held(held)
    return held


@action("conversations.release")
def release(held: HeldMessage, *, by: Person) -> Message:
    """Post it under its author's name, now. Raises Refused where it was decided meanwhile, or can't be posted."""
    lock(
        HeldMessage.objects.select_related("conversation").get(pk=held.pk).conversation
    )  # before the row, as others do
    locked = _lock(held)
    part = queries.participation(locked.conversation, locked.author)
    if part is None or not queries.may_write(part):
        raise Refused(_("Its author can no longer write there, so it can’t be posted. You can leave it unposted."))
    message = post_message(
        locked.conversation,
        locked.body,
        by=locked.author,
        key=locked.key,
        reply_to=locked.reply_to,
        thread=locked.thread,
    )
    _decide(locked, by, message)
    return message


@action("conversations.drop_held")
def drop(held: HeldMessage, *, by: Person) -> HeldMessage:
    """It isn't posted. Its author may drop it themselves. Raises Refused where it was decided meanwhile."""
    locked = _lock(held)
    _decide(locked, by, None)
    return locked


@action("conversations.forget_held")
def forget_held(*, by: Actor) -> int:
    """Delete what staff decided on more than thirty days ago. What waits stays. Returns how many."""
    count = HeldMessage.objects.filter(decided_at__lt=clock.now() - DECIDED_KEPT).delete()[0]
    current().record(count=count)
    return count


def _lock(held: HeldMessage) -> HeldMessage:
    rows = HeldMessage.objects.select_for_update(of=("self",)).select_related(
        "conversation", "author__program", "author__account", "reply_to", "thread"
    )
    locked = rows.get(pk=held.pk)
    if locked.decided_at is not None:
        raise Refused(_("Someone else has decided about this meanwhile. Nothing was changed."))
    return locked


def _decide(held: HeldMessage, by: Person, message: Message | None) -> None:
    held.decided_at, held.decided_by, held.message = clock.now(), by, message
    held.save(update_fields=["decided_at", "decided_by", "message"])
    current().record(held, posted=message is not None)
