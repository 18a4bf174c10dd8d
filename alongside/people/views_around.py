"""A mentor's day off from being asked, and who looks after mentors."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.core.errors import Refused
from alongside.people import actions_around
from alongside.people.access import director_page, get_person, member_page, require_person
from alongside.people.forms import SupervisorForm, refuse
from alongside.people.models import Person, Role


@member_page
@require_POST
def step_back(request: HttpRequest) -> HttpResponse:
    """Not asked until tomorrow morning. Nobody asks why."""
    actions_around.step_back(_mentor(request), by=_mentor(request))
    messages.success(request, _("You are not asked for anything until tomorrow morning. Rest well."))
    return redirect("people:me")


@member_page
@require_POST
def step_forward(request: HttpRequest) -> HttpResponse:
    """There again."""
    actions_around.step_forward(_mentor(request), by=_mentor(request))
    messages.success(request, _("Good to have you here. You may be asked again."))
    return redirect("people:me")


@director_page
@require_POST
def supervisor(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who looks after a mentor."""
    director = require_person(request)
    mentor = get_person(director, public_id)
    if mentor.role != Role.MENTOR:
        raise Http404
    form = SupervisorForm(mentor, request.POST)
    if form.is_valid():
        try:
            actions_around.name_supervisor(mentor, form.cleaned_data["supervisor"], by=director)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
    if form.errors:
        messages.error(request, " ".join(str(each) for errors in form.errors.values() for each in errors))
    return redirect("people:program_person", public_id)


def _mentor(request: HttpRequest) -> Person:
    person = require_person(request)
    if person.role != Role.MENTOR:
        raise Http404
    return person
