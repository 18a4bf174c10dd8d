"""What the boundaries hold of a person."""

from alongside.core.retention import Holding, declare

declare(
    Holding(
        model="boundaries.KeepApart",
        about="two people who are never seated together, and why",
        person_path="first, second",
        exported=False,  # it is about two people and would tell each of the other; staff answer requests by hand
        erased="deleted with either person",
        expires="a year after it was lifted",
        sealed=("why",),
    ),
    Holding(
        model="boundaries.Cut",
        about="that someone blocks or mutes someone",
        person_path="person, other",
        exported=True,  # to whoever chose it, never to the other
        erased="deleted with either person",
        expires="a year after it was lifted",
    ),
    Holding(
        model="boundaries.PostingPause",
        about="that someone may read but not write, until when",
        person_path="person",
        exported=True,
        erased="deleted",
        expires="two years after it ended",
    ),
)
