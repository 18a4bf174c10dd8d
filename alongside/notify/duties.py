"""What the worker does to reach people, and what it forgets. One person who can't be reached holds up no other."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from alongside.core import clock
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.notify import due, weekly
from alongside.notify.actions import sending
from alongside.notify.actions.forgetting import forget_old
from alongside.notify.actions.weekly import write_weekly
from alongside.notify.queries import devices_of
from alongside.people.models import Person

log = logging.getLogger(__name__)
BY = System("notify")


@every(seconds=5, name="notify.push")
def push_now() -> int:
    """Push what is due; put off what falls into quiet hours. Returns how many people were told."""
    return sum(_tried("push", turn.person, partial(_push, turn)) for turn in due.pushes(clock.now()))


@every(seconds=60, name="notify.mail")
def write_letters() -> int:
    """Write the letters that are due; put off what must wait. Returns how many were written."""
    return sum(_tried("letter", turn.person, partial(_write, turn)) for turn in due.mails(clock.now()))


@every(seconds=900, name="notify.weekly")
def write_weeklies() -> int:
    """Write the weekly letters whose evening it is. Returns how many were written."""
    return sum(
        _tried("weekly letter", turn.person, partial(write_weekly, turn, by=BY)) for turn in weekly.turns(clock.now())
    )


@every(seconds=3600, name="notify.retention")
def keep_promises() -> int:
    """The promises of retention.py, kept. Returns how many rows went."""
    return forget_old(timedelta(days=30), timedelta(days=365), by=System("retention"))


def _push(turn: due.Due) -> bool:
    if turn.wait_until is None:
        return sending.push_notices(turn.person, turn.choices, turn.notices, devices_of(turn.person), by=BY)
    sending.put_off(turn.person, turn.notices, turn.wait_until, by=BY)
    return False


def _write(turn: due.Due) -> bool:
    if turn.wait_until is None:
        return sending.write_letter(turn.person, turn.choices, turn.notices, by=BY)
    sending.put_off(turn.person, turn.notices, turn.wait_until, by=BY)
    return False


def _tried(what: str, person: Person, act: Callable[[], bool]) -> bool:
    try:
        return act()
    except Exception:
        log.exception("the %s for %s failed", what, person.public_id)
        return False
