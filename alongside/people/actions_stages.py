"""What people and staff say about where someone stands, beside the stage itself (`actions.change_stage`)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.live import outbox
from alongside.people import events
from alongside.people.actions import change_stage, person_topic
from alongside.people.models import GONE_STAGES, EmergencyContact, Farewell, Person, Stage
from alongside.people.names import clean_line

UNDO_WITHIN = timedelta(days=1)
FAREWELL_SHOWN = timedelta(days=14)


def may_undo(person: Person, at: datetime) -> bool:
    """Whether the stage of someone gone can still be taken for a mistake: for a day."""
    return (
        person.stage in GONE_STAGES
        and bool(person.stage_before)
        and person.stage_since is not None
        and at - person.stage_since < UNDO_WITHIN
    )


@action("people.undo_stage")
def undo_stage(person: Person, *, by: Actor) -> Person:
    """It was a mistake: the stage before is back, and groups put back what was taken. Raises Refused after a day."""
    person = Person.objects.select_for_update(of=("self",)).select_related("program", "account").get(pk=person.pk)
    if not may_undo(person, clock.now()):
        raise Refused(_("This can be undone for a day. Please change the stage, or invite them again."), field="stage")
    was, person.stage = person.stage, person.stage_before
    person.save(update_fields=["stage"])
    events.came_back(person)  # while `stage_since` still says what was taken with it
    person.stage_since, person.stage_before = clock.now(), ""
    person.save(update_fields=["stage_since", "stage_before"])
    current().record(person, was=was, now=str(person.stage))
    outbox.revoke(person_topic(person), person.public_id)
    return person


@action("people.choose_farewell")
def choose_farewell(person: Person, farewell: str, words: str = "", *, by: Actor) -> Person:
    """What the others hear when this person leaves. Raises Refused for own words without words."""
    chosen = Farewell(farewell)
    said = clean_line(words, 200, field="farewell_words")
    if chosen == Farewell.WORDS and not said:
        raise Refused(_("Please write what they should hear, or choose something else."), field="farewell_words")
    person.farewell, person.farewell_words = chosen, said if chosen == Farewell.WORDS else ""
    person.save(update_fields=["farewell", "farewell_words"])
    current().record(person, farewell=str(chosen))
    return person


@action("people.leave_program")
def leave_program(person: Person, farewell: str, words: str = "", *, by: Actor) -> Person:
    """The person leaves by their own word; the others hear what they chose. Raises Refused for the last director."""
    choose_farewell(person, farewell, words, by=by)
    return change_stage(person, Stage.LEFT, by=by)


@action("people.mark_call_soon")
def mark_call_soon(person: Person, call_soon: bool, *, by: Actor) -> Person:
    """Staff call early when this person is missed, or no longer."""
    person.call_soon = call_soon
    person.save(update_fields=["call_soon"])
    current().record(person, call_soon=call_soon)
    return person


@action("people.forget_contacts")
def forget_contacts(*, by: Actor) -> int:
    """Delete the emergency contacts of people who are gone, once that can't be undone any more. Returns how many."""
    gone = Person.objects.filter(stage__in=GONE_STAGES, stage_since__lt=clock.now() - 2 * UNDO_WITHIN)
    count, _rows = EmergencyContact.objects.filter(person__in=gone).delete()
    current().record(count=count)
    return count
