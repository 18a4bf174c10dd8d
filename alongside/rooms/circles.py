"""What is otherwise in the room of a circle: its hosts lead it, and what comes from care data never reaches them.

Hosts plan small rooms with the planner, under all of its rules; they place nobody. So a plan of a circle carries no
reasons, no sums over who knows whom, and no word about who isn't there yet; and nobody is told who has been quiet.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from alongside.groups.models import Meeting, MeetingKind, PlaceKind
from alongside.rooms.models import Room

NO_REASON: dict[str, Any] = {"kind": "", "people": []}
LEADING = (PlaceKind.STAFF, PlaceKind.HOST)


def is_circle(meeting: Meeting) -> bool:
    return meeting.kind == MeetingKind.CIRCLE


def grace() -> timedelta:
    """How long the room stays open when the last host has gone."""
    return timedelta(seconds=settings.CIRCLE_GRACE_SECONDS)


def closes_at(room: Room) -> datetime | None:
    """When the room closes unless a host comes; None while one is there, and for every other kind of session."""
    if not is_circle(room.meeting) or room.unstaffed_since is None or room.ended_at is not None:
        return None
    return room.unstaffed_since + grace()
