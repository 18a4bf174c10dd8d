"""What is written about contact between people."""

from alongside.connections.actions.recording import record
from alongside.connections.recording import Fact

__all__ = ["Fact", "record"]
