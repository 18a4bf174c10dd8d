"""Choices as their page would send them, and moments at which nobody sleeps."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.test import Client

from alongside.notify.actions.preferences import change_preferences
from alongside.notify.models import Occasion
from alongside.people.models import Person

ClientOf = Callable[[Person | None], Client]
MIDDAY = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
"""Noon in New York, a Tuesday."""
LATER = MIDDAY + timedelta(seconds=61)
DEFAULTS: dict[str, Any] = {
    "hears": Occasion.values,
    "mail": "bundled",
    "push": True,
    "shows_words": False,
    "quiet_from": "21:00",
    "quiet_until": "08:00",
    "weekly": True,
}


def choose(person: Person, **choices: Any) -> None:
    """The defaults, but for what is named."""
    all_of_them = DEFAULTS | choices
    for name in ("quiet_from", "quiet_until"):
        all_of_them[name] = time.fromisoformat(all_of_them[name])
    change_preferences(person, **all_of_them, by=person)
