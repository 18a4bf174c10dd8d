"""By when: the times that cards promise. None of them is an hour that nobody works, but for calls for help."""

from datetime import datetime, timedelta

from django.conf import settings

from alongside.care.models import Lane
from alongside.people.cover import by_when as by_when
from alongside.people.models import Program

TAKEN = timedelta(hours=24)
"""Whoever takes a card on has this long to say what became of it."""
HANDED = timedelta(hours=4)
"""The least that someone has who gets a card from another, or the directors one that nobody acted on."""
TRIED = timedelta(hours=24)
SAME_CALL = timedelta(minutes=15)
"""A second tap on “get help now” within this time is the same call."""
AGAIN = timedelta(minutes=30)
"""How often everyone on staff is told again of a call that nobody is on."""


def acknowledge() -> timedelta:
    """How long those who were told have to say that they are on it."""
    return timedelta(minutes=settings.HELP_ACK_MINUTES)


def reach() -> timedelta:
    """By when whoever is on it reaches the person."""
    return timedelta(minutes=settings.HELP_REACH_MINUTES)


def next_due(program: Program, lane: str, at: datetime, time: timedelta) -> datetime:
    """When a card that someone was just given is due. Calls for help know no night."""
    return at + acknowledge() if lane == Lane.HELP else by_when(program, at, time)
