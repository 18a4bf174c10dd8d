"""What the live rooms ask of rooms further up the house. Bound in site/wiring.py; unbound, the answer is nothing."""

from collections.abc import Callable

from django.http import HttpRequest

from alongside.groups.models import Meeting

AfterSession = Callable[[HttpRequest, Meeting], str]
_after_session: AfterSession | None = None


def bind(*, after_session: AfterSession) -> None:
    """`after_session(request, meeting)`: what the reader is asked after that session, as safe HTML, or empty."""
    global _after_session
    _after_session = after_session


def after_session(request: HttpRequest, meeting: Meeting) -> str:
    return _after_session(request, meeting) if _after_session else ""
