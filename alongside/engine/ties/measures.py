"""Numbers about one tie, from its values. Free of numpy: the same for database rows and for columns."""

from __future__ import annotations

from collections.abc import Iterable

from alongside.engine.ties.kinds import DECAYS, TWO_WAY_LATELY, Kind

_LATELY = TWO_WAY_LATELY.total_seconds()


def strength(values: Iterable[tuple[Kind, float]]) -> float:
    """Weighted sum of one direction's values, all at the same moment. Company (SESSION) adds nothing."""
    return sum((DECAYS[kind].weight * value for kind, value in values if DECAYS[kind].two_way), 0.0)


def company(values: Iterable[tuple[Kind, float]]) -> float:
    """Weighted sum of the values that aren't contact between two: having been in the same sessions."""
    return sum((DECAYS[kind].weight * value for kind, value in values if not DECAYS[kind].two_way), 0.0)


def mutual(strength_out: float, strength_in: float) -> float:
    """The part of a tie that is answered: twice the weaker direction. What is met with silence gives nothing."""
    return 2.0 * min(strength_out, strength_in)


def reciprocity(strength_out: float, strength_in: float) -> float:
    """2·min(out, in) / (out + in): 1 where both give as much, 0 where only one does or nothing is left."""
    both = strength_out + strength_in
    return min(1.0, mutual(strength_out, strength_in) / both) if both > 0 else 0.0


def two_way_lately(last_out: float | None, last_in: float | None, at: float) -> bool:
    """Whether each has turned to the other within TWO_WAY_LATELY before `at` (moments in seconds since 1970).

    Raises ValueError for a contact after `at`: a past moment can't be judged from newer contact.
    """
    if last_out is None or last_in is None:
        return False
    if max(last_out, last_in) > at:
        raise ValueError(f"contact at {max(last_out, last_in)!r} is after the moment asked for, {at!r}")
    return at - min(last_out, last_in) <= _LATELY
