"""Ties: how much contact two people have, each way, at any moment; and how they know each other.

    from alongside.engine.ties import DECAYS, Kind, add, faded      # numpy-free: for database rows
    from alongside.engine.ties.record import Events, Ties, rebuild  # numpy, numba
    from alongside.engine.ties.reading import standing, tie_of      # numpy

Pure: no clock, no randomness, no words. It sees who, whom, when and what kind. Importing this package costs
a millisecond; numba is loaded when the first event is recorded.
"""

from alongside.engine.ties.decay import Level, add, faded, value_at
from alongside.engine.ties.kinds import DECAYS, TWO_WAY_LATELY, TWO_WAY_WINDOW, Decay, Kind
from alongside.engine.ties.measures import company, mutual, reciprocity, strength, two_way_lately
from alongside.engine.ties.words import Acquaintance, Fact, how_they_know_each_other


def warm() -> None:
    """Compile what records events where that hasn't been done, and load it. Some five seconds once, then about two."""
    from alongside.engine.ties.kinds import Kind
    from alongside.engine.ties.record import Events, Ties

    ties = Ties(people=2)
    ties.add(0.0, 0, 1, Kind.WROTE)
    ties.add_all(Events.of([(1.0, 1, 0, Kind.REPLIED, 1.0)]))


__all__ = [
    "DECAYS",
    "TWO_WAY_LATELY",
    "TWO_WAY_WINDOW",
    "Acquaintance",
    "Decay",
    "Fact",
    "Kind",
    "Level",
    "add",
    "company",
    "faded",
    "how_they_know_each_other",
    "mutual",
    "reciprocity",
    "strength",
    "two_way_lately",
    "value_at",
    "warm",
]
