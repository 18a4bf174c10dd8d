"""Who belongs to a group, and who waits for a place."""

from datetime import datetime

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups import events
from alongside.groups.actions.places import lock, write_places
from alongside.groups.models import Facilitator, Group, RosterEntry, RosterState
from alongside.groups.queries import facilitators, waiting_list
from alongside.people.models import Person, Stage
from alongside.people.stages import policy


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
    if not policy(person).keeps_places:
        raise Refused(_("%(name)s is no longer in the program.") % {"name": person.display_name}, field="person")
    if not policy(person).may_be_invited:
        raise Refused(_("%(name)s is on a pause.") % {"name": person.display_name}, field="person")
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
def remove_from_roster(
    group: Group, person: Person, *, keep_seat: bool = False, by: Actor, key: str | None = None
) -> RosterEntry | None:
    """Take `person` off the roster or the waiting list. The first who waits gets the place, and who leads hears of it;
    with `keep_seat` nobody does, until someone next gets or loses a place.

    Returns the entry, or None for someone who was never on it.
    """
    locked = lock(group, closed=True)
    entry = RosterEntry.objects.filter(group=locked, person=person).first()
    current().record(locked, person=person.public_id)
    if entry is None or entry.state == RosterState.OFF:
        return entry
    entry.state, entry.until = RosterState.OFF, clock.now()
    entry.save(update_fields=["state", "until"])
    if locked.closed_at is None and not keep_seat:
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


@action("groups.put_back")
def put_back(person: Person, since: datetime, *, by: Actor) -> None:
    """Undo what leaving the program took from `person` at `since` or after: rosters and turns on waiting lists.

    What has closed or filled up meanwhile is left out. Who led a group has to be named anew.
    """
    taken = RosterEntry.objects.filter(person=person, state=RosterState.OFF, until__gte=since, group__closed_at=None)
    for entry in taken.select_related("group").order_by("group_id"):
        locked = lock(entry.group)
        entry.state = RosterState.ON if _room_in(locked) else RosterState.WAITING
        entry.until = None
        entry.save(update_fields=["state", "until"])
        write_places(locked)
    current().record(person)


def follow_return(person: Person) -> None:
    """Someone's end was a mistake; to be bound to people.events.on_came_back."""
    if person.stage_since is not None:
        put_back(person, person.stage_since, by=current().by)


def follow_rights(person: Person) -> None:
    """Take back what no longer fits `person`'s role and stage; to be bound to people.events.on_rights_changed.

    The seat of someone who died stays empty until the group and its counselor have decided.
    """
    if person.stage == Stage.DIED:
        _leave_rosters(person, keep_seat=True, by=current().by)
        _lead_nothing(person)
    elif not policy(person).keeps_places:
        leave_everything(person, by=current().by)
    elif person.is_staff:
        _leave_rosters(person, by=current().by)
    else:
        _lead_nothing(person)
        # A pause takes the places of coming sessions, and its end gives them back.
        for group in Group.objects.filter(roster__person=person, roster__state=RosterState.ON, closed_at=None):
            write_places(lock(group))


def _leave_rosters(person: Person, *, keep_seat: bool = False, by: Actor) -> None:
    belongs = Group.objects.filter(roster__person=person, roster__state__in=[RosterState.ON, RosterState.WAITING])
    for group in belongs.order_by("pk"):
        remove_from_roster(group, person, keep_seat=keep_seat, by=by)


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
        if not policy(entry.person).may_be_invited:
            continue  # on a pause: their turn stays theirs
        entry.state, entry.waited_until = RosterState.ON, clock.now()
        entry.save(update_fields=["state", "waited_until"])
        events.place_given(group, entry.person, facilitators(group))
        given.append(entry)
    if given:
        write_places(group)
    return given


def _room_in(group: Group) -> bool:
    return RosterEntry.objects.filter(group=group, state=RosterState.ON).count() < group.cap
