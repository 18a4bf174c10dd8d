"""Taking part: today's way of being here, hands, reactions, and the small step that is theirs alone."""

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import action
from alongside.core.errors import Refused
from alongside.live import outbox
from alongside.people.models import Person
from alongside.rooms.actions import taking_part
from alongside.rooms.actions.entering import TYPES_ONLY, fresh
from alongside.rooms.actions.moving import lock
from alongside.rooms.models import (
    Attendee,
    AttendeeState,
    NextStep,
    Overheard,
    Reaction,
    StepWent,
    Way,
)
from alongside.rooms.payloads import iso
from alongside.rooms.topics import person_topic, room_topic


@action("rooms.change_way")
def change_way(attendee: Attendee, way: Way, *, by: Person, key: str | None = None) -> Attendee:
    """Be here in another way from now on. Raises Refused for a voice where they said they can be overheard."""
    attendee = _here(attendee)
    if attendee.overheard == Overheard.YES and way not in TYPES_ONLY:
        # They said so for their own protection; saying otherwise is one tap, and theirs.
        attendee.overheard = Overheard.UNSURE
    attendee.way = way
    attendee.save(update_fields=["way", "overheard"])
    outbox.publish(room_topic(attendee.room.meeting), "rooms.way", {"person": attendee.person.public_id, "way": way})
    return attendee


@action("rooms.raise_hand")
def raise_hand(attendee: Attendee, *, by: Person, key: str | None = None) -> Attendee:
    """Raise one's hand. A hand that is up stays where it is in the order."""
    attendee = _here(attendee)
    if attendee.hand_at is None:
        attendee.hand_at = clock.now()
        _say_hand(attendee)
        taking_part.heard(attendee)
    return attendee


@action("rooms.lower_hand")
def lower_hand(attendee: Attendee, *, by: Person, key: str | None = None) -> Attendee:
    """Lower a hand: one's own, or, as staff, someone else's, who is told."""
    attendee = _here(attendee)
    if attendee.hand_at is not None:
        attendee.hand_at = None
        _say_hand(attendee)
        if by.pk != attendee.person_id:
            outbox.publish(
                person_topic(attendee.person),
                "rooms.hand_lowered",
                {"meeting": attendee.room.meeting.public_id},
            )
    return attendee


@action("rooms.react")
def react(attendee: Attendee, reaction: Reaction, *, by: Person, key: str | None = None) -> Attendee:
    """A heart or a nod, without words. Everyone in the meeting sees it for a moment; it is not kept."""
    attendee = _here(attendee)
    outbox.publish(
        room_topic(attendee.room.meeting),
        "rooms.reacted",
        {"person": attendee.person.public_id, "reaction": reaction},
    )
    taking_part.heard(attendee)
    return attendee


@action("rooms.say_how_step_went")
def say_how_step_went(
    attendee: Attendee, went: StepWent, next_step: NextStep, *, by: Person, key: str | None = None
) -> Attendee:
    """How the small step went, and what next time should be. Nobody else is told, and nothing is counted."""
    attendee = fresh(attendee)
    if attendee.person_id != by.pk:
        raise Refused(_("A small step is its owner’s alone."))
    attendee.step_went, attendee.next_step = went, next_step
    attendee.save(update_fields=["step_went", "next_step"])
    return attendee


def _here(attendee: Attendee) -> Attendee:
    lock(attendee.room_id)
    attendee = fresh(attendee)
    if attendee.state != AttendeeState.IN:
        raise Refused(_("You are not in the session right now. Go in again to take part."))
    return attendee


def _say_hand(attendee: Attendee) -> None:
    attendee.save(update_fields=["hand_at"])
    outbox.publish(
        room_topic(attendee.room.meeting),
        "rooms.hand",
        {"person": attendee.person.public_id, "at": iso(attendee.hand_at)},
    )
