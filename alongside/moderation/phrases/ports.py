"""What phrases ask of rooms further up. Bound once, in site/wiring.py; unbound, the answer is nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from alongside.moderation.models import Hit
from alongside.people.models import Person


@dataclass(frozen=True)
class OnIt:
    """Who has said that they are on it, and by when they reach the author."""

    person: Person
    until: datetime


_on_it: Callable[[Hit], OnIt | None] | None = None


def bind(*, on_it: Callable[[Hit], OnIt | None]) -> None:
    """`on_it(hit)`: who has taken it on, or None."""
    global _on_it
    _on_it = on_it


def on_it(hit: Hit) -> OnIt | None:
    """Who has taken on what a phrase brought, or None."""
    return _on_it(hit) if _on_it else None
