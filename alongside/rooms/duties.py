"""What the worker does for rooms: keep their clocks, and forget what was only for the session."""

import logging

from alongside.core import clock
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.rooms.actions import forgetting, keeping, whereabouts
from alongside.rooms.models import Room

log = logging.getLogger(__name__)


@every(seconds=1)
def keep_rooms() -> int:
    """Do what is due in every room. One room that fails doesn't hold up the others. Returns how many were due."""
    due = keeping.due_rooms(clock.now())
    for room in Room.objects.filter(pk__in=due):
        try:
            keeping.tick(room, by=keeping.CLOCK)
        except Exception:
            log.exception("room %s could not be kept", room.public_id)
    return len(due)


@every(seconds=300)
def forget_whereabouts() -> int:
    """Blank where people were and their numbers once the doors have closed. Returns of how many."""
    if not whereabouts.to_forget().exists():
        return 0
    return whereabouts.forget(by=System("rooms retention"))


@every(seconds=6 * 3600)
def forget_old() -> int:
    """Delete seats, meetings of two, calls and pagings after a year. Returns how many."""
    return forgetting.forget_old(by=System("rooms retention"))
