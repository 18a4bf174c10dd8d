"""Shutting the door to someone for a while, and opening it again. Who may decide that is asked where it is decided."""

from datetime import datetime

from alongside.core.actions import Actor, action, current
from alongside.live import outbox
from alongside.people import events
from alongside.people.actions import person_topic
from alongside.people.models import Person


@action("people.suspend")
def suspend(person: Person, until: datetime | None, *, by: Actor) -> Person:
    """The door is shut to `person` until then; None opens it. Places and sign-ins are kept, live pages end.

    Help, the on-call line and asking for another look stay open to them.
    """
    person.suspended_until = until
    person.save(update_fields=["suspended_until"])
    current().record(person, until=until.isoformat() if until else "")
    if until is not None:
        outbox.revoke(person_topic(person), person.public_id)
        events.rights_changed(person)
    return person
