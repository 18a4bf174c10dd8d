"""What the worker does for conversations."""

import logging

from alongside.conversations import files, membership, telling
from alongside.conversations.actions.files import UNPOSTED_KEPT, forget_unposted
from alongside.conversations.actions.holding import forget_held
from alongside.conversations.actions.telling import tell
from alongside.conversations.actions.waiting import ask_next, end_waiting, forget_waiting
from alongside.conversations.models import Message
from alongside.conversations.search import rebuilding
from alongside.conversations.waiting import queries as waiting
from alongside.conversations.waiting.actions import WAITING
from alongside.core import clock
from alongside.core.actions import System
from alongside.core.jobs import every

log = logging.getLogger(__name__)
RETENTION = System("retention")
TALK = System("talk")
MOST = 200


@every(seconds=3600, name="conversations.files")
def forget_files() -> int:
    """The promise of retention.py about files, kept: neither unposted ones nor ones without a row. Returns how many."""
    return forget_unposted(by=RETENTION) + files.sweep(clock.now() - UNPOSTED_KEPT)


@every(seconds=60, name="conversations.membership")
def follow_the_clock() -> int:
    """Leaves begin and end by the clock, and who takes part with them. Returns how many conversations were settled."""
    return membership.repair()


@every(seconds=30, name="conversations.waiting")
def keep_waiting_clocks() -> int:
    """Ask the next ones where a post waits, and end what nobody needs to answer. One that fails holds up no other."""
    count = 0
    for rows, act in ((waiting.due(clock.now()), ask_next), (waiting.over(), end_waiting)):
        for post in rows[:MOST]:
            try:
                act(post, by=WAITING)
                count += 1
            except Exception:
                log.exception("post %s that waits could not be moved on", post.public_id)
    return count


@every(seconds=3, name="conversations.telling")
def tell_who_is_away() -> int:
    """Note for whom what was said is news. Returns how many notices there are. One that fails holds up no other."""
    messages = telling.untold()
    if not messages:
        return 0
    try:
        return tell(messages, by=TALK)
    except Exception:
        log.exception("%s messages from %s on could not be told at once", len(messages), messages[0].public_id)
    return sum(_tell_alone(message) for message in messages)


def _tell_alone(message: Message) -> int:
    try:
        return tell([message], by=TALK)
    except Exception:
        log.exception("message %s could not be told", message.public_id)
        return 0


@every(seconds=24 * 3600, name="conversations.retention")
def keep_promises() -> int:
    """The promises of retention.py about posts that waited and held messages, kept. Returns how many of both."""
    return forget_waiting(by=RETENTION) + forget_held(by=RETENTION)


@every(seconds=24 * 3600, name="conversations.search")
def forget_in_search() -> int:
    """Nothing stays findable that is no longer there. Returns how many went."""
    return rebuilding.sweep()
