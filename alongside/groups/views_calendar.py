"""When a group or circle meets, and single sessions that are cancelled, brought back or moved. For staff and hosts."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups import actions, schedule
from alongside.groups.access import get_group_as_staff, get_meeting_to_change
from alongside.groups.forms import CancelForm, MoveForm, ScheduleForm
from alongside.groups.models import Circle, Group, Meeting
from alongside.groups.shown import city, rule_in_words, show, url_of
from alongside.people.access import member_page, require_person, staff_page
from alongside.people.forms import refuse
from alongside.people.models import Person

PREVIEWED = 5


@staff_page
@require_http_methods(["GET", "POST"])
def group_schedule(request: HttpRequest, id: str) -> HttpResponse:
    """The rule of a group, with a preview of what it gives before it is saved."""
    return schedule_page(request, get_group_as_staff(require_person(request), id))


def schedule_page(request: HttpRequest, owner: Group | Circle) -> HttpResponse:
    """The rule of a group or a circle; whoever asks may change it."""
    person = require_person(request)
    today = schedule.to_local(clock.now(), owner.program.time_zone).date()
    form = ScheduleForm(
        request.POST if request.method == "POST" else None, initial=ScheduleForm.initial_of(owner, today)
    )
    preview: list[datetime] = []
    if request.method == "POST" and form.is_valid():
        try:
            if "save" in request.POST:
                actions.set_schedule(
                    owner,
                    starts_local=form.starts_local(),
                    time_zone=form.cleaned_data["time_zone"],
                    minutes=form.cleaned_data["minutes"],
                    rule=form.rule_text(),
                    by=person,
                )
                messages.success(request, _("Saved. The coming sessions follow the new schedule."))
                return redirect(_page_of(owner))
            preview = _preview(form)
        except Refused as refused:
            refuse(form, refused)
    context: dict[str, Any] = {
        "form": form,
        "owner": owner,
        "back": _page_of(owner),
        "rule": rule_in_words(owner),
        "preview": preview,
        "advanced": bool(form["rule"].value() or form["rule"].errors),
    }
    return render(request, "groups/schedule.html", context, status=422 if form.errors else 200)


def _page_of(owner: Group | Circle) -> str:
    return reverse("groups:group" if isinstance(owner, Group) else "groups:circle", args=[owner.public_id])


def _preview(form: ScheduleForm) -> list[datetime]:
    zone_name = form.cleaned_data["time_zone"]
    try:
        found = schedule.coming(form.starts_local(), zone_name, form.rule_text(), clock.now(), PREVIEWED)
    except schedule.RuleProblem as problem:
        raise Refused(str(problem), field=problem.field) from problem
    if not found:
        raise Refused(_("With this schedule there would be no session from now on."), field="rule")
    return found


@member_page
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, id: str) -> HttpResponse:
    """One session will not be; everyone who has a place reads why."""
    person = require_person(request)
    meeting = get_meeting_to_change(person, id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_meeting(meeting, form.cleaned_data["why"], by=person)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The session is cancelled. You can bring it back here."))
            return _back(meeting)
    context = _about(meeting, person) | {"form": form}
    return render(request, "groups/cancel.html", context, status=422 if form.errors else 200)


@member_page
@require_POST
def restore(request: HttpRequest, id: str) -> HttpResponse:
    """The undo of cancelling."""
    person = require_person(request)
    meeting = get_meeting_to_change(person, id)
    try:
        actions.restore_meeting(meeting, by=person)
        messages.success(request, _("The session takes place after all."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return _back(meeting)


@member_page
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, id: str) -> HttpResponse:
    """One session at another time. The people and the link stay the same."""
    person = require_person(request)
    meeting = get_meeting_to_change(person, id)
    zone_name = meeting.series.time_zone if meeting.series else person.zone
    local = schedule.to_local(meeting.starts_at, zone_name)
    length = int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)
    form = MoveForm(
        zone_name,
        request.POST if request.method == "POST" else None,
        initial={"day": local.date(), "starts": local.time(), "minutes": length},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_meeting(meeting, form.moment(), minutes=form.cleaned_data["minutes"], by=person)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The session has its new time. Everyone who comes to it sees it."))
            return _back(meeting)
    context = _about(meeting, person) | {"form": form, "city": city(zone_name)}
    return render(request, "groups/move.html", context, status=422 if form.errors else 200)


def _about(meeting: Meeting, person: Person) -> dict[str, Any]:
    zone_name = meeting.series.time_zone if meeting.series else ""
    return {"meeting": meeting, "back": url_of(meeting), "shown": show(meeting, person, zone_name)}


def _back(meeting: Meeting) -> HttpResponse:
    return redirect(url_of(meeting))
