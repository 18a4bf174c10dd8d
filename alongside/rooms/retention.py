"""What rooms hold of a person, and for how long."""

from alongside.core.retention import Holding, declare

TREATMENT = "with the person's record, as the program's law on records asks"

declare(
    Holding(
        model="rooms.Room",
        about="the live place of a session",
        person_path="",
        exported=False,  # it is about the session; whoever took part exports their own part
        erased="names nobody but who shared a screen last, and that is cleared",
        expires="with the session",
    ),
    Holding(
        model="rooms.Attendee",
        about="how someone took part in a session, and their small step",
        person_path="person",
        exported=True,
        erased="step, place, phone and way are emptied; that they took part stays in the clinical record",
        expires=f"place and phone when the doors close; the rest {TREATMENT}",
        sealed=("step", "place", "phone"),
    ),
    Holding(
        model="rooms.Interval",
        about="when someone was in a room: the attendance record",
        person_path="person",
        exported=True,
        erased="stays in the clinical record until its time is over",
        expires=TREATMENT,
    ),
    Holding(
        model="rooms.Round",
        about="a round of small rooms: sizes, minutes, prompt",
        person_path="by",
        exported=False,  # about the session, not about the facilitator
        erased="stays with the session; the planner's person is named by id only",
        expires="with the session",
    ),
    Holding(
        model="rooms.SmallRoom",
        about="one small room of a round",
        person_path="",
        exported=False,
        erased="holds nothing of a person",
        expires="with the session",
    ),
    Holding(
        model="rooms.Seat",
        about="where someone sat in a round, and why, as data without words",
        person_path="person",
        exported=True,
        erased="deleted; reasons of others that name the person lose them",
        expires="a year after the session",
    ),
    Holding(
        model="rooms.Encounter",
        about="who met whom in a small room, and for how long: counts, never words",
        person_path="first",
        exported=True,
        erased="deleted for both sides of the pair",
        expires="a year after it took place",
    ),
    Holding(
        model="rooms.HelpCall",
        about="a call for the counselor from a small room",
        person_path="by",
        exported=True,
        erased="deleted",
        expires="a year after it was made",
    ),
    Holding(
        model="rooms.Broadcast",
        about="a sentence from the facilitator to all small rooms",
        person_path="by",
        exported=True,
        erased="the words are emptied",
        expires="with the session's chat",
        sealed=("text",),
    ),
    Holding(
        model="rooms.Paging",
        about="that someone on staff was asked to come to a room",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="a year after it was made",
    ),
)
