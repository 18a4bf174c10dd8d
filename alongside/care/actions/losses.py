"""After a death: what waited for the person stops at once, and each of their groups gets a plan with its counselor."""

from datetime import timedelta

from alongside.care import events
from alongside.care.actions import rows
from alongside.care.actions.opening import open_reach_out
from alongside.care.actions.rights import pass_on_all
from alongside.care.models import Awake, Deed, Kind, Lane, Outcome, ReachOut
from alongside.core import clock
from alongside.core.actions import System, action, current
from alongside.groups import queries as groups
from alongside.groups.models import RosterEntry, RosterState
from alongside.people.models import Person

LOSSES = System("losses")
SOON = timedelta(hours=2)
"""The counselor decides what is said before rumors do."""


def follow_death(person: Person) -> None:
    """To be bound to people.events.on_died: called while it is known which groups were theirs."""
    after_a_death(person, by=LOSSES)


@action("care.after_a_death")
def after_a_death(person: Person, *, by: System) -> None:
    """Close every card about them, hand the cards that were theirs to others, and open a plan for each group."""
    at = clock.now()
    for card in ReachOut.objects.filter(about=person, closed_at=None).order_by("pk"):
        locked = rows.lock(card)
        locked.closed_at, locked.outcome = at, Outcome.NOT_NEEDED
        locked.save(update_fields=["closed_at", "outcome"])
        locked.reasons.filter(settled_at=None).update(settled_at=at)
        rows.enter(locked, Deed.CLOSED, at, by)
        events.changed(locked)
    pass_on_all(person, by=by)
    Awake.objects.filter(person=person).delete()
    theirs = RosterEntry.objects.filter(person=person, state=RosterState.ON, group__closed_at=None)
    for entry in theirs.select_related("group__program").order_by("group_id"):
        leading = groups.leaders_of([entry.group], at).get(entry.group_id)
        open_reach_out(
            person,
            Kind.LOSS,
            key=f"loss:{person.public_id}:{entry.group.public_id}:{at:%Y%m%d%H%M%S}",
            due_at=at + SOON,
            facts={"group": entry.group.public_id},
            lane=Lane.GROUP,
            owner=leading,
            by=by,
        )
    current().record(person)


def follow_return(person: Person) -> None:
    """It was a mistake: the plans close. To be bound to people.events.on_came_back."""
    undo_plans(person, by=LOSSES)


@action("care.undo_plans")
def undo_plans(person: Person, *, by: System) -> None:
    """Close the plans for the groups of someone who lives. What had been closed stays so: staff were told of it."""
    at = clock.now()
    for card in ReachOut.objects.filter(about=person, lane=Lane.GROUP, closed_at=None).order_by("pk"):
        locked = rows.lock(card)
        locked.reasons.filter(settled_at=None).update(settled_at=at)
        locked.closed_at, locked.outcome = at, Outcome.NOT_NEEDED
        locked.save(update_fields=["closed_at", "outcome"])
        rows.enter(locked, Deed.CLOSED, at, by)
        events.changed(locked)
    current().record(person)
