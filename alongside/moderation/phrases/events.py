"""A phrase was heard. Listeners are bound in the composition root and called in the transaction of the action.

On the author's own topic: moderation.help {}: there is an offer of help to show.
"""

from collections.abc import Callable

from alongside.live import outbox
from alongside.moderation.models import Hit

Heard = Callable[[Hit], object]
_heard: list[Heard] = []


def on_heard(listener: Heard) -> None:
    """Call `listener(hit)` for each message in which a phrase was found. Idempotent."""
    if listener not in _heard:
        _heard.append(listener)


def heard(hit: Hit) -> None:
    """Tell everyone who listens, and the author's open pages."""
    outbox.publish(f"person:{hit.author.public_id}", "moderation.help", {})
    for listener in _heard:
        listener(hit)
