"""Whose turn it is to be told, and how."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from alongside.notify import quiet
from alongside.notify.models import MailPace, Notice, Preference, PushDevice
from alongside.notify.queries import preferences
from alongside.people.models import Person
from alongside.people.stages import stages_where

PUSHED_WITHIN = timedelta(hours=24)
MAILED_WITHIN = timedelta(days=7)
"""What is older is not news any more."""
MAIL_AFTER = timedelta(minutes=15)
PUSH_FIRST = timedelta(minutes=2)
MAIL_EVERY = timedelta(hours=4)
EVENING = time(18, 0)
MOST_NOTICES = 500
"""Looked at in one turn; the rest has the next."""


@dataclass(frozen=True)
class Due:
    """One person's turn: either `wait_until`, or now."""

    person: Person
    choices: Preference
    notices: list[Notice]
    wait_until: datetime | None


def pushes(at: datetime) -> list[Due]:
    """Who is to be pushed to now. A bounded number of notices, oldest first; two queries."""
    rows = _waiting(at, PUSHED_WITHIN).filter(pushed_at=None)
    rows = rows.filter(Exists(PushDevice.objects.filter(person=OuterRef("person"))))
    rows = rows.exclude(person__preference__push=False)
    return [
        Due(person, choices, notices, _quiet_until(person, choices, at))
        for person, choices, notices in _by_person(rows)
    ]


def mails(at: datetime) -> list[Due]:
    """Who is to be written to now. As `pushes`; three queries."""
    rows = _waiting(at, MAILED_WITHIN).filter(mailed_at=None)
    # What has its hour isn't bundled; where a push told of it, no letter does.
    timely = Q(until__isnull=False, pushed_at=None, due_at__lte=at - PUSH_FIRST)
    rows = rows.filter(Q(until=None, at__lte=at - MAIL_AFTER) | timely)
    rows = rows.exclude(person__preference__mail=MailPace.NEVER)
    turns = _by_person(rows)
    last = dict(
        Notice.objects.filter(person__in=[person for person, _, _ in turns])
        .exclude(mailed_at=None)
        .values_list("person")
        .annotate(Max("mailed_at"))
    )
    found = []
    for person, choices, notices in turns:
        wait = _quiet_until(person, choices, at)
        timed = [each for each in notices if each.until is not None]
        bundled = [each for each in notices if each.until is None]
        if timed and choices.mail == MailPace.BUNDLED:
            found.append(Due(person, choices, timed, wait))
        elif timed:
            found.append(Due(person, choices, timed, max(each.until for each in timed if each.until)))
        if bundled:
            first = min(each.at for each in bundled)
            next_one = wait or _next_letter(person, choices, first, last.get(person.pk), at)
            found.append(Due(person, choices, bundled, next_one))
    return found


def _waiting(at: datetime, within: timedelta) -> QuerySet[Notice]:
    # Nothing is due before it was noted, so its time bounds what is read of the index, too.
    rows = Notice.objects.filter(seen_at=None, due_at__lte=at, due_at__gt=at - within, at__gt=at - within)
    rows = rows.filter(Q(until=None) | Q(until__gt=at))
    rows = rows.exclude(person__suspended_until__gt=at)
    return rows.filter(person__account__isnull=False, person__stage__in=stages_where("gets_letters"))


def _by_person(rows: QuerySet[Notice]) -> list[tuple[Person, Preference, list[Notice]]]:
    found: dict[int, list[Notice]] = {}
    for row in rows.select_related("person__program", "person__account").order_by("due_at", "pk")[:MOST_NOTICES]:
        found.setdefault(row.person_id, []).append(row)
    choices = preferences(each[0].person for each in found.values())
    return [(each[0].person, choices[pk], each) for pk, each in found.items()]


def _quiet_until(person: Person, choices: Preference, at: datetime) -> datetime | None:
    ends = quiet.quiet_ends(at, person.zone, choices.quiet_from, choices.quiet_until)
    return ends if ends > at else None


def _next_letter(
    person: Person, choices: Preference, first: datetime, last: datetime | None, at: datetime
) -> datetime | None:
    """When the next letter may go, or None for now."""
    if choices.mail == MailPace.DAILY:
        evening = quiet.last_at(at, person.zone, EVENING)
        # Whatever came before the evening goes now, be it late; the rest has the next one.
        waited = first <= evening and (last is None or last < evening)
        return None if waited else quiet.next_at(at, person.zone, EVENING)
    if last is not None and last > at - MAIL_EVERY:
        return last + MAIL_EVERY
    return None
