"""For staff: the mentors they look after."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.care import mentors as supervision
from alongside.core import clock
from alongside.people.access import require_person, staff_page


@staff_page
@require_safe
def mentors(request: HttpRequest) -> HttpResponse:
    """Whom each mentor has, days of contact and hours; never a word. Of all mentors for directors."""
    viewer = require_person(request)
    at = clock.now()
    return render(request, "care/mentors.html", {"shown": supervision.page(viewer, at), "at": at})
