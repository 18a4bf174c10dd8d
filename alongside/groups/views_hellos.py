"""A short hello: the newcomer chooses a time, the welcomer offers some."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups import actions, queries, schedule
from alongside.groups.access import get_hello, get_offered_time
from alongside.groups.forms import TimesForm
from alongside.groups.models import FreeTime
from alongside.people.access import member_page, require_person
from alongside.people.arriving import queries as arrivals
from alongside.people.forms import refuse
from alongside.people.models import Person

MOST_SHOWN = 60


@member_page
@require_http_methods(["GET", "POST"])
def hello(request: HttpRequest) -> HttpResponse:
    """The times of one's welcomer, one tap each; the chosen one, to be changed or called off. 404 without a path."""
    person = require_person(request)
    path = arrivals.path_of(person)
    if path is None:
        raise Http404
    welcomer = path.arrival.welcomer
    trouble = ""
    if request.method == "POST":
        trouble = _book(request.POST.get("time", ""), person, welcomer)
        if not trouble:
            messages.success(request, _("It is on Today for both of you."))
            return redirect("groups:hello")
    at = clock.now()
    times = queries.free_times(welcomer, at)[:MOST_SHOWN] if welcomer else []
    stone = path.stone("hello")
    context = {
        "path": path,
        "stone": stone,
        "welcomer": welcomer,
        "booked": queries.hello_of(person, at),
        "days": _by_day(times, person),
        "asked": stone is not None and stone.open and welcomer is not None and stone.row.owner_id == welcomer.pk,
        "trouble": trouble,
    }
    return render(request, "groups/hello.html", context, status=409 if trouble else 200)


def _book(public_id: str, person: Person, welcomer: Person | None) -> str:
    """Book that time. Returns what went wrong, or nothing."""
    wanted = FreeTime.objects.filter(person=welcomer, public_id=public_id).first() if welcomer else None
    if wanted is None:
        return _("This time is no longer offered. Please choose another.")
    try:
        actions.book_hello(wanted, person, by=person)
    except Refused as refused:
        return str(refused.sentence)
    return ""


@member_page
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """None of the times fits: the welcomer is asked for others."""
    person = require_person(request)
    welcomer = actions.ask_for_times(person, by=person)
    if welcomer is None:
        raise Http404
    messages.success(request, _("%(name)s has been asked for more times.") % {"name": welcomer.display_name})
    return redirect("groups:hello")


@member_page
@require_POST
def cancel(request: HttpRequest, id: str) -> HttpResponse:
    """One of the two can't come."""
    person = require_person(request)
    meeting = get_hello(person, id)
    try:
        actions.cancel_hello(meeting, by=person)
        messages.success(request, _("It is called off, and the other one knows. No reason is needed."))
    except Refused as refused:
        messages.warning(request, str(refused.sentence))
    return redirect("groups:hello" if arrivals.arrival_of(person) else "groups:hello_times")


@member_page
@require_http_methods(["GET", "POST"])
def times(request: HttpRequest) -> HttpResponse:
    """When one can be booked, on one's own clock. For staff and mentors; 404 for others."""
    person = _welcomer(request)
    at = clock.now()
    today = schedule.to_local(at, person.zone).date()
    form = TimesForm(request.POST if request.method == "POST" else None, initial={"day": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.offer_times(person, **form.cleaned_data, by=person)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Offered. Newcomers whom you welcome can choose now."))
            return redirect("groups:hello_times")
    offered = queries.offered_times(person, at)
    others = queries.others_in([each.meeting for each in offered if each.meeting is not None], person)
    for each in offered:
        each.other = others.get(each.meeting_id or 0)
    context = {
        "form": form,
        "days": _by_day(offered, person),
        "newcomers": arrivals.welcomed_by(person),
        "zone": person.zone,
    }
    return render(request, "groups/hello_times.html", context, status=422 if form.errors else 200)


@member_page
@require_POST
def withdraw(request: HttpRequest, id: str) -> HttpResponse:
    """Take one offered time back."""
    person = _welcomer(request)
    try:
        actions.withdraw_time(get_offered_time(person, id), by=person)
    except Refused as refused:
        messages.warning(request, str(refused.sentence))
    return redirect("groups:hello_times")


def _welcomer(request: HttpRequest) -> Person:
    person = require_person(request)
    if not arrivals.may_welcome(person):
        raise Http404
    return person


def _by_day(times: list[FreeTime], reader: Person) -> list[list[FreeTime]]:
    """The times of each day of the reader's calendar."""
    days = groupby(times, key=lambda each: schedule.to_local(each.starts_at, reader.zone).date())
    return [list(day) for _date, day in days]
