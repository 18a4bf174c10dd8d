"""What the worker does for connections."""

from alongside.connections import listening_duties as listening
from alongside.connections.introductions import duties as introductions
from alongside.connections.mentors import duties as mentors
from alongside.connections.signals import duties as signals
from alongside.connections.suggesting import duties as suggesting

__all__ = ["introductions", "listening", "mentors", "signals", "suggesting"]
