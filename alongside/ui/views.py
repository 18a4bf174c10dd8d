"""Pages of the house: help that needs no sign-in, the quick exit, and the page it leads to."""

import calendar
import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alongside.ui import help_lines, ports
from alongside.ui.away import mark_away


@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Crisis lines by region, the person's own first; works signed out and without scripts.

    Signed out, the program is the one whose host name the page was asked under. What else stands on the page for
    someone who is signed in comes through a port.
    """
    program = getattr(getattr(request, "person", None), "program", None) or ports.program_at(request.get_host())
    first = request.GET.get("region") or getattr(program, "region", "") or settings_region()
    return render(
        request,
        "ui/help.html",
        {
            "regions": help_lines.regions(first),
            "on_call_line": getattr(program, "on_call_line", ""),
            "part": ports.help_part(request),
        },
    )


def settings_region() -> str:
    """Whose lines stand first for someone who isn't signed in."""
    return str(getattr(settings, "HELP_REGION", "US"))


@never_cache
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Leave for a page that says nothing of this program. Back doesn't return: see `away.py`."""
    elsewhere = getattr(settings, "QUICK_EXIT_URL", "")
    response = redirect(elsewhere or "ui:calendar")
    mark_away(response)
    return response


@never_cache
@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """A month on a plain page, with nothing of the program on it."""
    today = timezone.localdate()
    context: dict[str, Any] = {
        "today": today,
        "weekdays": [WEEKDAYS_ABBR[day] for day in range(7)],
        "weeks": calendar.Calendar().monthdayscalendar(today.year, today.month),
    }
    return render(request, "ui/calendar.html", context)


@dataclass(frozen=True)
class Failure:
    """What a page says when it can't be what was asked for: what happened, what was kept, what to do."""

    status: int
    title: str | Promise
    sentence: str | Promise


BAD_REQUEST = Failure(
    400, _("That didn’t come through right"), _("Nothing was changed. Please go back and try once more.")
)
FORBIDDEN = Failure(
    403,
    _("This isn’t open to you"),
    _("Nothing was changed. If you think it should be, ask your counselor."),
)
NOT_FOUND = Failure(
    404, _("There is nothing here"), _("The link may be old, or it may be for someone else. You did nothing wrong.")
)
BROKEN = Failure(
    500,
    _("Something broke on our side"),
    _("It isn’t your doing, and what was saved before is safe. Please try again in a minute."),
)
STALE_FORM = Failure(
    403,
    _("This page waited too long"),
    _("For safety it couldn’t be sent. Go back and send it again; what you typed is kept in your browser."),
)


def answer(request: HttpRequest, failure: Failure) -> HttpResponse:
    """The failure as a page, or as JSON `{"error": status, "sentence": …}` for a script that asked for it."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": failure.status, "sentence": str(failure.sentence)}, status=failure.status)
    return render(request, "ui/failure.html", {"failure": failure}, status=failure.status)


def answer_plainly(request: HttpRequest, failure: Failure) -> HttpResponse:
    """As `answer`, with nothing drawn from the request but whether a script asks."""
    return answer(request, failure) if "application/json" in request.headers.get("Accept", "") else _plain(failure)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, with nothing drawn from the request, which may be why we are here."""
    return _plain(BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return answer(request, FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same words whether a thing doesn't exist or is someone else's."""
    return answer(request, NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page that was open too long, or from elsewhere."""
    return answer(request, STALE_FORM)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: needs no database, no session and no style sheet."""
    return _plain(BROKEN)


def _plain(failure: Failure) -> HttpResponse:
    page: str
    try:
        page = render_to_string("ui/failure_plain.html", {"failure": failure})
    except Exception:  # the page about a failure must not fail itself
        logging.getLogger(__name__).exception("The failure page couldn't be drawn")
        page = f"<!doctype html><title>{failure.status}</title><h1>{failure.title}</h1><p>{failure.sentence}</p>"
    return HttpResponse(page, status=failure.status)
