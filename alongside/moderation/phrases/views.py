"""The list for staff, what is looked at for everyone, and the offer of help."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.moderation.models import Phrase
from alongside.moderation.phrases import actions, queries, shown
from alongside.moderation.phrases.forms import LANGUAGES, PhraseForm, PrivateForm
from alongside.people.access import director_page, member_page, require_person, staff_page
from alongside.people.forms import refuse
from alongside.people.models import Person, Role
from alongside.people.queries import on_call
from alongside.people.views import safe_next


@staff_page
@require_http_methods(["GET", "POST"])
def phrases(request: HttpRequest) -> HttpResponse:
    """The list, by language, and a form to add to it; for directors the choice about private messages."""
    person = require_person(request)
    form = PhraseForm(request.POST if request.method == "POST" else None, initial={"language": person.language})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_phrase(person.program, data["language"], data["text"], by=person, key=_key(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("It brings help from now on."))
            return redirect("phrases:list")
    return _page(request, person, form, None)


@staff_page
@require_POST
def drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a phrase off the list."""
    person = require_person(request)
    actions.drop_phrase(_own(person, public_id), by=person)
    return render(request, "phrases/dropped.html", {"phrase": _own(person, public_id)})


@staff_page
@require_POST
def put_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Undo that."""
    person = require_person(request)
    try:
        actions.put_phrase_back(_own(person, public_id), by=person)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is back on the list."))
    return redirect("phrases:list")


@director_page
@require_POST
def private(request: HttpRequest) -> HttpResponse:
    """The director's choice about messages between two people, with the reasons."""
    person = require_person(request)
    form = PrivateForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.choose_private(person.program, data["on"], data["why"], by=person, key=_key(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved. Everyone can read it beside their messages."))
            return redirect("phrases:list")
    return _page(request, person, PhraseForm(initial={"language": person.language}), form)


@member_page
@require_safe
def looked_at(request: HttpRequest) -> HttpResponse:
    """What is looked at here, by whom, and who chose so: for everyone who writes."""
    person = require_person(request)
    context = {
        "rules": queries.rules_of(person.program),
        "someone_on_call": on_call(person.program, clock.now()) is not None,
    }
    return render(request, "phrases/looked_at.html", context)


@member_page
@require_safe
def offer(request: HttpRequest) -> HttpResponse:
    """The offer of help as a part of a page, for pages that are open; empty where there is none."""
    person = require_person(request)
    context = {**shown.parts_of(queries.help_offered(person), person), "back": safe_next(request)}
    return render(request, "phrases/parts/offer.html", context)


@member_page
@require_POST
def put_aside(request: HttpRequest) -> HttpResponse:
    """The author needs the offer on the page no longer."""
    person = require_person(request)
    actions.put_help_aside(person, by=person)
    return redirect(safe_next(request))


def _key(request: HttpRequest) -> str | None:
    return request.POST.get("key") or None


def _own(person: Person, public_id: str) -> Phrase:
    return get_object_or_404(Phrase.objects.select_related("program"), program=person.program, public_id=public_id)


def _page(request: HttpRequest, person: Person, form: PhraseForm, choice: PrivateForm | None) -> HttpResponse:
    rules = queries.rules_of(person.program) or actions.begin_phrases(person.program, by=person)
    names = dict(LANGUAGES)
    by_language: dict[str, list[Phrase]] = {}
    for phrase in queries.phrases_of(person.program):
        by_language.setdefault(str(names.get(phrase.language, phrase.language)), []).append(phrase)
    context: dict[str, Any] = {
        "form": form,
        "rules": rules,
        "by_language": by_language,
        "choice": choice or PrivateForm(initial={"on": rules.in_private, "why": rules.why}),
        "may_choose": person.role == Role.DIRECTOR,
    }
    bad = form.is_bound or (choice is not None and choice.is_bound)
    return render(request, "phrases/list.html", context, status=422 if bad else 200)
