"""What a mentor says of themselves, what they agree to, and when they take nobody new. 404 for everyone else."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups.mentoring import actions, queries
from alongside.groups.mentoring.forms import MentorForm, PauseForm
from alongside.groups.mentoring.terms import AGREEMENT, languages_of
from alongside.people.access import member_page, require_person
from alongside.people.forms import refuse
from alongside.people.models import GoodTime, Person, Role


@member_page
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """What members read who look for a mentor, and how much this one can carry."""
    mentor = require_mentor(request)
    kept = queries.profile_of(mentor)
    form = MentorForm(request.POST if request.method == "POST" else None, initial=MentorForm.initial_of(kept))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_profile(mentor, **form.cleaned_data, by=mentor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved. Members read this when they choose."))
            return redirect(
                "groups:mentor_agreement" if kept is None or not kept.agreed_at else "groups:mentor_profile"
            )
    return _page(request, mentor, form=form)


@member_page
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Nobody new until then; without a day, again from now on."""
    mentor = require_mentor(request)
    form = PauseForm(request.POST)
    try:
        if "end" in request.POST:
            actions.pause(mentor, None, by=mentor)
            messages.success(request, _("You may be chosen again."))
        elif form.is_valid():
            actions.pause(mentor, form.cleaned_data["until"], by=mentor)
            messages.success(request, _("Nobody new until then. The people you have stay with you."))
        else:
            return _page(request, mentor, pause_form=form)
    except Refused as refused:
        refuse(form, refused)
        return _page(request, mentor, pause_form=form)
    return redirect("groups:mentor_profile")


@member_page
@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    """What a mentor does, doesn't do, and must pass on. Nobody is given to them before they say yes."""
    mentor = require_mentor(request)
    trouble = ""
    if request.method == "POST":
        if request.POST.get("accepts"):
            actions.agree(mentor, by=mentor)
            messages.success(request, _("Thank you. It protects you as much as the people you are there for."))
            return redirect("connections:mentoring")
        trouble = _("Please say yes to it first. If something in it isn’t right for you, speak with staff.")
    kept = queries.profile_of(mentor)
    context = {"agreement": dict(AGREEMENT), "profile": kept, "trouble": trouble}
    return render(request, "groups/mentoring/agreement.html", context, status=422 if trouble else 200)


def require_mentor(request: HttpRequest) -> Person:
    """The mentor who asks. Raises Http404 for everyone else."""
    person = require_person(request)
    if person.role != Role.MENTOR:
        raise Http404
    return person


def _page(
    request: HttpRequest, mentor: Person, *, form: MentorForm | None = None, pause_form: PauseForm | None = None
) -> HttpResponse:
    at, kept = clock.now(), queries.profile_of(mentor)
    paused = kept is not None and kept.pauses_until is not None and kept.pauses_until > at
    times = [GoodTime(code).label for code in mentor.good_times.split(",") if code in GoodTime.values]
    context = {
        "form": form or MentorForm(initial=MentorForm.initial_of(kept)),
        "pause_form": pause_form or PauseForm(initial={"until": (at + timedelta(weeks=4)).date()}),
        "profile": kept,
        "paused": paused,
        "languages": list(languages_of(mentor).values()),
        "times": times,
    }
    wrong = (form is not None and form.errors) or (pause_form is not None and pause_form.errors)
    return render(request, "groups/mentoring/profile.html", context, status=422 if wrong else 200)
