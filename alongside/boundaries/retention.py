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
)
