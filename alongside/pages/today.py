"""What one person's day is: the next session first, then the rest of today. At most eight queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.core import clock
from alongside.groups import queries, schedule
from alongside.groups.models import Meeting, MeetingKind, Place, PlaceKind
from alongside.groups.shown import Shown, show, url_of, zone_of
from alongside.pages import ports
from alongside.people.models import Agreement, Person
from alongside.people.queries import outstanding_agreements
from alongside.ui.templatetags.ui import day_and_time_for, who

SOON = timedelta(minutes=20)
"""From then on the card asks again every half minute."""
NEAR = timedelta(hours=1)
MOST_PLACES = 80
MOST_COMING = 3


@dataclass(frozen=True)
class Session:
    """One session of the day, for one person."""

    shown: Shown
    leading: queries.Leading | None
    leads: bool
    """Whether this person is staff of it."""
    expected: tuple[Person, ...] = ()
    cannot_come: tuple[Person, ...] = ()
    """Who said so."""
    moved_away: bool = False
    """It was going to be today, and is on another day."""
    hello: Person | None = None
    """Whom it is with, for a short hello of two."""

    @property
    def hosts(self) -> bool:
        """Whether this person hosts it: a circle's room opens when they are there."""
        return self.shown.place is not None and self.shown.place.kind == PlaceKind.HOST

    @property
    def page(self) -> str:
        """The page of its group or circle."""
        return url_of(self.shown.meeting)

    @property
    def leader(self) -> Person | None:
        """Who leads it: also in someone's place."""
        return self.leading.person if self.leading else None


@dataclass(frozen=True)
class Next:
    """The card at the top."""

    session: Session
    running: bool
    until: timedelta
    """How long until it begins."""
    today: bool
    here: tuple[Person, ...]

    @property
    def is_near(self) -> bool:
        """Running, or within the hour: then it comes before everything else, also at night."""
        return self.running or self.until <= NEAR

    @property
    def in_words(self) -> str:
        """ "Next, in 6 minutes", "On now", "Next"."""
        if self.running:
            return _("On now")
        minutes = -(-int(self.until.total_seconds()) // 60)
        if minutes < 60:
            return ngettext("Next, in %(count)s minute", "Next, in %(count)s minutes", minutes) % {"count": minutes}
        if self.today:
            hours = round(minutes / 60)
            return ngettext("Next, in about %(count)s hour", "Next, in about %(count)s hours", hours) % {"count": hours}
        return _("Next")

    @property
    def here_in_words(self) -> SafeString | str:
        """ "Sam and Ruth are already here." Empty when nobody is."""
        names = [who(person) for person in self.here]
        if not names:
            return ""
        if len(names) == 1:
            return format_html(_("{} is already here."), *names)
        if len(names) == 2:
            return format_html(_("{} and {} are already here."), *names)
        more = len(names) - 2
        sentence = ngettext("{}, {} and {} other are already here.", "{}, {} and {} others are already here.", more)
        return format_html(sentence, *names[:2], more)

    @property
    def minutes(self) -> int:
        return self.session.shown.minutes

    @property
    def ask_again_after(self) -> int:
        """Seconds until the card should be drawn anew: every half minute from twenty minutes before."""
        return max(30, int((self.until - SOON).total_seconds())) if not self.running else 30


@dataclass(frozen=True)
class Today:
    """Everything on the page."""

    at: datetime
    greeting: str
    next: Next | None
    rest: tuple[Session, ...]
    calls: Sequence[ports.Call]
    agreements: tuple[Agreement, ...]

    @property
    def is_done(self) -> bool:
        """Nothing more comes today."""
        coming = [each for each in self.rest if not (each.shown.over or each.shown.cancelled or each.moved_away)]
        return not coming and (self.next is None or not self.next.today)


def today(person: Person) -> Today:
    """The day of `person` as it is now, on their own clock."""
    at = clock.now()
    start, end = day_of(at, person.zone)
    places = _places(person, start)
    coming = next((each.meeting for each in places if each.meeting.ends_at > at and _stands(each.meeting)), None)
    todays = [each for each in places if _is_of(each.meeting, start, end)]
    shown = [each for each in todays if each.meeting != coming]
    asked = [each.meeting for each in places if each in todays or each.meeting == coming]
    leaders = queries.leading((each.group, each.starts_at) for each in asked if each.group is not None)
    expected = _expected([each.meeting for each in places if _leads(each) and each in todays])
    hellos = queries.others_in(asked, person)

    def session(place: Place) -> Session:
        meeting = place.meeting
        rows = expected.get(meeting.pk, ())
        return Session(
            shown=show(meeting, person, zone_of(meeting), place=place),
            leading=leaders.get(meeting.group_id or 0),
            leads=_leads(place),
            expected=tuple(each.person for each in rows if each.excused_at is None),
            cannot_come=tuple(each.person for each in rows if each.excused_at is not None),
            moved_away=not (meeting.starts_at < end and meeting.ends_at > start),
            hello=hellos.get(meeting.pk),
        )

    following = next((each for each in places if each.meeting == coming), None)
    return Today(
        at=at,
        greeting=greeting(at, person.zone),
        next=_next(session(following), person, at, end) if following else None,
        rest=tuple(session(each) for each in shown),
        calls=ports.pagings_for(person) if person.is_staff else [],
        agreements=tuple(outstanding_agreements(person)),
    )


def next_card(person: Person) -> Next | None:
    """The card alone, for asking again. At most three queries."""
    at = clock.now()
    _start, end = day_of(at, person.zone)
    place = (
        Place.objects.filter(person=person, meeting__ends_at__gt=at, meeting__cancelled_at=None)
        .select_related("meeting__group__series", "meeting__circle__series")
        .order_by("meeting__starts_at", "meeting__id")
        .first()
    )
    if place is None:
        return None
    meeting = place.meeting
    leaders = queries.leading([(meeting.group, meeting.starts_at)] if meeting.group else [])
    session = Session(
        show(meeting, person, zone_of(meeting), place=place),
        leaders.get(meeting.group_id or 0),
        _leads(place),
        hello=queries.others_in([meeting], person).get(meeting.pk),
    )
    return _next(session, person, at, end)


def coming_times(person: Person) -> list[dict[str, str]]:
    """When the next sessions are: `until` (ISO) and `words`, without a name of anyone or anything. One query."""
    rows = Place.objects.filter(
        person=person, meeting__ends_at__gt=clock.now(), meeting__cancelled_at=None, excused_at=None
    )
    times = rows.order_by("meeting__starts_at").values_list("meeting__starts_at", "meeting__ends_at")
    return [
        {"until": ends.isoformat(), "words": strip_tags(day_and_time_for(starts, person))}
        for starts, ends in times[:MOST_COMING]
    ]


def day_of(at: datetime, zone_name: str) -> tuple[datetime, datetime]:
    """The day around `at` in that zone, from midnight to midnight, also when the clocks change."""
    midnight = schedule.to_local(at, zone_name).replace(hour=0, minute=0, second=0, microsecond=0)
    return schedule.to_utc(midnight, zone_name), schedule.to_utc(midnight + timedelta(days=1), zone_name)


def greeting(at: datetime, zone_name: str) -> str:
    """By the hour on the person's own clock. Whoever looks in at night is greeted too, and asked nothing."""
    hour = schedule.to_local(at, zone_name).hour
    if hour < 4:
        return _("You’re up late")
    if hour < 5:
        return _("You’re up early")
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")


def _places(person: Person, start: datetime) -> list[Place]:
    rows = Place.objects.filter(person=person, meeting__ends_at__gt=start)
    rows = rows.select_related("meeting__group__series", "meeting__circle__series").order_by(
        "meeting__starts_at", "meeting__id"
    )
    return list(rows[:MOST_PLACES])


def _next(session: Session, person: Person, at: datetime, end: datetime) -> Next:
    meeting = session.shown.meeting
    here = ports.who_is_here(meeting, person) if session.shown.doors_open else []
    return Next(
        session=session,
        running=meeting.starts_at <= at,
        until=meeting.starts_at - at,
        today=meeting.starts_at < end,
        here=tuple(here),
    )


def _is_of(meeting: Meeting, start: datetime, end: datetime) -> bool:
    """It touches the day, or was going to be on it before it was moved."""
    if meeting.starts_at < end and meeting.ends_at > start:
        return True
    zone_name = zone_of(meeting)
    if not meeting.moved or meeting.original_local is None or not zone_name:
        return False
    return start <= schedule.to_utc(schedule.from_store(meeting.original_local), zone_name) < end


def _expected(meetings: list[Meeting]) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = defaultdict(list)
    if meetings:
        rows = Place.objects.filter(meeting__in=meetings, kind=PlaceKind.MEMBER).select_related("person")
        for row in rows.order_by("person__display_name", "id"):
            found[row.meeting_id].append(row)
    return found


def _stands(meeting: Meeting) -> bool:
    return meeting.cancelled_at is None


def _leads(place: Place) -> bool:
    return place.kind == PlaceKind.STAFF and place.meeting.kind != MeetingKind.HELLO
