"""Who belongs to a group, and who waits for a place."""

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups import events
from alongside.groups.actions.places import lock, write_places
from alongside.groups.models import Facilitator, Group, RosterEntry, RosterState
from alongside.groups.queries import facilitators, waiting_list
from alongside.people.models import GONE_STAGES, Person


@action("groups.add_to_roster")
def add_to_roster(group: Group, person: Person, *, by: Actor, key: str | None = None) -> RosterEntry:
    """Give `person` a place in the group, or their turn on the waiting list when it is full; the entry says which.

    Adding someone who is on it, or waits, changes nothing. Raises Refused for staff and for people who have left.
    """
    locked = lock(group)
    if person.program_id != locked.program_id:
        raise ValueError(f"person {person.pk} is not of the program of group {locked.pk}")
    if person.is_staff:
        raise Refused(_("Counselors lead groups. To let them lead this one, change who leads it."), field="person")
    if person.stage in GONE_STAGES:
        raise Refused(_("%(name)s is no longer in the program.") % {"name": person.display_name}, field="person")
    entry = RosterEntry.objects.filter(group=locked, person=person).first()
    if entry is not None and entry.state != RosterState.OFF:
        return entry
    entry = entry or RosterEntry(group=locked, person=person)
    entry.state = RosterState.ON if _room_in(locked) else RosterState.WAITING
    entry.since, entry.until, entry.waited_until = clock.now(), None, None
    entry.save()
    write_places(locked)
    current().record(locked, person=person.public_id, state=str(entry.state))
    return entry


@action("groups.remove_from_roster")
def remove_from_roster(group: Group, person: Person, *, by: Actor, key: str | None = None) -> RosterEntry | None:
    """Take `person` off the roster or the waiting list. The first who waits gets the place, and who leads hears of it.

    Returns the entry, or None for someone who was never on it.
    """
    locked = lock(group, closed=True)
    entry = RosterEntry.objects.filter(group=locked, person=person).first()
    current().record(locked, person=person.public_id)
    if entry is None or entry.state == RosterState.OFF:
        return entry
    entry.state, entry.until = RosterState.OFF, clock.now()
    entry.save(update_fields=["state", "until"])
    if locked.closed_at is None:
        fill_from_waiting_list(locked)
    write_places(locked)
    return entry


@action("groups.leave_waiting_list")
def leave_waiting_list(group: Group, person: Person, *, by: Actor, key: str | None = None) -> RosterEntry | None:
    """`person` waits no longer. Someone who has a place by now keeps it. Returns the entry, if there is one."""
    locked = lock(group, closed=True)
    entry = RosterEntry.objects.filter(group=locked, person=person).first()
    current().record(locked, person=person.public_id)
    if entry is not None and entry.state == RosterState.WAITING:
        entry.state, entry.until = RosterState.OFF, clock.now()
        entry.save(update_fields=["state", "until"])
    return entry


@action("groups.leave_everything")
def leave_everything(person: Person, *, by: Actor, key: str | None = None) -> None:
    """`person` has left the program: they lose every place, wait nowhere and lead nothing. Idempotent."""
    _leave_rosters(person, by=by)
    _lead_nothing(person)
    current().record(person)


def follow_rights(person: Person) -> None:
    """Take back what no longer fits `person`'s role and stage; to be bound to people.events.on_rights_changed."""
    if person.stage in GONE_STAGES:
        leave_everything(person, by=current().by)
    elif person.is_staff:
        _leave_rosters(person, by=current().by)
    else:
        _lead_nothing(person)


def _leave_rosters(person: Person, *, by: Actor) -> None:
    belongs = Group.objects.filter(roster__person=person, roster__state__in=[RosterState.ON, RosterState.WAITING])
    for group in belongs.order_by("pk"):
        remove_from_roster(group, person, by=by)


def _lead_nothing(person: Person) -> None:
    for group in Group.objects.filter(facilitators__person=person).order_by("pk"):
        locked = lock(group, closed=True)
        Facilitator.objects.filter(group=locked, person=person).delete()
        write_places(locked)


def fill_from_waiting_list(group: Group) -> list[RosterEntry]:
    """Give free places to those who wait, in turn. The group must be locked. Returns who got one."""
    given = []
    for entry in waiting_list(group):
        if not _room_in(group):
            break
        entry.state, entry.waited_until = RosterState.ON, clock.now()
        entry.save(update_fields=["state", "waited_until"])
        events.place_given(group, entry.person, facilitators(group))
        given.append(entry)
    if given:
        write_places(group)
    return given


def _room_in(group: Group) -> bool:
    return RosterEntry.objects.filter(group=group, state=RosterState.ON).count() < group.cap
