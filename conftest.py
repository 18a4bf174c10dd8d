"""Fixtures that every test folder can use. The cast is described in tests/cast.py."""

from tests.cast import cast, client_of

__all__ = ["cast", "client_of"]
