"""The clock of a card: what nobody acted on in time goes up, and is never lost."""

from alongside.care import clocks, events, owners
from alongside.care.actions import help_calls, rows
from alongside.care.models import Deed, Lane, ReachOut
from alongside.core import clock
from alongside.core.actions import Actor, action, current


@action("care.escalate")
def escalate(card: ReachOut, *, by: Actor) -> ReachOut:
    """From its owner to the directors, and from there to nobody else: it stays theirs, and every time is recorded.

    A call for help goes its own way: see `help_calls`. A card that isn't due (any more) or is closed stays as it is.
    """
    locked = rows.lock(card)
    at = clock.now()
    if locked.closed_at is not None or locked.due_at > at:
        return locked
    if locked.lane == Lane.HELP and locked.reasons.filter(settled_at=None).exists():
        return help_calls.next_stage(locked, at, by)
    before = locked.owner
    goes_up = before is None or owners.reaches_directors(locked)
    if goes_up:
        locked.level += 1
        locked.owner = locked.taken_at = None
    locked.due_at = clocks.by_when(locked.program, at, clocks.HANDED if before else clocks.TAKEN)
    locked.save(update_fields=["level", "owner", "taken_at", "due_at"])
    if goes_up:
        rows.enter(locked, Deed.ESCALATED, at, by)
    current().record(locked, level=locked.level)
    events.changed(locked, before)
    return locked
