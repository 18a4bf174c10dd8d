"""Notes that welcomers owe newcomers: sent by the human who owes them, never by the house."""

from alongside.conversations.actions.two_people import write_note
from alongside.conversations.models import Message
from alongside.core.actions import action, current
from alongside.people.arriving import actions as arriving
from alongside.people.models import ArrivalStep, ArrivalStepKind, Person


@action("conversations.send_welcome_note")
def send_welcome_note(step: ArrivalStep, body: str, *, by: Person, key: str) -> Message:
    """`by` writes to the newcomer in their conversation of two, and the step is done. The same key is the same message.

    Raises Refused for words that can't be sent, and where these two may not write to each other.
    """
    newcomer = step.arrival.person
    message = write_note(newcomer, body, by=by, key=key)
    arriving.complete(newcomer, ArrivalStepKind(step.kind), by=by)
    current().record(step, newcomer=newcomer.public_id)
    return message
