"""The rows of connections."""

from alongside.connections.models.meeting import Again, Introduction, Side, Source, Suggestion, Thanks
from alongside.connections.models.record import Interaction, Kind, Tie
from alongside.connections.models.signals import Correction, Listed, Standing, State, Week, Wishes

__all__ = (
    "Again",
    "Correction",
    "Interaction",
    "Introduction",
    "Kind",
    "Listed",
    "Side",
    "Source",
    "Standing",
    "State",
    "Suggestion",
    "Thanks",
    "Tie",
    "Week",
    "Wishes",
)
