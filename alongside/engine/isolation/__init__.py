"""Signals: whose two-way contact is thinning or missing, with the reasons, and how likely the next two weeks pass
without any.

    from alongside.engine.isolation import Contact, Member, judge

Pure: who, whom, when and what kind in; states with reasons out. What was said never comes here.
"""

from alongside.engine.isolation.judging import judge
from alongside.engine.isolation.model import (
    DEFAULT,
    KINDS,
    Contact,
    Judgement,
    Member,
    Reason,
    Setting,
    State,
)
from alongside.engine.isolation.record import Record

__all__ = [
    "DEFAULT",
    "KINDS",
    "Contact",
    "Judgement",
    "Member",
    "Reason",
    "Record",
    "Setting",
    "State",
    "judge",
]
