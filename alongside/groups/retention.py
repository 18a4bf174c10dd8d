"""What groups hold of a person: where they belong, and which sessions they may enter."""

from alongside.core.retention import Holding, declare

declare(
    Holding(
        model="groups.series",
        about="when groups meet",
        person_path="",
        exported=False,
        erased="holds nobody",
        expires="with its group",
    ),
    Holding(
        model="groups.group",
        about="therapy groups of a program",
        person_path="",
        exported=False,
        erased="holds nobody",
        expires="with its program",
    ),
    Holding(
        model="groups.facilitator",
        about="which counselor leads which group",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="when they no longer lead it",
    ),
    Holding(
        model="groups.rosterentry",
        about="which groups someone belongs or belonged to, or waits for",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="with the group",
    ),
    Holding(
        model="groups.meeting",
        about="sessions: when, and why one was cancelled",
        person_path="",
        exported=False,
        erased="holds nobody",
        expires="with the group",
    ),
    Holding(
        model="groups.place",
        about="which sessions someone may enter",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="with the session",
    ),
    Holding(
        model="groups.freetime",
        about="when someone can be booked for a short hello",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="thirty days after it is over",
    ),
    Holding(
        model="groups.Circle",
        about="a circle: what it is about, its agreement, who began it and who said yes to it",
        person_path="made_by",
        exported=True,
        erased="the name of who began it is emptied",
        expires="with its program",
    ),
    Holding(
        model="groups.CircleMember",
        about="who belongs to a circle, as what, and since when; the sentence to someone who was asked to leave",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="with the circle",
        sealed=("removed_why",),
    ),
)
