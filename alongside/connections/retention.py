"""What connections hold of a person: who, whom, when and what kind; never a word."""

from alongside.core.retention import Holding, declare

declare(
    Holding(
        model="connections.Interaction",
        about="that two people were in contact: who, whom, when, what kind and where; never what was said",
        person_path="actor",
        exported=True,
        erased="deleted, on both sides",
        expires="with the person",
    ),
    Holding(
        model="connections.Tie",
        about="what the record says of the contact between two people, as faded sums and counts",
        person_path="lower",
        exported=True,
        erased="deleted, on both sides",
        expires="with either person; it can be made again from the record",
    ),
    Holding(
        model="connections.Standing",
        about="how someone’s contacts stand, with reasons as data",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="replaced each time it is judged",
    ),
    Holding(
        model="connections.Week",
        about="how someone’s contacts stood at the end of a week",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="after two years",
    ),
    Holding(
        model="connections.Wishes",
        about="what someone said about being suggested, and about what is normal for them",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="with the person",
    ),
    Holding(
        model="connections.Correction",
        about="what someone says is otherwise than what was derived",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="when its time is over",
    ),
    Holding(
        model="connections.Suggestion",
        about="whom someone was suggested to get to know, and whether they dismissed it",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="after ninety days, but for the dismissed: those stay, so that they never come again",
    ),
    Holding(
        model="connections.Again",
        about="whether someone would like to meet someone again",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="unanswered ones after a week, answered ones after ninety days",
    ),
    Holding(
        model="connections.Introduction",
        about="an offer to two people to meet",
        person_path="",
        exported=False,  # each exports their own side
        erased="deleted with its sides",
        expires="ninety days after it ended; where one said “not this one again”, it stays, so that it holds",
    ),
    Holding(
        model="connections.Side",
        about="someone’s answer to an introduction",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="with the introduction",
    ),
    Holding(
        model="connections.Thanks",
        about="that someone lets a mentor know their words did good",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="ninety days after the mentor was told",
    ),
)
