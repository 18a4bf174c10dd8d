"""A circle as people see it: its page, joining and leaving, and what a host is asked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups import ports
from alongside.groups.circles import access, actions, queries
from alongside.groups.circles.access import Seen
from alongside.groups.circles.forms import StartForm
from alongside.groups.forms import ScheduleForm
from alongside.groups.models import Circle, CircleState
from alongside.groups.schedule import to_local
from alongside.groups.shown import rule_in_words, show_all
from alongside.people.access import member_page, require_person
from alongside.people.forms import refuse
from alongside.people.models import Person


@member_page
@require_safe
def circle(request: HttpRequest, id: str) -> HttpResponse:
    """What it is about, who hosts it, when it meets; who is in it, for those who are."""
    return page(request, access.see(require_person(request), id))


def page(request: HttpRequest, seen: Seen, *, trouble: str = "", status: int = 200) -> HttpResponse:
    """The circle's page; `trouble` is a sentence about joining."""
    person, shown = seen.person, seen.circle
    inside = seen.is_in or person.is_staff
    at = clock.now()
    row = seen.row
    context: dict[str, Any] = {
        "circle": shown,
        "seen": seen,
        "hosts": queries.hosts_of(shown),
        "members": queries.seen_members(shown, person) if inside else [],
        "count": queries.count_in(shown),
        "coming": show_all(queries.coming_meetings(shown, at), person, shown) if shown.approved_at else [],
        "rule": rule_in_words(shown),
        "may_join": queries.may_join(person) and not seen.is_in and shown.approved_at and not shown.closed_at,
        "asked_to_leave": row if row is not None and row.removed_at and row.state == CircleState.OFF else None,
        "invited_by": row.invited_by if row is not None and seen.invited else None,
        "could_take_over": seen.is_in and shown.hostless_since is not None and queries.may_host(person),
        "talk": ports.talk_of(shown) if seen.is_in else "",
        "trouble": trouble,
    }
    context["full"] = not queries.has_room(shown, row)
    return render(request, "groups/circles/circle.html", context, status=status)


@member_page
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """A mentor or alum proposes a circle; staff begin one and ask someone to host it. 404 for everyone else."""
    person = require_person(request)
    if not (person.is_staff or queries.may_host(person)):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    hosts = queries.could_host(person.program) if person.is_staff else None
    today = to_local(clock.now(), person.program.time_zone).date()
    form = StartForm(hosts, sent, initial=StartForm.initial_of(None))
    when = ScheduleForm(sent, initial=ScheduleForm.fresh(today, person.program.time_zone))
    if sent is not None and form.is_valid() and when.is_valid():
        made = _start(request, person, form, when)
        if made is not None:
            return redirect("groups:circle", made.public_id)
    status = 422 if form.errors or when.errors else 200
    context = {"form": form, "when": when, "hosts": hosts, "advanced": bool(when["rule"].value())}
    return render(request, "groups/circles/start.html", context, status=status)


def _start(request: HttpRequest, person: Person, form: StartForm, when: ScheduleForm) -> Circle | None:
    key = request.POST.get("key", "")[:80] or None
    agreement = form.cleaned_data["agreement"]
    try:
        times = times_of(when)
        if person.is_staff:
            made = actions.begin_circle(person, form.words(), agreement, times, form.host_chosen(), by=person, key=key)
            messages.success(request, _("They are asked to host it. You see here what they say."))
        else:
            made = actions.propose_circle(person, form.words(), agreement, times, by=person, key=key)
            messages.success(request, _("Sent. A counselor reads it, and you see the answer here."))
    except Refused as refused:
        refuse(when if refused.field in when.fields else form, refused)
        return None
    return made


def times_of(form: ScheduleForm) -> actions.When:
    """When it meets, as the actions take it. The form must be valid. Raises Refused for no day."""
    return actions.When(
        form.starts_local(), form.cleaned_data["time_zone"], form.cleaned_data["minutes"], form.rule_text()
    )


@member_page
@require_POST
def join(request: HttpRequest, id: str) -> HttpResponse:
    """Someone says yes to the agreement, and is in it."""
    person = require_person(request)
    seen = access.see(person, id)
    try:
        actions.join(seen.circle, person, accepts=bool(request.POST.get("accepts")), by=person)
    except Refused as refused:
        return page(request, seen, trouble=str(refused.sentence), status=422 if refused.field else 409)
    messages.success(request, _("You are in the circle now. Its meetings show on Today."))
    return redirect("groups:circle", id)


@member_page
@require_POST
def leave(request: HttpRequest, id: str) -> HttpResponse:
    """Out of it, in one tap; the list that follows offers the way back."""
    person = require_person(request)
    seen = access.see(person, id)
    if not seen.is_in:
        raise Http404
    actions.leave(seen.circle, person, by=person)
    messages.success(request, _("You have left the circle."))
    return redirect("groups:list")


@member_page
@require_POST
def come_back(request: HttpRequest, id: str) -> HttpResponse:
    """The undo of leaving."""
    person = require_person(request)
    left = access.get_left(person, id)
    try:
        actions.come_back(left, person, by=person)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("groups:list")
    messages.success(request, _("You are back in the circle, as before."))
    return redirect("groups:circle", id)


@member_page
@require_POST
def decline(request: HttpRequest, id: str) -> HttpResponse:
    """Someone doesn't want to come in, or to host, now. They needn't say why."""
    person = require_person(request)
    seen = access.see(person, id)
    if seen.row is None or not (seen.invited or seen.row.offered_role):
        raise Http404
    if seen.row.offered_role:
        actions.decline_offer(seen.circle, person, by=person)
    else:
        actions.decline_invitation(seen.circle, person, by=person)
    messages.success(request, _("All right. Nobody is told."))
    return redirect("groups:circle", id) if seen.is_in else redirect("groups:list")


@member_page
@require_POST
def accept_offer(request: HttpRequest, id: str) -> HttpResponse:
    """Someone says yes to hosting, or helping with it."""
    person = require_person(request)
    seen = access.see(person, id)
    if seen.row is None or not seen.row.offered_role or not (seen.is_in or seen.invited):
        raise Http404
    try:
        actions.accept_offer(seen.circle, person, accepts=bool(request.POST.get("accepts")), by=person)
    except Refused as refused:
        return page(request, seen, trouble=str(refused.sentence), status=422 if refused.field else 409)
    messages.success(request, _("Thank you. The circle’s room opens when you are there."))
    return redirect("groups:circle", id)


@member_page
@require_POST
def step_down(request: HttpRequest, id: str) -> HttpResponse:
    """A host or co-host no longer is one, and stays in the circle."""
    person = require_person(request)
    seen = access.see(person, id)
    if not seen.hosts:
        raise Http404
    actions.end_hosting(seen.circle, person, by=person)
    messages.success(request, _("You are a member of the circle now. Thank you for hosting."))
    return redirect("groups:circle", id)


@member_page
@require_POST
def take_over(request: HttpRequest, id: str) -> HttpResponse:
    """A mentor or alum of a circle without a host becomes its host."""
    person = require_person(request)
    seen = access.see(person, id)
    if not seen.is_in or not queries.may_host(person):
        raise Http404
    try:
        actions.take_over(seen.circle, person, by=person)
        messages.success(request, _("Thank you. You host the circle now. Its room opens when you are there."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("groups:circle", id)
