"""The care desk for staff, one card, and what mentors owe newcomers."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alongside.care import actions, owners, queries, shown
from alongside.care.access import get_card, get_owed
from alongside.care.forms import CloseForm, HandOnForm, KindForm, WordsForm
from alongside.care.models import Lane, Outcome, ReachOut
from alongside.conversations.actions import open_pair
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people.access import member_page, require_person, staff_page
from alongside.people.forms import refuse
from alongside.people.models import Person, Role

CARDS_A_PAGE = 20
MINE, ALL, CLOSED = "mine", "all", "closed"


@staff_page
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Who needs someone: yours, everyone's that you may see, or what was closed lately."""
    person = require_person(request)
    at = clock.now()
    usual = ALL if person.role == Role.DIRECTOR else MINE
    of = str(request.GET.get("of", ""))
    of = of if of in {MINE, ALL, CLOSED} else usual
    form = KindForm(request.GET if "kind" in request.GET else None)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    lists = {
        MINE: queries.mine(person),
        ALL: queries.everyones(person),
        CLOSED: queries.closed_lately(person, at),
    }
    page = Paginator(queries.of_kind(lists[of], kind), CARDS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "at": at,
        "of": of,
        "kind": kind,
        "form": form,
        "page": page,
        "rows": shown.rows(person, page.object_list, at),
        "query": urlencode({"of": of, "kind": kind}),
        "directs": person.role == Role.DIRECTOR,
    }
    return render(request, "care/desk.html", context)


@staff_page
@require_safe
def card(request: HttpRequest, public_id: str) -> HttpResponse:
    """One card: why, whose, by when, what was done, and what can be done. Opening it is told as “read”."""
    person = require_person(request)
    found = get_card(person, public_id)
    if found.closed_at is None:
        try:
            actions.mark_read(found, by=person)
        except Refused as gone:
            raise Http404 from gone
    return _page(request, person, found)


@staff_page
@require_POST
def take(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that you act."""
    person = require_person(request)
    found = get_card(person, public_id)
    try:
        actions.take(found, by=person, key=_key(request))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("It is yours. Others see that you are on it."))
    return redirect("care:card", public_id)


@staff_page
@require_POST
def hand_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """It becomes someone else's, with a few words."""
    person = require_person(request)
    found = get_card(person, public_id)
    form = HandOnForm(found, person, request.POST)
    if form.is_valid():
        to = form.chosen()
        try:
            now = actions.hand_on(found, to, words=form.cleaned_data["words"], by=person, key=_key(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _handed_on(to, now.owner if now else None))
            return redirect("care:desk")
    return _page(request, person, found, hand_on_form=form)


@staff_page
@require_POST
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Words for whoever works on the card."""
    person = require_person(request)
    found = get_card(person, public_id)
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            actions.note(found, form.cleaned_data["words"], by=person, key=_key(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Your note is kept."))
            return redirect("care:card", public_id)
    return _page(request, person, found, note_form=form)


@staff_page
@require_POST
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """What became of it. “No answer yet” keeps it open until tomorrow."""
    person = require_person(request)
    found = get_card(person, public_id)
    form = CloseForm(request.POST)
    if form.is_valid():
        outcome, words = Outcome(form.cleaned_data["outcome"]), form.cleaned_data["words"]
        try:
            if outcome == Outcome.NO_ANSWER:
                actions.tried(found, words, by=person, key=_key(request))
            else:
                actions.close(found, outcome, words=words, by=person, key=_key(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            if outcome == Outcome.NO_ANSWER:
                messages.success(request, _("It stays open, and comes back to you in time."))
                return redirect("care:card", public_id)
            messages.success(request, _("Closed. Thank you for reaching out."))
            return redirect("care:desk")
    return _page(request, person, found, close_form=form)


@staff_page
@require_POST
def talk(request: HttpRequest, public_id: str) -> HttpResponse:
    """To the conversation of the two, begun if it isn't there yet: for who has no number to call."""
    person = require_person(request)
    found = get_card(person, public_id)
    try:
        conversation = open_pair(person, found.about, by=person)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("care:card", public_id)
    return redirect("conversations:conversation", conversation.public_id)


@member_page
@require_safe
def owed(request: HttpRequest) -> HttpResponse:
    """What a mentor owes newcomers: the name, what, and by when. For mentors alone."""
    mentor = _mentor(request)
    at = clock.now()
    return render(request, "care/owed.html", {"rows": shown.rows(mentor, queries.owed_by(mentor), at), "at": at})


@member_page
@require_POST
def owed_hand_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """It goes to the counselor of the newcomer's group, or the directors."""
    mentor = _mentor(request)
    found = get_owed(mentor, public_id)
    to = owners.responsible_for(found.about, clock.now())
    try:
        actions.hand_on(found, to, by=mentor, key=_key(request))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("It is handed on. Thank you for saying so."))
    return redirect("care:owed")


def _mentor(request: HttpRequest) -> Person:
    person = require_person(request)
    if person.role != Role.MENTOR:
        raise Http404
    return person


def _page(
    request: HttpRequest,
    person: Person,
    found: ReachOut,
    *,
    hand_on_form: HandOnForm | None = None,
    note_form: WordsForm | None = None,
    close_form: CloseForm | None = None,
) -> HttpResponse:
    found = get_card(person, found.public_id)
    wrong: list[django_forms.Form | None] = [hand_on_form, note_form, close_form]
    context: dict[str, Any] = {
        "shown": shown.full(person, found, clock.now()),
        "card": found,
        "hand_on_form": hand_on_form or HandOnForm(found, person),
        "note_form": note_form or WordsForm(auto_id="note_%s"),
        "close_form": close_form or CloseForm(auto_id="close_%s"),
        "private": found.lane == Lane.PRIVATE,
        "help": found.lane == Lane.HELP,
    }
    return render(request, "care/card.html", context, status=422 if any(each is not None for each in wrong) else 200)


def _handed_on(to: Person | None, new: Person | None) -> str:
    if new is None:
        return _("It is with the directors now.")
    if to is not None and new != to:
        return _("%(away)s is away. %(name)s has it meanwhile.") % {"away": to.display_name, "name": new.display_name}
    return _("It is with %(name)s now.") % {"name": new.display_name}


def _key(request: HttpRequest) -> str | None:
    return request.POST.get("key") or None
