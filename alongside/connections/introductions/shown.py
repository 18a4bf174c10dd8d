"""What other rooms of the house show of it, as HTML; bound in site/wiring.py."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from alongside.connections.introductions import queries
from alongside.core import clock
from alongside.groups.models import Meeting
from alongside.people.access import viewer


def after_session(request: HttpRequest, meeting: Meeting) -> str:
    """“Would you like to meet again?”, at most two, for the page after a session. Two queries for members."""
    person = viewer(request)
    questions = [] if person is None or person.is_staff else queries.questions_of(person, clock.now(), meeting)
    context = {"questions": questions, "person": person, "next": request.path}
    return render_to_string("connections/parts/again.html", context, request=request)
