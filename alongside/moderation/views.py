"""The staff's queue: what was reported, the words around it, decisions and appeals. Reports about oneself are 404."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.conversations.actions import holding
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.moderation import access, actions, queries, words
from alongside.moderation.forms import AnswerForm, DecideForm
from alongside.moderation.models import Report, Step
from alongside.people.access import require_person, staff_page
from alongside.people.forms import refuse
from alongside.people.models import Person

CARDS_A_PAGE = 20
HELD_SHOWN = 50
BEFORE_SHOWN = 5


@staff_page
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits: danger first, then the oldest; links that wait, and appeals."""
    viewer, at = _viewer(request), clock.now()
    page = Paginator(queries.open_cards(viewer, at), CARDS_A_PAGE).get_page(request.GET.get("page"))
    appeals = access.appeals_for(viewer).select_related("decision__person", "decision__by").order_by("at", "pk")
    context = {
        "page": page,
        "rows": [(card, words.thing(card.first)) for card in page.object_list],
        "held": [(each, words.PLACES[each.conversation.kind]) for each in queries.held_for(viewer)[:HELD_SHOWN]],
        "appeals": [(each, words.decided(each.decision)) for each in appeals[:HELD_SHOWN]],
        "at": at,
    }
    return render(request, "moderation/queue.html", context)


@staff_page
@require_safe
def decided(request: HttpRequest) -> HttpResponse:
    """What was decided in the last three months."""
    viewer = _viewer(request)
    page = Paginator(queries.decided_lately(viewer, clock.now()), CARDS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(each, words.thing(each.report) if each.report else "") for each in page.object_list]
    return render(request, "moderation/decided.html", {"page": page, "rows": rows})


@staff_page
@require_safe
def card(request: HttpRequest, public_id: str) -> HttpResponse:
    """One card: what was reported and by whom, and what can be decided. Opening it is told to whoever reported it."""
    viewer = _viewer(request)
    report = access.get_report(viewer, public_id)
    if report.decided_at is None and report.seen_at is None:
        actions.open_card(report, by=viewer)
    return _card(request, viewer, report)


@staff_page
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is done about it."""
    viewer = _viewer(request)
    report = access.get_report(viewer, public_id)
    form = DecideForm(report, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.decide(
                report,
                Step(data["step"]),
                remove=bool(data.get("remove")),
                words=data.get("words", ""),
                until=form.until(clock.now()),
                by=viewer,
                key=request.POST.get("key") or None,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Decided. Whoever reported it can read that it was looked at."))
            return redirect("moderation:queue")
    return _card(request, viewer, report, form)


@staff_page
@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """All that was decided at that time is taken back."""
    viewer = _viewer(request)
    decision = access.get_decision(viewer, public_id)
    try:
        actions.undo(decision, by=viewer)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("Undone. The person can read it."))
    if decision.report is None:
        return redirect("moderation:decided")
    return redirect("moderation:card", decision.report.public_id)


@staff_page
@require_safe
def context(request: HttpRequest, public_id: str) -> HttpResponse:
    """A message between five lines on each side, for who has a reason to read them. Each time is kept."""
    viewer = _viewer(request)
    message = access.get_message_to_look_at(viewer, public_id)
    actions.look_around(message, by=viewer)
    report = access.visible_to(viewer).filter(message=message).order_by("decided_at", "at").first()
    data = {
        "message": message,
        "place": words.place(message),
        "lines": queries.around(message),
        "report": report,
    }
    return render(request, "moderation/context.html", data)


@staff_page
@require_POST
def held(request: HttpRequest, public_id: str) -> HttpResponse:
    """A link of a new account: posted under its author's name, or not posted."""
    viewer = _viewer(request)
    found = queries.held_for(viewer).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    try:
        if request.POST.get("post") == "yes":
            holding.release(found, by=viewer)
            messages.success(request, _("Posted under their name."))
        else:
            holding.drop(found, by=viewer)
            messages.success(request, _("It stays unposted. Its author can read that."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("moderation:queue")


@staff_page
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Someone asks for another look. Whoever decided it can't open this."""
    viewer = _viewer(request)
    found = access.get_appeal(viewer, public_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        stands = form.cleaned_data["upheld"] == "yes"
        try:
            actions.answer_appeal(
                found, stands, form.cleaned_data["words"], by=viewer, key=request.POST.get("key") or None
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Your answer is with them.") if stands else _("Undone. They can read it."))
            return redirect("moderation:queue")
    together = queries.made_with(found.decision)
    data: dict[str, Any] = {
        "appeal": found,
        "decision": found.decision,
        "together": [(each, words.decided(each)) for each in together],
        "removed": next((each for each in together if each.removed_words), None),
        "form": form,
    }
    return render(request, "moderation/appeal.html", data, status=422 if form.errors else 200)


def _card(request: HttpRequest, viewer: Person, report: Report, form: DecideForm | None = None) -> HttpResponse:
    at = clock.now()
    found = queries.card_of(viewer, report, at)
    before = (
        queries.decided_lately(viewer, at).filter(person=report.person).exclude(report__in=found.reports)[:BEFORE_SHOWN]
        if report.person is not None
        else []
    )
    data: dict[str, Any] = {
        "card": found,
        "report": report,
        "thing": words.thing(report),
        "place": words.place(report.message) if report.message is not None else "",
        "decided": queries.decided_on(found) if report.decided_at else [],
        "before": before,
        "form": form or DecideForm(report),
        "at": at,
    }
    wrong = form is not None
    return render(request, "moderation/card.html", data, status=422 if wrong else 200)


def _viewer(request: HttpRequest) -> Person:
    request.place = "program"  # type: ignore[attr-defined]
    return require_person(request)
