"""Changing from one group to another in one step: nobody is left without a group in between."""

from django.utils.translation import gettext as _

from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups.actions.places import lock
from alongside.groups.actions.roster import add_to_roster, remove_from_roster
from alongside.groups.models import Group, RosterEntry, RosterState
from alongside.people.models import Person


@action("groups.transfer")
def transfer(person: Person, out_of: Group, into: Group, *, by: Actor, key: str | None = None) -> RosterEntry:
    """`person` leaves one group and has a place in the other. Raises Refused, and nothing changes, where it is full."""
    if out_of.pk == into.pk:
        raise Refused(_("Please choose another group."), field="into")
    for group in sorted((out_of, into), key=lambda each: each.pk):  # always in the same order, so two can't wait
        lock(group, closed=group.pk == out_of.pk)
    entry = add_to_roster(into, person, by=by)
    if entry.state != RosterState.ON:
        raise Refused(_("That group is full just now. Please choose another."), field="into")
    remove_from_roster(out_of, person, by=by)
    current().record(into, person=person.public_id)
    return entry
