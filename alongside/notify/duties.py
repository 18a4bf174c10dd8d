"""What the worker does to reach people, and what it forgets."""

from datetime import timedelta

from alongside.core import clock
from alongside.core.actions import System
from alongside.core.jobs import every
from alongside.notify import due, weekly
from alongside.notify.actions import sending
from alongside.notify.actions.forgetting import forget_old
from alongside.notify.actions.weekly import write_weekly
from alongside.notify.queries import devices_of

BY = System("notify")


@every(seconds=5, name="notify.push")
def push_now() -> int:
    """Push what is due; put off what falls into quiet hours. Returns how many people were told."""
    told = 0
    for turn in due.pushes(clock.now()):
        if turn.wait_until is not None:
            sending.put_off(turn.person, turn.notices, turn.wait_until, by=BY)
        else:
            told += sending.push_notices(turn.person, turn.choices, turn.notices, devices_of(turn.person), by=BY)
    return told


@every(seconds=60, name="notify.mail")
def write_letters() -> int:
    """Write the letters that are due; put off what must wait. Returns how many were written."""
    written = 0
    for turn in due.mails(clock.now()):
        if turn.wait_until is not None:
            sending.put_off(turn.person, turn.notices, turn.wait_until, by=BY)
        else:
            written += sending.write_letter(turn.person, turn.choices, turn.notices, by=BY)
    return written


@every(seconds=900, name="notify.weekly")
def write_weeklies() -> int:
    """Write the weekly letters whose evening it is. Returns how many were written."""
    return sum(write_weekly(turn, by=BY) for turn in weekly.turns(clock.now()))


@every(seconds=3600, name="notify.retention")
def keep_promises() -> int:
    """The promises of retention.py, kept. Returns how many rows went."""
    return forget_old(timedelta(days=30), timedelta(days=365), by=System("retention"))
