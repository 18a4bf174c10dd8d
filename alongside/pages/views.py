"""Today."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alongside.pages import today as days
from alongside.people.access import member_call, member_page, require_person


@member_page
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The next session and its Join button, then the rest of the day."""
    return render(request, "pages/today.html", {"day": days.today(require_person(request))})


@member_page
@require_safe
def today_next(request: HttpRequest) -> HttpResponse:
    """The card of the next session alone, asked for again while it is near."""
    person = require_person(request)
    return render(request, "pages/parts/next.html", {"next": days.next_card(person), "quiet": "quiet" in request.GET})


@member_call
@require_safe
def next_sessions(request: HttpRequest) -> JsonResponse:
    """What this device may keep for when there is no network: times, on the person's clock, and nothing else."""
    return JsonResponse({"lead": _("Your next session"), "sessions": days.coming_times(require_person(request))})
