"""A mentor's own page: who chose them, whom they look out for, how much it is, and what helped someone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alongside.connections.mentors import access, actions, queries, words
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups.mentoring import actions as mentoring_actions
from alongside.groups.mentoring.views import require_mentor
from alongside.people.access import member_page
from alongside.people.models import Person


@member_page
@require_safe
def mentoring(request: HttpRequest) -> HttpResponse:
    """What concerns a mentor now. For mentors alone."""
    return _page(request, require_mentor(request))


@member_page
@require_POST
def answer(request: HttpRequest, id: str) -> HttpResponse:
    """Yes, or not now, to someone who chose them."""
    mentor = require_mentor(request)
    chosen = access.get_choice(mentor, id)
    yes = request.POST.get("answer") == "yes"
    try:
        actions.answer(chosen, yes, by=mentor)
    except Refused as refused:
        return _page(request, mentor, trouble=str(refused.sentence), status=409)
    if yes:
        messages.success(request, _("Thank you. The two of you can write to each other now."))
    else:
        messages.success(request, _("That is all right. They read only that you have no place just now."))
    return redirect("connections:mentoring")


@member_page
@require_POST
def end(request: HttpRequest, id: str) -> HttpResponse:
    """One tap, and no reason."""
    mentor = require_mentor(request)
    mentoring_actions.end(access.get_mentored(mentor, id), by=mentor)
    return redirect("connections:mentoring")


def _page(request: HttpRequest, mentor: Person, *, trouble: str = "", status: int = 200) -> HttpResponse:
    at = clock.now()
    shown = queries.mentoring(mentor, at)
    context = {
        "at": at,
        "shown": shown,
        "load": shown.load,
        "lacks": [words.LACKS[code] for code in shown.ready.lacks],
        "hours": words.hours(shown.load.hours),
        "said": words.hours(float(shown.load.said_hours)),
        "contacts": [(each, shown.talks.get(each.pairing.member_id, "")) for each in shown.load.contacts],
        "trouble": trouble,
    }
    return render(request, "connections/mentors/mentoring.html", context, status=status)
