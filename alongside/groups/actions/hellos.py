"""A short hello by video between a newcomer and whoever welcomes them: times that are offered, and booking one.

A hello is a session of two without a group. The welcomer is its host, also where they are a mentor.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups import events, schedule
from alongside.groups.models import FreeTime, Meeting, MeetingKind, Place, PlaceKind
from alongside.groups.queries import NOTICE, free_times, hello_of
from alongside.notify.actions import send_mail_discreetly
from alongside.people.arriving import actions as arriving
from alongside.people.arriving import queries as arrivals
from alongside.people.models import Arrival, ArrivalStepKind, Person
from alongside.people.stages import policy

LENGTH = timedelta(minutes=15)
AHEAD = timedelta(weeks=4)
MOST_AT_ONCE = 32
"""Times offered in one go: a day of eight hours."""
MOST_OPEN = 200
KEPT = timedelta(days=30)
DONE_BY = timedelta(hours=2)
"""How long after a hello's end its step is late, if they didn't meet."""


@action("groups.offer_times")
def offer_times(
    person: Person, day: date, starts: time, ends: time, *, by: Actor, key: str | None = None
) -> list[FreeTime]:
    """Offer every quarter of an hour from `starts` to `ends` on that day, on `person`'s own clock.

    Times that are offered already, or in which they have a session, are passed over. A quarter that the clock skips
    that day doesn't exist, and one that comes twice is offered once. Raises Refused where none is left.
    """
    if not arrivals.may_welcome(person):
        raise Refused(_("Only staff and mentors welcome newcomers."))
    now = clock.now()
    if ends <= starts:
        raise Refused(_("The end must be after the start."), field="ends")
    moments = _quarters(person, day, starts, ends)
    if len(moments) > MOST_AT_ONCE:
        raise Refused(_("Please offer up to eight hours at a time."), field="ends")
    if moments and moments[-1] <= now:
        raise Refused(_("That time has passed. Please choose a later one."), field="day")
    if moments and moments[0] - now > AHEAD:
        raise Refused(_("Please choose a day within the next four weeks."), field="day")
    Person.objects.select_for_update().only("pk").get(pk=person.pk)
    known = list(FreeTime.objects.filter(person=person, ends_at__gt=now).values_list("starts_at", "ends_at"))
    if len(known) + len(moments) > MOST_OPEN:
        raise Refused(_("There are very many times already. Please remove some first."))
    taken = known + _sessions(person, now)
    fresh = [
        FreeTime(person=person, starts_at=at, ends_at=at + LENGTH)
        for at in moments
        if at > now and not any(begins < at + LENGTH and over > at for begins, over in taken)
    ]
    if not fresh:
        raise Refused(_("You have a session or an offered time at all of that. Please choose another."), field="starts")
    made = FreeTime.objects.bulk_create(fresh)
    current().record(person, offered=len(made))
    _whose_turn(person)
    return made


@action("groups.withdraw_time")
def withdraw_time(free: FreeTime, *, by: Actor, key: str | None = None) -> None:
    """Take back an offered time. Raises Refused for one that is booked: cancel the hello instead."""
    locked = FreeTime.objects.select_for_update().filter(pk=free.pk).first()
    if locked is None:
        return
    if locked.meeting_id is not None:
        raise Refused(_("Someone has chosen this time. You can cancel the hello instead."))
    current().record(locked, person=free.person.public_id)
    locked.delete()
    _whose_turn(free.person)


@action("groups.book_hello")
def book_hello(free: FreeTime, newcomer: Person, *, by: Actor, key: str | None = None) -> Meeting:
    """The newcomer chooses a time of their welcomer. One that they had before is free again. Raises Refused."""
    arrival = arrivals.arrival_of(newcomer)
    locked = FreeTime.objects.select_for_update(of=("self",)).select_related("person").filter(pk=free.pk).first()
    if arrival is None or locked is None or arrival.welcomer_id != locked.person_id:
        raise Refused(_("This time is no longer offered. Please choose another."))
    # The newcomer's row is the second lock: two browsers of theirs book one hello.
    Person.objects.select_for_update().only("pk").get(pk=newcomer.pk)
    before = hello_of(newcomer, clock.now())
    if before is not None and locked.meeting_id == before.pk:
        return before
    if locked.meeting_id is not None:
        raise Refused(_("Someone else has just chosen this time. Please choose another."))
    if locked.starts_at < clock.now() + NOTICE:
        raise Refused(_("This time is too near by now. Please choose a later one."))
    if _busy(newcomer, locked, but=before):
        raise Refused(_("You have a session at that time. Please choose another."))
    if _busy(locked.person, locked):
        raise Refused(_("This time is no longer offered. Please choose another."))
    if before is not None:
        _call_off(before, free_again=True)
    meeting = Meeting.objects.create(
        program_id=newcomer.program_id,
        kind=MeetingKind.HELLO,
        starts_at=locked.starts_at,
        ends_at=locked.ends_at,
    )
    Place.objects.create(meeting=meeting, person=locked.person, kind=PlaceKind.STAFF)
    Place.objects.create(meeting=meeting, person=newcomer, kind=PlaceKind.MEMBER)
    locked.meeting = meeting
    locked.save(update_fields=["meeting"])
    current().record(meeting, newcomer=newcomer.public_id, welcomer=locked.person.public_id)
    arriving.hand_step(newcomer, ArrivalStepKind.HELLO, locked.person, meeting.ends_at + DONE_BY, by=by)
    _whose_turn(locked.person)
    events.meeting_changed(meeting, [locked.person, newcomer])
    for each in (locked.person, newcomer):
        _write(each, "booked", meeting, by)
    return meeting


@action("groups.cancel_hello")
def cancel_hello(meeting: Meeting, *, by: Person, key: str | None = None) -> Meeting:
    """One of the two can't. The time is free again where the newcomer cancels, and gone where the welcomer does.

    Raises Refused once it is over. Cancelling twice is once.
    """
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.kind != MeetingKind.HELLO:
        raise ValueError(f"meeting {meeting.pk} is not a hello")
    if locked.cancelled_at is not None:
        return locked
    if locked.ends_at <= clock.now():
        raise Refused(_("This hello is over, so it can’t be cancelled."))
    places = list(Place.objects.filter(meeting=locked).select_related("person__account", "person__program"))
    welcomer = next((each.person for each in places if each.kind == PlaceKind.STAFF), None)
    newcomer = next((each.person for each in places if each.kind == PlaceKind.MEMBER), None)
    current().record(locked, by_welcomer=by == welcomer)
    _call_off(locked, free_again=by != welcomer)
    if newcomer is not None and welcomer is not None:
        turn = None if free_times(welcomer, clock.now()) else welcomer
        by_when = clock.now() + timedelta(days=2)
        arriving.hand_step(newcomer, ArrivalStepKind.HELLO, turn, by_when, by=by)
        _whose_turn(welcomer)
    events.meeting_changed(locked, [each.person for each in places])
    for each in places:
        if each.person != by:
            _write(each.person, "cancelled", locked, by)
    return locked


@action("groups.ask_for_times")
def ask_for_times(newcomer: Person, *, by: Actor, key: str | None = None) -> Person | None:
    """No time fits, or there is none: the welcomer hears so, and offering one is theirs to do. Returns the welcomer."""
    arrival = arrivals.arrival_of(newcomer)
    if arrival is None or arrival.welcomer is None:
        return None
    welcomer = arrival.welcomer
    current().record(newcomer, welcomer=welcomer.public_id)
    row = arrivals.paths([arrival])[0].stone(ArrivalStepKind.HELLO)
    if row is None or not row.open or row.row.owner_id == welcomer.pk:
        return welcomer
    arriving.hand_step(newcomer, ArrivalStepKind.HELLO, welcomer, clock.now() + timedelta(days=1), by=by)
    _write(welcomer, "asked", None, by)
    return welcomer


@action("groups.forget_free_times")
def forget_free_times(*, by: Actor) -> int:
    """Delete offered times that were over thirty days ago. Returns how many."""
    count, _rows = FreeTime.objects.filter(ends_at__lt=clock.now() - KEPT).delete()
    current().record(count=count)
    return count


@action("groups.call_off_hellos")
def call_off_hellos(meetings: Sequence[Meeting], *, by: Actor) -> None:
    """These can't take place, since someone's rights ended or someone else welcomes: nobody waits in one alone.

    The time is free again where whoever offered it still welcomes people. Both hear of it, as far as anything is sent
    to them, and the hello is owed anew where the path still asks for it.
    """
    for meeting in sorted(meetings, key=lambda each: each.pk):
        locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if locked.cancelled_at is not None:
            continue
        places = list(Place.objects.filter(meeting=locked).select_related("person__account", "person__program"))
        welcomer = next((each.person for each in places if each.kind == PlaceKind.STAFF), None)
        newcomer = next((each.person for each in places if each.kind == PlaceKind.MEMBER), None)
        _call_off(locked, free_again=welcomer is not None and arrivals.may_welcome(welcomer))
        arrival = arrivals.arrival_of(newcomer) if newcomer is not None else None
        if newcomer is not None and arrival is not None and arrival.welcomer is not None:
            turn = None if free_times(arrival.welcomer, clock.now()) else arrival.welcomer
            by_when = clock.now() + timedelta(days=2)
            arriving.hand_step(newcomer, ArrivalStepKind.HELLO, turn, by_when, by=by)
        events.meeting_changed(locked, [each.person for each in places])
        for each in places:
            _write(each.person, "cancelled", locked, by)
    current().record(count=len(meetings))


def follow_welcomer(arrival: Arrival) -> None:
    """Someone else welcomes them: a hello with the one before that hasn't begun is called off.

    To be bound to people.arriving.events.on_welcomer_changed.
    """
    with_others = Place.objects.filter(meeting=OuterRef("pk"), kind=PlaceKind.STAFF).exclude(person=arrival.welcomer_id)
    coming = Meeting.objects.filter(
        Exists(with_others),
        kind=MeetingKind.HELLO,
        cancelled_at=None,
        starts_at__gt=clock.now(),
        places__person=arrival.person_id,
        places__kind=PlaceKind.MEMBER,
    )
    if found := list(coming):
        call_off_hellos(found, by=current().by)


def follow_rights(person: Person) -> None:
    """Whoever may no longer welcome, or come to sessions, has no hello. To be bound to people.events.on_rights_changed,
    after the path's own listener."""
    coming = Place.objects.filter(
        person=person,
        meeting__kind=MeetingKind.HELLO,
        meeting__cancelled_at=None,
        meeting__ends_at__gt=clock.now(),
    ).select_related("meeting")
    may_enter, may_welcome = policy(person).may_enter_sessions, arrivals.may_welcome(person)
    lost = [
        each.meeting
        for each in coming.order_by("pk")
        if not may_enter or (each.kind == PlaceKind.STAFF and not may_welcome)
    ]
    if lost:
        call_off_hellos(lost, by=current().by)


def _call_off(meeting: Meeting, *, free_again: bool) -> None:
    meeting.cancelled_at = clock.now()
    meeting.save(update_fields=["cancelled_at"])
    booked = FreeTime.objects.filter(meeting=meeting)
    if free_again:
        booked.update(meeting=None)
    else:
        booked.delete()


def _whose_turn(welcomer: Person) -> None:
    """Newcomers of theirs who have not chosen a time: it is their turn while there are times, else the welcomer's."""
    for arrival in arrivals.welcomed_by(welcomer):
        if hello_of(arrival.person, clock.now()) is None:
            arriving.set_turn(arrival)


def _quarters(person: Person, day: date, starts: time, ends: time) -> list[datetime]:
    """The quarters of that day as moments: wall times of a gap are no times, those of a fold are the first."""
    wall = datetime.combine(day, starts.replace(second=0, microsecond=0))
    last = datetime.combine(day, ends.replace(second=0, microsecond=0))
    found: list[datetime] = []
    try:
        while wall + LENGTH <= last and len(found) <= MOST_AT_ONCE:
            moment = schedule.to_utc(wall, person.zone)
            if schedule.to_local(moment, person.zone).replace(tzinfo=None) == wall:
                found.append(moment)
            wall += LENGTH
    except OverflowError as error:
        raise Refused(_("Please choose a day within the next four weeks."), field="day") from error
    if not found:
        raise Refused(_("A hello takes fifteen minutes. Please choose a longer time."), field="ends")
    return found


def _sessions(person: Person, now: datetime) -> list[tuple[datetime, datetime]]:
    rows = Meeting.objects.filter(places__person=person, cancelled_at=None, ends_at__gt=now)
    return list(rows.values_list("starts_at", "ends_at"))


def _busy(person: Person, free: FreeTime, *, but: Meeting | None = None) -> bool:
    clash = Meeting.objects.filter(
        places__person=person, cancelled_at=None, starts_at__lt=free.ends_at, ends_at__gt=free.starts_at
    )
    return (clash.exclude(pk=but.pk) if but else clash).exists()


def _write(person: Person, what: str, meeting: Meeting | None, by: Actor) -> None:
    context: dict[str, object] = {"link": f"{settings.BASE_URL.rstrip('/')}/"}
    if meeting is not None:
        context["starts_at"] = schedule.to_local(meeting.starts_at, person.zone)
    send_mail_discreetly(person, f"groups/mail/hello_{what}.txt", context, by=by)
