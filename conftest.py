"""Fixtures that every test folder can use. The cast is described in tests/cast.py."""

from tests.browser import browser_type_launch_args, playwright
from tests.cast import cast, client_of

__all__ = ["browser_type_launch_args", "cast", "client_of", "playwright"]
