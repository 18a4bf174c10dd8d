"""What staff decided about oneself, and asking for another look. Open also while the door is shut."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.moderation import actions, queries, words
from alongside.moderation.access import get_own_decision
from alongside.moderation.forms import AppealForm
from alongside.moderation.models import Appeal, Decision
from alongside.people.access import member_page, open_while_suspended, require_person
from alongside.people.forms import refuse
from alongside.people.models import Person
from alongside.people.stages import is_suspended


@open_while_suspended
@member_page
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Everything that was decided about oneself, newest first."""
    found = queries.decisions_about(require_person(request))
    return render(request, "moderation/decisions.html", {"rows": [(each, words.decided(each)) for each in found]})


@open_while_suspended
@member_page
@require_safe
def decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """One decision: what, why, until when; and a form to ask for another look, once."""
    person = require_person(request)
    found = get_own_decision(person, public_id)
    if found.seen_at is None:
        actions.read_decision(found, by=person)
    return _page(request, person, found, AppealForm())


@open_while_suspended
@member_page
@require_POST
def ask_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Someone else on staff looks at it."""
    person = require_person(request)
    found = get_own_decision(person, public_id)
    form = AppealForm(request.POST)
    if form.is_valid():
        try:
            actions.appeal(found, form.cleaned_data["words"], by=person, key=request.POST.get("key") or None)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Sent. Someone who didn’t decide it looks at it."))
            return redirect("moderation:decision", public_id)
    return _page(request, person, found, form)


def _page(request: HttpRequest, person: Person, found: Decision, form: AppealForm) -> HttpResponse:
    together = queries.made_with(found)
    at = clock.now()
    asked = Appeal.objects.filter(decision__in=together).select_related("decided_by").first()
    context = {
        "main": together[0],
        "decisions": [(each, words.decided(each)) for each in together],
        "removed": next((each for each in together if each.removed_words), None),
        "appeal": asked,
        "due": queries.due(person.program, asked.at if asked else at),
        "form": form,
        "at": at,
        "shut": is_suspended(person, at),
    }
    return render(request, "moderation/decision.html", context, status=422 if form.errors else 200)
