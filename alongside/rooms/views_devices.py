"""Trying camera, microphone and sound before any session: the green room's preview, without a session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from alongside.people.access import member_page, require_person
from alongside.people.arriving import actions as arriving
from alongside.people.arriving import queries
from alongside.people.arriving.views import onward
from alongside.people.models import ArrivalStepKind
from alongside.people.queries import person_card
from alongside.rooms.media import ice


@member_page
@require_http_methods(["GET", "POST"])
def device_check(request: HttpRequest) -> HttpResponse:
    """Alone, now; or later with someone, in the hello. For everyone; on the path it is a step."""
    person = require_person(request)
    if request.method == "POST":
        if request.POST.get("with") == "hello":
            arriving.leave_out(person, ArrivalStepKind.DEVICES, by=person)
        else:
            arriving.complete(person, ArrivalStepKind.DEVICES, by=person)
        return onward(person)
    path = queries.path_of(person)
    advice = ice.advice()
    context = {
        "path": path,
        "stone": path.stone(ArrivalStepKind.DEVICES) if path else None,
        "viewer": person,
        "card": person_card(person),
        "media_advice": [advice.member] if advice.member else [],
    }
    return render(request, "rooms/device_check.html", context)
