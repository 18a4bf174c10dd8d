"""A refusal that no view caught becomes one kind sentence, and nothing was changed.

Views that can show the sentence beside its field catch `Refused` themselves; this is for all the others.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from alongside.core.errors import Refused
from alongside.ui.views import Failure, answer

STATUS = 409


class RefusalMiddleware:
    """Turns an uncaught `Refused` into a page (or JSON for a script), status 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None leaves every other exception to Django."""
        if not isinstance(exception, Refused):
            return None
        return answer(request, Failure(STATUS, _("That didn’t work this time"), exception.sentence))
