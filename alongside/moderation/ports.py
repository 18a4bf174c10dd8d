"""Who else may read the words around a message: whoever was handed it, or was told of a phrase in it.

Bound once for each reason, in site/wiring.py; a report is a reason of its own (see `access.may_look`).
"""

from collections.abc import Callable

from alongside.conversations.models import Message
from alongside.people.models import Person

MayLook = Callable[[Person, Message], bool]
_may_look: list[MayLook] = []


def allow_looking(fn: MayLook) -> None:
    """`fn(viewer, message)`: whether something gives `viewer`, who is on staff, a reason to read on. Idempotent."""
    if fn not in _may_look:
        _may_look.append(fn)


def may_look(viewer: Person, message: Message) -> bool:
    """Whether any reason holds."""
    return any(fn(viewer, message) for fn in _may_look)
