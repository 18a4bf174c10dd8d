"""What the care desk holds of a person. Members export what they sent themselves; the desk is the program's record."""

from alongside.core.retention import Holding, declare

declare(
    Holding(
        model="care.reachout",
        about="that someone needed someone: since when, whose it was, by when, and the outcome",
        person_path="about",
        exported=True,
        erased="deleted",
        expires="with the treatment record",
    ),
    Holding(
        model="care.reason",
        about="why: kind, ids and times, and the words that the person sent themselves; who handed a "
        "post on is left out of what is exported",
        person_path="reach_out.about",
        exported=True,
        erased="deleted",
        expires="with the card",
        sealed=("words",),
    ),
    Holding(
        model="care.entry",
        about="what staff did on a card, in order, with their notes",
        person_path="reach_out.about",
        exported=False,  # part of the program's record of care, asked for from the program
        erased="deleted",
        expires="with the card",
        sealed=("words",),
    ),
    Holding(
        model="care.awake",
        about="that someone is awake at night and would like company, until when, and whose company they said yes to",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="the next morning",
    ),
)
