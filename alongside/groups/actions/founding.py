"""Groups themselves: begun, changed, led, closed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups import events
from alongside.groups.actions.calendar import fill
from alongside.groups.actions.places import drop_meetings, lock, write_places
from alongside.groups.actions.roster import fill_from_waiting_list
from alongside.groups.models import Facilitator, Group, Meeting, RosterEntry, RosterState, Tag
from alongside.groups.queries import EARLY
from alongside.groups.words import one_line
from alongside.people.models import Person, Program

SMALLEST_CAP, LARGEST_CAP = 2, 16


@action("groups.create_group")
def create_group(
    program: Program,
    *,
    name: str,
    about: str = "",
    tag: Tag = Tag.CLINICAL,
    cap: int = 12,
    leaders: Sequence[Person] = (),
    by: Actor,
    key: str | None = None,
) -> Group:
    """A new group without members or sessions. Raises Refused for a name in use, or a size or leaders that can't be."""
    group = Group.objects.create(
        program=program,
        name=_free_name(program.pk, name),
        about=one_line(about, 300, field="about", needed=False),
        tag=Tag(tag),
        cap=_fitting_cap(cap),
        made_at=clock.now(),
    )
    return set_facilitators(group, leaders, by=by) if leaders else group


@action("groups.change_group")
def change_group(
    group: Group,
    *,
    name: str,
    about: str,
    tag: Tag,
    cap: int,
    leaders: Sequence[Person] | None = None,
    by: Actor,
    key: str | None = None,
) -> Group:
    """New words, size or leaders. More room lets people in from the waiting list.

    Raises Refused as `create_group`, and for a size below the number of people in it.
    """
    locked = lock(group)
    on = RosterEntry.objects.filter(group=locked, state=RosterState.ON).count()
    if _fitting_cap(cap) < on:
        raise Refused(
            ngettext(
                "There is %(count)s person in this group. Please choose at least that many places.",
                "There are %(count)s people in this group. Please choose at least that many places.",
                on,
            )
            % {"count": on},
            field="cap",
        )
    locked.name = _free_name(locked.program_id, name, but=locked.pk)
    locked.about = one_line(about, 300, field="about", needed=False)
    locked.tag, locked.cap = Tag(tag), cap
    locked.save(update_fields=["name", "about", "tag", "cap"])
    if leaders is not None:
        set_facilitators(locked, leaders, by=by)
    fill_from_waiting_list(locked)
    current().record(locked, cap=cap, tag=str(locked.tag))
    return locked


@action("groups.set_facilitators")
def set_facilitators(group: Group, people: Sequence[Person], *, by: Actor, key: str | None = None) -> Group:
    """Who leads the group: the first leads, the others stand in. They get places, and who no longer leads loses theirs.

    Raises Refused for nobody, and for someone who isn't staff or belongs to the group as a member.
    """
    locked = lock(group)
    chosen = list(dict.fromkeys(people))
    if not chosen:
        raise Refused(_("A group needs someone who leads it."), field="facilitators")
    for person in chosen:
        if person.program_id != locked.program_id:
            raise ValueError(f"person {person.pk} is not of the program of group {locked.pk}")
        if not person.is_staff:
            raise Refused(
                _("%(name)s isn’t a counselor, and can’t lead a group.") % {"name": person.display_name},
                field="facilitators",
            )
    Facilitator.objects.filter(group=locked).exclude(person__in=chosen).delete()
    for rank, person in enumerate(chosen):
        Facilitator.objects.update_or_create(group=locked, person=person, defaults={"rank": rank})
    write_places(locked)
    current().record(locked, facilitators=[person.public_id for person in chosen])
    return locked


@action("groups.close_group")
def close_group(group: Group, *, by: Actor, key: str | None = None) -> Group:
    """No more sessions. A session whose doors are open goes on to its end. Closing twice changes nothing."""
    locked = lock(group, closed=True)
    if locked.closed_at is None:
        locked.closed_at = clock.now()
        locked.save(update_fields=["closed_at"])
        drop_meetings(list(Meeting.objects.filter(group=locked, starts_at__gt=clock.now() + EARLY).order_by("id")))
        events.people_changed(locked)
    current().record(locked)
    return locked


@action("groups.reopen_group")
def reopen_group(group: Group, *, by: Actor, key: str | None = None) -> Group:
    """Undo closing: the schedule goes on, with the same people. Raises Refused when its name is in use by now."""
    locked = lock(group, closed=True)
    if locked.closed_at is not None:
        _free_name(locked.program_id, locked.name, but=locked.pk)
        locked.closed_at = None
        locked.save(update_fields=["closed_at"])
        fill(locked)
        write_places(locked)
    current().record(locked)
    return locked


def _free_name(program_id: int, name: str, *, but: int = 0) -> str:
    name = one_line(name, 60, field="name")
    taken = Group.objects.filter(program=program_id, closed_at=None, name__iexact=name).exclude(pk=but)
    if taken.exists():
        raise Refused(_("There is already a group of this name. Please choose another."), field="name")
    return name


def _fitting_cap(cap: int) -> int:
    if not SMALLEST_CAP <= cap <= LARGEST_CAP:
        raise Refused(
            _("A group has from %(least)s to %(most)s places.") % {"least": SMALLEST_CAP, "most": LARGEST_CAP},
            field="cap",
        )
    return cap
