"""Being missed: who didn't come and said nothing, and who should be called while the session still runs.

The worker looks again and again; each finding is a reason with a key of its own, so looking twice is the same as once.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.care import owners
from alongside.care.actions import open_reach_out, settle
from alongside.care.models import Kind, Lane, ReachOut, Reason
from alongside.core.actions import System
from alongside.groups import queries as groups
from alongside.groups.actions import give_familiar_face
from alongside.groups.models import (
    Facilitator,
    Meeting,
    MeetingKind,
    Place,
    PlaceKind,
    RosterEntry,
    RosterState,
)
from alongside.notify.actions import send_mail_discreetly
from alongside.people.cover import is_staffed, next_staffed
from alongside.people.models import Person, Program
from alongside.people.queries import on_call
from alongside.people.stages import stages_where
from alongside.rooms.models import Attendee, AttendeeState, Interval

log = logging.getLogger(__name__)
ABSENCES = System("absences")
WITHIN = timedelta(hours=24)
"""A note from a named person reaches them in this time, where somebody works in it."""
LOOK_BACK = timedelta(days=3)
CALL_AFTER = timedelta(minutes=15)
CALL_WITHIN = timedelta(minutes=10)
_STEP = timedelta(minutes=15)


def watch(at: datetime) -> int:
    """Settle what is no longer so, then find who was missed and whom to call. Returns how many reasons are new."""
    settle_for_those_who_came()
    return sum(_each(find_missed(at), _missed, at)) + sum(_each(find_to_call(at), _call, at))


def _each(places: Iterable[Place], act: Any, at: datetime) -> Iterable[int]:
    """One that fails doesn't hold up the others."""
    for place in places:
        try:
            with transaction.atomic():
                act(place, at)
            yield 1
        except Exception:
            log.exception("the absence of place %s could not be noted", place.pk)


def find_missed(at: datetime) -> list[Place]:
    """Places in sessions whose doors closed lately, of people who are missed: no word, no sign, and no card for it yet.

    A session that nobody on staff came to didn't take place. Whoever asked to come in, even in vain, wasn't absent.
    """
    staff_came = Attendee.objects.filter(room__meeting=OuterRef("meeting"), is_staff=True)
    belonged = RosterEntry.objects.filter(
        group=OuterRef("meeting__group"),
        person=OuterRef("person"),
        state=RosterState.ON,
        since__lte=OuterRef("meeting__starts_at"),
    )
    closed = at - groups.LINGER
    found = _absent(_sessions(ends_at__lte=closed, ends_at__gt=closed - LOOK_BACK)).filter(
        Exists(staff_came), Exists(belonged), person__stage__in=stages_where("counts_as_missed")
    )
    return _unsaid(Kind.ABSENCE, found)


def find_to_call(at: datetime) -> list[Place]:
    """Places in sessions that run for a quarter of an hour, of people marked “call soon” who aren't there."""
    running = _sessions(starts_at__lte=at - CALL_AFTER, ends_at__gt=at)
    found = _absent(running).filter(person__call_soon=True, person__stage__in=stages_where("counts_as_missed"))
    return _unsaid(Kind.CALL, found)


def _sessions(**when: Any) -> QuerySet[Meeting]:
    return Meeting.objects.filter(kind=MeetingKind.SESSION, cancelled_at=None, group__isnull=False, **when)


def _absent(meetings: QuerySet[Meeting]) -> QuerySet[Place]:
    came = Attendee.objects.filter(room__meeting=OuterRef("meeting"), person=OuterRef("person"))
    found = Place.objects.filter(~Exists(came), meeting__in=meetings, kind=PlaceKind.MEMBER, excused_at=None)
    return found.select_related("meeting__group", "meeting__program", "person__program", "person__account").order_by(
        "meeting__ends_at", "pk"
    )


def _unsaid(kind: Kind, found: QuerySet[Place]) -> list[Place]:
    places = list(found)
    keys = [key_of(kind, each) for each in places]
    known = set(Reason.objects.filter(key__in=keys).values_list("key", flat=True))
    return [each for each, key in zip(places, keys, strict=True) if key not in known]


def key_of(kind: Kind, place: Place) -> str:
    return f"{kind}:{place.meeting_id}:{place.person_id}"


def _facts(meeting: Meeting) -> dict[str, Any]:
    assert meeting.group is not None
    return {"meeting": meeting.public_id, "group": meeting.group.public_id}


def _missed(place: Place, at: datetime) -> None:
    meeting = place.meeting
    assert meeting.group is not None
    due, in_time = by_when(meeting.program, at)
    open_reach_out(
        place.person,
        Kind.ABSENCE,
        key=key_of(Kind.ABSENCE, place),
        due_at=due,
        facts=_facts(meeting) | ({} if in_time else {"later": True}),
        owner=_leader(meeting, place.person),
        by=ABSENCES,
    )
    give_familiar_face(place.person, by=ABSENCES)


def by_when(program: Program, at: datetime) -> tuple[datetime, bool]:
    """The last moment within a day at which somebody works, and True; or an hour after the next such, and False."""
    for steps in range(WITHIN // _STEP + 1):
        moment = at + WITHIN - steps * _STEP
        if is_staffed(program, moment):
            return moment, True
    return next_staffed(program, at) + timedelta(hours=1), False


def _leader(meeting: Meeting, about: Person) -> Person | None:
    """Who leads the group, as far as their day goes; None: whoever `about`'s card would go to otherwise."""
    assert meeting.group is not None
    leader = groups.leaders_of([meeting.group]).get(meeting.group.pk)
    if leader is None or leader == about:
        return None
    full = owners.open_count(leader) >= settings.CARE_CAPACITY
    has_one = ReachOut.objects.filter(about=about, lane=Lane.CARE, owner=leader, closed_at=None).exists()
    return None if full and not has_one else leader


def _call(place: Place, at: datetime) -> None:
    caller = caller_for(place.meeting, place.person, at)
    card = open_reach_out(
        place.person,
        Kind.CALL,
        key=key_of(Kind.CALL, place),
        due_at=at + CALL_WITHIN,
        facts=_facts(place.meeting),
        owner=caller,
        by=ABSENCES,
    )
    if card.owner is not None:
        link = f"{settings.BASE_URL.rstrip('/')}/"
        send_mail_discreetly(card.owner, "care/mail/call.txt", {"link": link}, by=ABSENCES)


def caller_for(meeting: Meeting, about: Person, at: datetime) -> Person | None:
    """Who has their hands free: who is on call, else who stands in for the leader, else a director.

    Whoever is in the session right now is busy with it.
    """
    busy = set(
        Attendee.objects.filter(room__meeting=meeting, state=AttendeeState.IN).values_list("person_id", flat=True)
    )
    rows = Facilitator.objects.filter(group=meeting.group_id).select_related("person__program", "person__account")
    stand_ins = [owners.stand_in(row.person, at) for row in rows.order_by("rank", "id")][1:]
    asked = [on_call(meeting.program, at), *stand_ins, *owners.directors(meeting.program_id)]
    return next(
        (each for each in asked if each is not None and each.pk not in busy and each != about and owners.works(each)),
        None,
    )


def settle_for_those_who_came() -> int:
    """Who has come to a session since, or said that they can't, is missed no longer. Returns how many reasons."""
    came = Interval.objects.filter(person=OuterRef("reach_out__about"), entered_at__gte=OuterRef("since"))
    said = Place.objects.filter(person=OuterRef("reach_out__about"), excused_at__gte=OuterRef("since"))
    standing = Reason.objects.filter(
        Q(Exists(came)) | Q(Exists(said)),
        kind__in=[Kind.ABSENCE, Kind.CALL],
        settled_at=None,
        reach_out__closed_at=None,
    )
    keys = list(standing.values_list("key", flat=True))
    for key in keys:
        try:
            settle(key, by=ABSENCES)
        except Exception:
            log.exception("reason %s could not be settled", key)
    return len(keys)
