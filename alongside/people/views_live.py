"""The ticket for the socket."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.live import http, topics
from alongside.people.access import member_call, require_person
from alongside.people.actions_around import note_around

MOST_TOPICS = 50


@member_call
@require_POST
def ticket(request: HttpRequest) -> HttpResponse:
    """POST {"topics": […]} → {"ticket", "url", "granted"}: what this person may be on, of what was asked."""
    person = require_person(request)
    note_around(person)
    try:
        wanted = http.requested_topics(request)
    except Refused as refused:
        return JsonResponse({"error": "bad-request", "detail": str(refused.sentence)}, status=400)
    if len(wanted) > MOST_TOPICS:
        return JsonResponse({"error": "too-many-topics", "most": MOST_TOPICS}, status=400)
    return http.ticket_response(request, person.public_id, topics.authorise(person, wanted), now=clock.now())
