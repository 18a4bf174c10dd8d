"""What the worker does for connections."""

from alongside.connections import listening_duties as listening
from alongside.connections.introductions import duties as introductions
from alongside.connections.mentors import duties as mentors

__all__ = ["introductions", "listening", "mentors"]
