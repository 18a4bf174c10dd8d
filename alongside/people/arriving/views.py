"""The path as the newcomer walks it. Each page is one small step; "not now" leads back to Today and loses nothing."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people.access import member_page, require_person
from alongside.people.arriving import actions, queries
from alongside.people.arriving.forms import AboutForm, ContactForm, PlanForm
from alongside.people.forms import refuse
from alongside.people.models import ArrivalStepKind as Kind
from alongside.people.models import Person, StepState


@member_page
@require_safe
def arriving(request: HttpRequest) -> HttpResponse:
    """Where one is on the path, and the one next thing. 404 for people who have arrived."""
    found = queries.path_of(require_person(request))
    if found is None:
        raise Http404
    own = [stone for stone in found.stones if stone.mine]
    context = {
        "path": found,
        "next": found.next_own,
        "own": own,
        "done": sum(not stone.open for stone in own),
        "left_out": [stone for stone in own if stone.row.state == StepState.SKIPPED],
        "welcomer": found.arrival.welcomer,
        "now": clock.now(),
    }
    return render(request, "people/arriving/path.html", context)


@never_cache
@member_page
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Someone staff may call. Also later, from Me."""
    person = require_person(request)
    known = queries.contact_of(person)
    initial = {name: getattr(known, name) for name in ("name", "phone", "relation")} if known else {}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        actions.set_contact(person, **form.cleaned_data, by=person)

    return _step(request, person, Kind.CONTACT, form, save, known=known)


@member_page
@require_POST
def forget_contact(request: HttpRequest) -> HttpResponse:
    """Take the contact back."""
    person = require_person(request)
    actions.forget_contact(person, by=person)
    messages.success(request, _("It is deleted. Nobody can be called for you now."))
    return redirect("people:arriving_contact")


@never_cache
@member_page
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """A safety plan, in one's own words. Also later, from Me and on a bad night."""
    person = require_person(request)
    known = queries.plan_of(person)
    initial: dict[str, Any] = {part.value: words for part, words in queries.plan_parts(known)}
    if known is not None:
        initial["shared"] = "1" if known.shared else "0"
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        actions.write_plan(person, form.words(), shared=form.cleaned_data["shared"], by=person)

    return _step(request, person, Kind.PLAN, form, save, known=known)


@member_page
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest) -> HttpResponse:
    """What people call you, what you like, when you have time."""
    person = require_person(request)
    form = AboutForm(request.POST if request.method == "POST" else None, initial=AboutForm.initial_of(person))

    def save() -> None:
        actions.tell_about(person, **form.cleaned_data, by=person)

    return _step(request, person, Kind.ABOUT, form, save)


@member_page
@require_POST
def leave_out(request: HttpRequest, kind: str) -> HttpResponse:
    """Leave one step out, and go on with the next."""
    person = require_person(request)
    if kind not in Kind:
        raise Http404
    try:
        row = actions.leave_out(person, Kind(kind), by=person)
    except Refused as refused:
        messages.warning(request, str(refused.sentence))
        return redirect("people:arriving")
    if row is None:
        raise Http404
    return onward(person)


def onward(person: Person) -> HttpResponse:
    """To the next step that is theirs to do; back to the path where there is none, or to Today for who has arrived."""
    found = queries.path_of(person)
    if found is None:
        return redirect("today")
    return redirect(found.next_own.step.url_name if found.next_own else "people:arriving")


def _step(
    request: HttpRequest,
    person: Person,
    kind: Kind,
    form: django_forms.Form,
    save: Callable[[], None],
    **context: object,
) -> HttpResponse:
    found = queries.path_of(person)
    stone = found.stone(kind) if found else None
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Refused as refused:
            refuse(form, refused)
            person.refresh_from_db()
        else:
            messages.success(request, _("Saved."))
            return onward(person) if stone is not None and stone.open else redirect(request.path)
    context |= {"form": form, "path": found, "stone": stone, "kind": kind.value}
    return render(request, f"people/arriving/{kind.value}.html", context, status=422 if form.errors else 200)
