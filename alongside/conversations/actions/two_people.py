"""Conversations of two people."""

from django.utils.translation import gettext as _

from alongside.conversations import pairs
from alongside.conversations.actions.posting import post_message
from alongside.conversations.models import Conversation, Kind, Message, Participant
from alongside.core import clock
from alongside.core.actions import Actor, action
from alongside.core.errors import Refused
from alongside.people.models import Person


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
