"""Leave: away from when to when, and who stands in for each duty meanwhile."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people import events
from alongside.people.models import GONE_STAGES, Cover, Duty, Leave, Person, Program, Stage

LONGEST = timedelta(days=366)
KEPT = timedelta(days=365)
COVER_FIELD = "cover_{}"


@action("people.take_leave")
def take_leave(
    person: Person,
    *,
    starts_at: datetime,
    ends_at: datetime,
    covers: Mapping[Duty, Person | None],
    by: Actor,
    key: str | None = None,
) -> Leave:
    """`person` is away in [starts_at, ends_at), and every duty has someone. Raises Refused where it hasn't.

    Whoever stands in must be on staff, of the same program, and at work all that time. So nobody is led in a circle.
    """
    # One leave at a time for the whole program: two people can't become each other's cover in two browsers.
    _lock(person.program_id)
    if not person.is_staff or person.stage in GONE_STAGES:
        raise Refused(_("Leave is for counselors and directors."), field="person")
    _check_time(person, starts_at, ends_at)
    for duty in Duty:
        _check_cover(person, duty, covers.get(duty), starts_at, ends_at)
    leave = Leave.objects.create(person=person, starts_at=starts_at, ends_at=ends_at, made_at=clock.now())
    Cover.objects.bulk_create(Cover(leave=leave, duty=duty, person=covers[duty]) for duty in Duty)
    current().record(leave, person=person.public_id, **{str(duty): _id(covers[duty]) for duty in Duty})
    events.leave_changed(person)
    return leave


@action("people.cancel_leave")
def cancel_leave(leave: Leave, *, by: Actor) -> Leave:
    """They aren't away after all, or are back already. Cancelling twice changes nothing."""
    _lock(leave.person.program_id)
    leave.refresh_from_db(fields=["cancelled_at"])
    if leave.cancelled_at is None:
        leave.cancelled_at = clock.now()
        leave.save(update_fields=["cancelled_at"])
        events.leave_changed(leave.person)
    current().record(leave, person=leave.person.public_id)
    return leave


@action("people.change_cover")
def change_cover(leave: Leave, duty: Duty, person: Person, *, by: Actor) -> Cover:
    """Someone else stands in for one duty. Raises Refused as `take_leave`."""
    _lock(leave.person.program_id)
    _check_cover(leave.person, duty, person, leave.starts_at, leave.ends_at)
    cover, _made = Cover.objects.update_or_create(leave=leave, duty=duty, defaults={"person": person})
    current().record(leave, duty=str(duty), person=person.public_id)
    events.leave_changed(leave.person)
    return cover


@action("people.forget_leaves")
def forget_leaves(*, by: Actor) -> int:
    """Delete leaves that ended more than a year ago. Returns how many."""
    old = Leave.objects.filter(ends_at__lt=clock.now() - KEPT)
    count = old.count()
    old.delete()
    current().record(count=count)
    return count


def _lock(program_id: int) -> None:
    Program.objects.select_for_update().get(pk=program_id)


def _check_time(person: Person, starts_at: datetime, ends_at: datetime) -> None:
    now = clock.now()
    if ends_at <= starts_at:
        raise Refused(_("The last day can’t be before the first."), field="last")
    if ends_at <= now:
        raise Refused(_("This time is over already."), field="last")
    if ends_at - starts_at > LONGEST or starts_at > now + LONGEST:
        raise Refused(_("Please choose days within the next year."), field="last")
    if _away(person, starts_at, ends_at):
        raise Refused(
            _("%(name)s is away for part of that time already.") % {"name": person.display_name}, field="first"
        )


def _check_cover(person: Person, duty: Duty, other: Person | None, starts_at: datetime, ends_at: datetime) -> None:
    field = COVER_FIELD.format(duty)
    if other is None:
        raise Refused(_("Please name someone for this: %(duty)s.") % {"duty": duty.label.lower()}, field=field)
    names = {"name": other.display_name}
    if other == person:
        raise Refused(_("%(name)s is the one who is away. Please name someone else.") % names, field=field)
    if other.program_id != person.program_id:
        raise ValueError(f"person {other.pk} is not of the program of {person.pk}")
    if not other.is_staff or other.stage in {*GONE_STAGES, Stage.INVITED}:
        raise Refused(_("%(name)s isn’t on staff, and can’t stand in.") % names, field=field)
    if _away(other, starts_at, ends_at):
        raise Refused(_("%(name)s is away too at that time. Please name someone else.") % names, field=field)


def _away(person: Person, starts_at: datetime, ends_at: datetime) -> bool:
    return Leave.objects.filter(person=person, cancelled_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at).exists()


def _id(person: Person | None) -> str:
    return person.public_id if person else ""
