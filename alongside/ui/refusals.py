"""A refusal that no view caught becomes one kind sentence, and nothing was changed.

Views that can show the sentence beside its field catch `Refused` themselves; this is for all the others. What no page
of ours sends is turned away before anything reads it: bodies that would fill the disk, and NUL characters, which
PostgreSQL takes in no text.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from alongside.core.errors import Refused
from alongside.ui.views import BAD_REQUEST, Failure, answer, answer_plainly

STATUS = 409
LARGEST_BODY = 8 * 1024 * 1024
"""Bytes: a picture of five megabytes with its form, and some room. A body without a length is read as empty."""
TOO_LARGE = Failure(413, BAD_REQUEST.title, _("That is too much at once."))


class RefusalMiddleware:
    """Turns an uncaught `Refused` into a page (or JSON for a script), status 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if length.isdigit() and int(length[:20]) > LARGEST_BODY:
            return answer_plainly(request, TOO_LARGE)
        if "\0" in request.path or "%00" in str(request.META.get("QUERY_STRING", "")):
            return answer_plainly(request, BAD_REQUEST)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Forms are read here at the earliest; JSON is checked where it is read."""
        if any("\0" in value for values in request.POST.lists() for value in (values[0], *values[1])):
            return answer_plainly(request, BAD_REQUEST)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None leaves every other exception to Django."""
        if not isinstance(exception, Refused):
            return None
        return answer(request, Failure(STATUS, _("That didn’t work this time"), exception.sentence))
