"""Who is on call, and who is away: read by all of staff. Directors change the rota; leave is one's own to take."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people import actions, actions_leave, actions_rota, rota
from alongside.people.access import director_page, require_person, staff_page
from alongside.people.forms import refuse
from alongside.people.forms_rota import LeaveForm, RepeatForm, ShiftForm
from alongside.people.models import GONE_STAGES, STAFF_ROLES, Cover, Leave, OnCallShift, Person, Program, Role, Stage

MOST_SHIFTS = 100


def staff_of(program: Program) -> QuerySet[Person]:
    """Who works for the program, by name."""
    found = Person.objects.filter(program=program, role__in=STAFF_ROLES)
    return found.exclude(stage__in=[*GONE_STAGES, Stage.INVITED]).order_by("display_name", "id")


@staff_page
@require_http_methods(["GET", "POST"])
def on_call(request: HttpRequest) -> HttpResponse:
    """Who answers when nobody else does: the next two weeks hour by hour, with the times nobody covers."""
    viewer = require_person(request)
    program, zone = viewer.program, ZoneInfo(viewer.program.time_zone)
    may_change = viewer.role == Role.DIRECTOR
    form = ShiftForm(request.POST if request.method == "POST" else None, staff=staff_of(program))
    if request.method == "POST":
        if not may_change:
            raise Http404
        with timezone.override(zone):  # the form's wall times are the program's
            valid = form.is_valid()
        if valid:
            data = form.cleaned_data
            try:
                actions.add_shift(data["person"], starts_at=data["starts"], ends_at=data["ends"], by=viewer)
            except Refused as refused:
                named = {"starts_at": "starts", "ends_at": "ends"}
                refuse(form, Refused(refused.sentence, field=named.get(refused.field or "", refused.field)))
            else:
                messages.success(request, _("The shift is on the rota."))
                return redirect("people:on_call")
    now = clock.now()
    until = now + timedelta(days=rota.DAYS_AHEAD)
    found = rota.watch(program, now, until)
    shifts = OnCallShift.objects.filter(program=program, ends_at__gt=now).select_related("person")
    context = {
        "days": rota.by_day(found, program.time_zone),
        "now_on": found[0].person,
        "gaps": [each for each in found if each.person is None],
        "shifts": list(shifts.order_by("starts_at", "id")[:MOST_SHIFTS]) if may_change else [],
        "form": form if may_change else None,
        "ahead": rota.DAYS_AHEAD,
        "program": program,
        "now": now,
    }
    return render(request, "people/program_on_call.html", context)


@director_page
@require_http_methods(["GET", "POST"])
def repeat_shifts(request: HttpRequest) -> HttpResponse:
    """Shifts that repeat: first what they would do, then added in one go."""
    director = require_person(request)
    staff = staff_of(director.program)
    today = clock.now().astimezone(ZoneInfo(director.program.time_zone)).date()
    initial = {"weekdays": ["1", "2", "3", "4", "5"], "first": actions_rota.first_monday(today), "weeks": 4}
    form = RepeatForm(request.POST if request.method == "POST" else None, staff=staff, initial=initial)
    planned: list[actions_rota.Planned] = []
    if request.method == "POST" and form.is_valid():
        person, repeat = form.cleaned_data["person"], form.repeat()
        try:
            planned = actions_rota.plan_shifts(person, repeat)
            count = sum(not each.stops for each in planned)
            if "add" in request.POST:
                actions_rota.add_shifts(person, repeat, by=director, key=request.POST.get("key") or None)
                messages.success(
                    request,
                    ngettext("%(count)s shift is on the rota.", "%(count)s shifts are on the rota.", count)
                    % {"count": count},
                )
                return redirect("people:on_call")
        except Refused as refused:
            refuse(form, refused)
    context = {
        "form": form,
        "again": RepeatForm(request.POST, staff=staff, auto_id=False) if planned else None,
        "planned": planned,
        "fitting": sum(not each.stops for each in planned),
        "program": director.program,
    }
    return render(request, "people/program_repeat.html", context)


@director_page
@require_POST
def remove_shift(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a shift off the rota."""
    director = require_person(request)
    shift = get_object_or_404(OnCallShift, program=director.program, public_id=public_id)
    actions_rota.remove_shift(shift, by=director)
    messages.success(request, _("The shift is off the rota."))
    return redirect("people:on_call")


@staff_page
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Who is away and who stands in; one's own leave is asked for here, and anyone's by a director."""
    viewer = require_person(request)
    directs = viewer.role == Role.DIRECTOR
    form = LeaveForm(
        request.POST if request.method == "POST" else None,
        staff=staff_of(viewer.program),
        person=None if directs else viewer,
        initial={"person": viewer.public_id},
    )
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data.get("person") or viewer
        try:
            starts_at, ends_at = form.span(viewer.program.time_zone)
            actions_leave.take_leave(
                person,
                starts_at=starts_at,
                ends_at=ends_at,
                covers=form.covers(),
                by=viewer,
                key=request.POST.get("key") or None,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("It is noted, and everything is covered. The groups see who leads meanwhile."))
            return redirect("people:leave")
    rows = Leave.objects.filter(person__program=viewer.program, cancelled_at=None, ends_at__gt=clock.now())
    rows = rows.select_related("person").prefetch_related("covers__person").order_by("starts_at", "id")
    lines = [
        {
            "leave": each,
            "last": each.ends_at - timedelta(seconds=1),
            "covers": sorted(each.covers.all(), key=lambda cover: cover.pk),
            "missing": [cover for cover in each.covers.all() if not _works(cover)],
            "may_cancel": directs or each.person_id == viewer.pk,
        }
        for each in rows
    ]
    context = {"form": form, "lines": lines, "now": clock.now(), "program": viewer.program}
    return render(request, "people/program_leave.html", context)


@staff_page
@require_POST
def cancel_leave(request: HttpRequest, public_id: str) -> HttpResponse:
    """They aren't away after all, or back already."""
    viewer = require_person(request)
    found = Leave.objects.filter(person__program=viewer.program).select_related("person")
    if viewer.role != Role.DIRECTOR:
        found = found.filter(person=viewer)
    actions_leave.cancel_leave(get_object_or_404(found, public_id=public_id), by=viewer)
    messages.success(request, _("The leave is taken back. Everything is theirs again."))
    return redirect("people:leave")


def _works(cover: Cover) -> bool:
    return cover.person.is_staff and cover.person.stage not in GONE_STAGES
