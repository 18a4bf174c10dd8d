"""What others do about posts that wait. Bound once, in site/wiring.py; called in the transaction of what happened."""

from collections.abc import Callable

from alongside.conversations.models import Message, WaitingPost
from alongside.people.models import Person

OnPost = Callable[[WaitingPost], object]
OnHanded = Callable[[Message, Person], object]

_unanswered: list[OnPost] = []
_ended: list[OnPost] = []
_handed: list[OnHanded] = []


def on_unanswered(listener: OnPost) -> None:
    """Call `listener(post)` when nobody is left to ask but the care team. Idempotent."""
    if listener not in _unanswered:
        _unanswered.append(listener)


def on_ended(listener: OnPost) -> None:
    """Call `listener(post)` when a post that the care team was asked to answer waits no more. Idempotent."""
    if listener not in _ended:
        _ended.append(listener)


def on_handed(listener: OnHanded) -> None:
    """Call `listener(message, by)` when someone hands a message to whoever is on call. Idempotent."""
    if listener not in _handed:
        _handed.append(listener)


def unanswered(post: WaitingPost) -> None:
    for listener in _unanswered:
        listener(post)


def ended(post: WaitingPost) -> None:
    for listener in _ended:
        listener(post)


def handed(message: Message, by: Person) -> None:
    for listener in _handed:
        listener(message, by)
