"""When someone's rights end, what was theirs to do goes to others."""

from django.db.models import QuerySet

from alongside.care import access, events, owners
from alongside.care.actions import rows
from alongside.care.models import Deed, Lane, ReachOut
from alongside.core import clock
from alongside.core.actions import SYSTEM, Actor, action
from alongside.people.models import GONE_STAGES, Person, Role


@action("care.pass_on_all")
def pass_on_all(person: Person, *, by: Actor) -> None:
    """Every open card that may no longer be `person`’s goes to whoever looks after the other one, or the directors.

    What was sent to them in private is passed up: the directors choose who reads it.
    """
    at = clock.now()
    for card in _lost(person):
        locked = rows.lock(card)
        goes_up = locked.lane == Lane.PRIVATE and owners.reaches_directors(locked)
        new = None if goes_up else owners.responsible_for(locked.about, at)
        if new is not None and new.pk in {person.pk, *access.others_of(locked)}:
            new = None
        locked.owner, locked.taken_at = new, None
        if goes_up:
            locked.level += 1
        locked.save(update_fields=["owner", "taken_at", "level"])
        rows.enter(locked, Deed.HANDED_ON, at, by, to=locked.owner)
        events.changed(locked, person)


def follow_rights(person: Person) -> None:
    """Someone's role or stage has changed: what they may no longer do is passed on. Called within the action."""
    if _lost(person).exists():
        pass_on_all(person, by=SYSTEM)


def _lost(person: Person) -> QuerySet[ReachOut]:
    """The open cards that are `person`’s and may no longer be."""
    theirs = ReachOut.objects.filter(owner=person, closed_at=None)
    if owners.works(person):
        return theirs.none()
    welcomes = person.role == Role.MENTOR and person.stage not in GONE_STAGES
    return theirs.exclude(lane=Lane.WELCOME) if welcomes else theirs
