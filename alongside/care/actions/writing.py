"""A note from a named person: their own words, in the conversation of the two, and what became of the card."""

from django.utils.translation import gettext as _

from alongside.care import access
from alongside.care.actions import rows
from alongside.care.actions.doing import close
from alongside.care.models import Outcome, ReachOut
from alongside.conversations.actions import write_note
from alongside.conversations.models import Message
from alongside.core.actions import action, current
from alongside.core.errors import Refused
from alongside.people.models import Person


@action("care.send_note")
def send_note(card: ReachOut, body: str, *, by: Person, key: str, outcome: Outcome = Outcome.WROTE) -> Message:
    """`by` writes to whom the card is about, and the card is done. Never sent by the house: only a person calls this.

    The same key again is the same message. Raises Refused for a closed card, and for words that can't be sent.
    """
    locked = rows.lock_open(card)
    if not access.may_see(by, locked):
        raise Refused(_("Only staff who look after this person can do this."))
    message = write_note(locked.about, body, by=by, key=key)
    close(locked, outcome, by=by)
    current().record(locked)
    return message
