"""When a group or a circle meets: its schedule, and single sessions that are cancelled or moved."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups import events, schedule
from alongside.groups.actions import places
from alongside.groups.actions.places import drop_meetings
from alongside.groups.models import Circle, Group, Meeting, MeetingKind, Series
from alongside.groups.queries import EARLY
from alongside.groups.words import one_line
from alongside.people.models import Person

HORIZON = timedelta(weeks=8)
"""How far ahead sessions are rows."""
SHORTEST, LONGEST = 15, 240
"""Minutes of a session."""

Owner = Group | Circle
"""Whose sessions a series gives."""
Owned = TypeVar("Owned", bound=Group | Circle)


@action("groups.set_schedule")
def set_schedule(
    owner: Owned,
    *,
    starts_local: datetime,
    time_zone: str,
    minutes: int,
    rule: str,
    by: Actor,
    key: str | None = None,
) -> Owned:
    """From now on it meets by this rule. `starts_local` is the naive wall time of the first session.

    Coming sessions that weren't moved are rewritten: where the wall time stays, the session stays the same one (links
    to it hold); others go. A session whose doors are open stays. Raises Refused for a rule that can't be a schedule.
    """
    locked = lock(owner)
    now = clock.now()
    try:
        parsed = schedule.check_rule(rule, time_zone)
        first = schedule.coming(starts_local, time_zone, parsed.text, now, 1)
    except schedule.RuleProblem as problem:
        raise Refused(str(problem), field=problem.field) from problem
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(
            _("A session takes from %(least)s to %(most)s minutes.") % {"least": SHORTEST, "most": LONGEST},
            field="minutes",
        )
    if not first:
        raise Refused(_("With this schedule there would be no session from now on."), field="rule")
    series = locked.series or Series(program=locked.program)
    series.starts_local, series.time_zone = schedule.stored(starts_local), time_zone
    series.minutes, series.rule = minutes, parsed.text
    series.save()
    if locked.series_id is None:
        locked.series = series
        locked.save(update_fields=["series"])
    _rewrite(series, now)
    fill(locked)
    write_places(locked)
    current().record(locked, minutes=minutes)
    return locked


@action("groups.materialise_meetings")
def materialise_meetings(owner: Owner, *, by: Actor, key: str | None = None) -> int:
    """Make rows of the sessions up to the horizon. Returns how many are new; a second time none are."""
    locked = lock(owner, closed=True)
    made = fill(locked) if locked.closed_at is None else 0
    if made:
        write_places(locked)
    current().record(locked, made=made)
    return made


@action("groups.cancel_meeting")
def cancel_meeting(meeting: Meeting, why: str, *, by: Actor, key: str | None = None) -> Meeting:
    """The session will not be; everyone who has a place reads `why`. Raises Refused when it is over."""
    locked = _lock_meeting(meeting)
    if locked.ends_at <= clock.now():
        raise Refused(_("This session is over, so it can’t be cancelled."))
    locked.cancelled_why = one_line(why, 200, field="why")
    locked.cancelled_at = clock.now()
    locked.save(update_fields=["cancelled_why", "cancelled_at"])
    current().record(locked)
    events.meeting_changed(locked, _people_of(locked))
    return locked


@action("groups.restore_meeting")
def restore_meeting(meeting: Meeting, *, by: Actor, key: str | None = None) -> Meeting:
    """Undo a cancellation. Raises Refused when the session's time is over."""
    locked = _lock_meeting(meeting)
    if locked.cancelled_at is not None:
        if locked.ends_at <= clock.now():
            raise Refused(_("The time of this session is over, so it can’t be brought back."))
        locked.cancelled_at, locked.cancelled_why = None, ""
        locked.save(update_fields=["cancelled_why", "cancelled_at"])
        events.meeting_changed(locked, _people_of(locked))
    current().record(locked)
    return locked


@action("groups.move_meeting")
def move_meeting(
    meeting: Meeting, starts_at: datetime, *, minutes: int | None = None, by: Actor, key: str | None = None
) -> Meeting:
    """The session begins at another moment (aware), and keeps its identity and its people.

    Moving it to the time that the schedule gave makes it an ordinary session again. Raises Refused for a session that
    has begun or is cancelled, a moment that has passed, and a time at which the group meets already.
    """
    locked = _lock_meeting(meeting)
    now = clock.now()
    if locked.cancelled_at is not None:
        raise Refused(_("This session is cancelled. Bring it back first."))
    if locked.starts_at <= now:
        raise Refused(_("This session has begun, so it can’t be moved."))
    if starts_at <= now:
        raise Refused(_("That time has passed. Please choose a later one."), field="starts")
    if starts_at - now > HORIZON:
        raise Refused(_("Please choose a time within the next eight weeks."), field="starts")
    length = locked.ends_at - locked.starts_at
    if minutes is not None and SHORTEST <= minutes <= LONGEST:
        length = timedelta(minutes=minutes)
    elif minutes is not None or not timedelta(minutes=SHORTEST) <= length <= timedelta(minutes=LONGEST):
        raise Refused(
            _("A session takes from %(least)s to %(most)s minutes.") % {"least": SHORTEST, "most": LONGEST},
            field="minutes",
        )
    same_time = Meeting.objects.filter(
        group=locked.group_id,
        circle=locked.circle_id,
        cancelled_at=None,
        starts_at__lt=starts_at + length,
        ends_at__gt=starts_at,
    ).exclude(pk=locked.pk)
    if same_time.exists():
        if locked.circle_id is not None:
            raise Refused(_("The circle already meets at that time. Please choose another."), field="starts")
        raise Refused(_("The group already meets at that time. Please choose another."), field="starts")
    locked.starts_at, locked.ends_at = starts_at, starts_at + length
    locked.moved = (locked.starts_at, locked.ends_at) != _as_scheduled(locked)
    locked.save(update_fields=["starts_at", "ends_at", "moved"])
    current().record(locked, starts_at=starts_at.isoformat())
    events.meeting_changed(locked, _people_of(locked))
    return locked


def fill(owner: Owner) -> int:
    """Add the sessions that the rule gives up to the horizon and that aren't there yet. Its row must be locked.

    A circle that no counselor has said yes to has none.
    """
    series = owner.series
    if series is None or (isinstance(owner, Circle) and owner.approved_at is None):
        return 0
    missing = missing_meetings(owner, series, clock.now())
    Meeting.objects.bulk_create(missing)
    return len(missing)


def missing_meetings(owner: Owner, series: Series, now: datetime) -> list[Meeting]:
    """Sessions of the horizon that have no row yet, unsaved. One query. One that has begun counts while it lasts."""
    length = timedelta(minutes=series.minutes)
    wanted = schedule.occurrences(
        schedule.from_store(series.starts_local), series.time_zone, series.rule, (now - length, now + HORIZON)
    )
    known = set(
        Meeting.objects.filter(
            series=series, original_local__in=[schedule.stored(local) for local in wanted]
        ).values_list("original_local", flat=True)
    )
    missing = []
    for local in wanted:
        starts_at = schedule.to_utc(local, series.time_zone)
        if schedule.stored(local) not in known and starts_at + length > now:
            missing.append(
                Meeting(
                    program_id=owner.program_id,
                    group=owner if isinstance(owner, Group) else None,
                    circle=owner if isinstance(owner, Circle) else None,
                    kind=MeetingKind.CIRCLE if isinstance(owner, Circle) else MeetingKind.SESSION,
                    series=series,
                    original_local=schedule.stored(local),
                    starts_at=starts_at,
                    ends_at=starts_at + length,
                )
            )
    return missing


def lock(owner: Owned, *, closed: bool = False) -> Owned:
    """As places.lock and places.lock_circle."""
    lock_it: Callable[..., Any] = places.lock if isinstance(owner, Group) else places.lock_circle
    return cast("Owned", lock_it(owner, closed=closed))


def write_places(owner: Owner) -> None:
    """As places.write_places and places.write_circle_places."""
    return places.write_places(owner) if isinstance(owner, Group) else places.write_circle_places(owner)


def _rewrite(series: Series, now: datetime) -> None:
    length = timedelta(minutes=series.minutes)
    wanted = set(
        schedule.occurrences(
            schedule.from_store(series.starts_local), series.time_zone, series.rule, (now, now + HORIZON)
        )
    )
    gone = []
    coming = Meeting.objects.filter(series=series, moved=False, starts_at__gt=now + EARLY)
    for meeting in coming.select_for_update().order_by("pk"):
        assert meeting.original_local is not None
        local = schedule.from_store(meeting.original_local)
        starts_at = schedule.to_utc(local, series.time_zone)
        if local not in wanted:
            gone.append(meeting)
        elif (meeting.starts_at, meeting.ends_at) != (starts_at, starts_at + length):
            meeting.starts_at, meeting.ends_at = starts_at, starts_at + length
            meeting.save(update_fields=["starts_at", "ends_at"])
    drop_meetings(gone)


def _lock_meeting(meeting: Meeting) -> Meeting:
    owner = meeting.group or meeting.circle
    if owner is None:
        raise ValueError(f"meeting {meeting.pk} has no group or circle")
    lock(owner, closed=True)
    return Meeting.objects.select_for_update(of=("self",)).select_related("series").get(pk=meeting.pk)


def _as_scheduled(meeting: Meeting) -> tuple[datetime, datetime] | None:
    if meeting.series is None or meeting.original_local is None:
        return None
    starts_at = schedule.to_utc(schedule.from_store(meeting.original_local), meeting.series.time_zone)
    return starts_at, starts_at + timedelta(minutes=meeting.series.minutes)


def _people_of(meeting: Meeting) -> list[Person]:
    return list(Person.objects.filter(places__meeting=meeting).order_by("pk"))
