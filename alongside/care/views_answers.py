"""For directors: how long people wait for an answer, and who still does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.care import answers as waits
from alongside.core import clock
from alongside.people.access import director_page, require_person


@director_page
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """The median time to the first human reply, and the list that should be empty."""
    director = require_person(request)
    at = clock.now()
    whole, *kinds = waits.figures(director.program, at)
    context = {
        "at": at,
        "whole": whole,
        "kinds": kinds,
        "least": waits.LEAST,
        "late": waits.late(director, at),
        "most": waits.MOST_SHOWN,
    }
    return render(request, "care/answers.html", context)
