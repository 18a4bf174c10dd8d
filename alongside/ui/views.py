"""Pages of the house: help that needs no sign-in, the quick exit, and the page it leads to."""

import calendar
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alongside.ui import help_lines
from alongside.ui.away import mark_away


@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Crisis lines by region, the person's own first; works signed out and without scripts."""
    program = getattr(getattr(request, "person", None), "program", None)
    first = request.GET.get("region") or getattr(program, "region", "") or settings_region()
    return render(
        request,
        "ui/help.html",
        {"regions": help_lines.regions(first), "on_call_line": getattr(program, "on_call_line", "")},
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
