"""What the worker does for connections."""

from alongside.connections.mentors import duties as mentors

__all__ = ["mentors"]
