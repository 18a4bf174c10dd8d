"""Groups, circles, rosters, series, meetings and places."""

from alongside.groups.models.circles import Circle, CircleMember, CircleRole, CircleState, Openness
from alongside.groups.models.groups import (
    Facilitator,
    FreeTime,
    Group,
    Meeting,
    MeetingKind,
    Place,
    PlaceKind,
    RosterEntry,
    RosterState,
    Series,
    Tag,
)
from alongside.groups.models.mentoring import MentorOffer, MentorProfile, Mentorship, MentorshipEnd, MentorWish, Topic

__all__ = [
    "Circle",
    "CircleMember",
    "CircleRole",
    "CircleState",
    "Facilitator",
    "FreeTime",
    "Group",
    "Meeting",
    "MeetingKind",
    "MentorOffer",
    "MentorProfile",
    "MentorWish",
    "Mentorship",
    "MentorshipEnd",
    "Openness",
    "Place",
    "PlaceKind",
    "RosterEntry",
    "RosterState",
    "Series",
    "Tag",
    "Topic",
]
