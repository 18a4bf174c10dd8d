"""Half an hour before a session, whoever has a place in it is reminded, unless they said that they can't come."""

from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.groups.models import Meeting, MeetingKind, Place
from alongside.notify.actions import Telling, tell_all
from alongside.notify.models import Notice, Occasion
from alongside.people.stages import stages_where

AHEAD = timedelta(minutes=30)
BY = System("reminders")
MOST = 500
"""Places looked at together. Once as many were told in one turn, the rest has the next."""


@every(seconds=60, name="groups.reminders")
def remind() -> int:
    """Note what begins within half an hour, once for each person and start. Returns how many notices are new.

    One that is moved is told of again before its new start.
    """
    at = clock.now()
    places = Place.objects.filter(
        meeting__starts_at__gt=at,
        meeting__starts_at__lte=at + AHEAD,
        meeting__cancelled_at=None,
        excused_at=None,
        person__account__isnull=False,
        person__stage__in=stages_where("is_expected"),
    )
    places = places.select_related("person__program", "person__account", "meeting__group", "meeting__circle")
    noted, after = 0, 0
    while noted < MOST and (rows := list(places.filter(pk__gt=after).order_by("pk")[:MOST])):
        noted, after = noted + _note(rows), rows[-1].pk
    return noted


def _note(rows: list[Place]) -> int:
    """Two queries where everyone has been told."""
    keys = {row.pk: f"session:{row.meeting.public_id}:{row.meeting.starts_at:%m%d%H%M}" for row in rows}
    told = set(
        Notice.objects.filter(key__in=set(keys.values()), person__in={row.person_id for row in rows}).values_list(
            "person_id", "key"
        )
    )
    news = [_telling(row, keys[row.pk]) for row in rows if (row.person_id, keys[row.pk]) not in told]
    return sum(notice is not None for notice in tell_all(news, by=BY)) if news else 0


def _telling(place: Place, key: str) -> Telling:
    meeting, person = place.meeting, place.person
    with translation.override(person.language):
        words = _words(meeting)
    return Telling(person, Occasion.SESSION, key, "/", words=words, until=meeting.starts_at)


def _words(meeting: Meeting) -> str:
    """Which one, for who chose to read that."""
    where = meeting.group or meeting.circle
    if where is not None:
        return _("%(name)s begins soon") % {"name": where.name}
    return _("A short hello begins soon") if meeting.kind == MeetingKind.HELLO else _("A session begins soon")
