"""What can be done around mentors. Each is one verb with a named actor.

The rows are locked in one order: the wish, the mentor's profile, the mentorships.
"""

from alongside.groups.mentoring.actions.choosing import (
    Wanted,
    answer,
    choose,
    close_wish,
    offer,
    open_wish,
    put_away,
    take_back,
)
from alongside.groups.mentoring.actions.pairing import begin, end, follow_cut, follow_rights
from alongside.groups.mentoring.actions.profiles import agree, pause, save_profile

__all__ = [
    "Wanted",
    "agree",
    "answer",
    "begin",
    "choose",
    "close_wish",
    "end",
    "follow_cut",
    "follow_rights",
    "offer",
    "open_wish",
    "pause",
    "put_away",
    "save_profile",
    "take_back",
]
