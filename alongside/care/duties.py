"""What the worker does for the care desk: keep the clocks of cards, and look back."""

import logging

from alongside.care import absences, queries
from alongside.care.actions import escalate, hand_on
from alongside.care.actions.nights import forget_awake
from alongside.care.actions.signals import LOOK_BACK
from alongside.care.actions.signals import look_back as look_back_at
from alongside.care.owners import stand_in
from alongside.core import clock
from alongside.core.actions import System
from alongside.core.jobs import every

log = logging.getLogger(__name__)
CLOCK = System("care clock")
MOST = 500


@every(seconds=10)
def keep_clocks() -> int:
    """Pass up what nobody acted on in time. One that fails doesn't hold up the others. Returns how many were due."""
    due = list(queries.overdue(clock.now())[:MOST])
    for card in due:
        try:
            escalate(card, by=CLOCK)
        except Exception:
            log.exception("card %s could not be passed up", card.public_id)
    return len(due)


@every(seconds=60)
def keep_covered() -> int:
    """Hand what belongs to someone on leave to whoever stands in for them. Returns how many cards."""
    at = clock.now()
    count = 0
    for card in queries.handed_when_away(at)[:MOST]:
        if card.owner is None or stand_in(card.owner, at) == card.owner:
            continue
        try:
            hand_on(card, card.owner, by=CLOCK)
            count += 1
        except Exception:
            log.exception("card %s could not be handed to a stand-in", card.public_id)
    return count


@every(seconds=30)
def watch_absences() -> int:
    """Who was missed, whom to call, and who is missed no longer."""
    return absences.watch(clock.now())


@every(seconds=3600)
def look_back() -> int:
    """Whether contacts have changed two weeks after a card about them was closed. Returns how many were looked at."""
    count = 0
    for card in queries.to_look_back_at(clock.now() - LOOK_BACK)[:MOST]:
        try:
            look_back_at(card, by=CLOCK)
            count += 1
        except Exception:
            log.exception("card %s could not be looked back at", card.public_id)
    return count


@every(seconds=3600)
def forget_nights() -> int:
    """Nobody keeps who was awake."""
    return forget_awake(by=CLOCK)
