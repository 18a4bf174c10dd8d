"""Answering without words."""

from django.utils.translation import gettext as _

from alongside.conversations import events
from alongside.conversations.actions.changing import lock_message, writing
from alongside.conversations.marks import count_of
from alongside.conversations.models import Message, Reaction, ReactionCode
from alongside.core import clock
from alongside.core.actions import action, current
from alongside.core.errors import Refused
from alongside.live import happenings
from alongside.people.models import Person


@action("conversations.react")
def react(message: Message, code: str, on: bool, *, by: Person, key: str | None = None) -> Message:
    """`by` answers with one of the few codes, or takes that back. Each code once; doing it twice changes nothing.

    Raises Refused for an unknown code, a message that is gone, and whoever may not write there now.
    """
    if code not in ReactionCode.values:
        raise Refused(_("There is no such answer. Please load the page again."), field="code")
    writing(message.conversation, by)
    locked = lock_message(message)  # so that two at once don't both count without the other
    if locked.gone:
        raise Refused(_("This message isn’t here any more."))
    mine = Reaction.objects.filter(message=locked, person=by, code=code)
    if on == mine.exists():
        return locked
    if on:
        Reaction.objects.create(message=locked, person=by, code=code, at=clock.now())
        happenings.say(message.conversation.program_id, "conversations.reacted", {"message": locked.pk, "by": by.pk})
    else:
        mine.delete()
    current().record(locked, code=code, on=on)
    events.reacted(message.conversation, locked, by, code, on, count_of(locked, code))
    return locked
