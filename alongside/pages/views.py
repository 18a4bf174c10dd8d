"""Today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.pages import today as days
from alongside.people.access import member_page, require_person


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
