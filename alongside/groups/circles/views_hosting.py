"""What hosts and staff do for a circle: its people, words and times, closing; and a counselor's yes or no."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.core.errors import Refused
from alongside.groups.circles import access, actions, queries
from alongside.groups.circles.access import Seen
from alongside.groups.circles.forms import CircleForm, WhyForm
from alongside.groups.forms import FindForm
from alongside.groups.models import CircleRole
from alongside.groups.shown import rule_in_words
from alongside.groups.views_calendar import schedule_page
from alongside.people.access import member_page, require_person, staff_page
from alongside.people.forms import refuse

FOUND_A_PAGE = 12


@staff_page
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Circles that wait for a counselor's answer, and those that look for a host."""
    person = require_person(request)
    proposed = [{"circle": each, "rule": rule_in_words(each)} for each in queries.proposals(person.program)]
    context = {"proposed": proposed, "hostless": queries.looking_for_host(person.program)}
    return render(request, "groups/circles/waiting.html", context)


@staff_page
@require_POST
def decide(request: HttpRequest, id: str) -> HttpResponse:
    """A counselor's yes, or not like this with a sentence."""
    person = require_person(request)
    seen = access.see(person, id)
    try:
        if "yes" in request.POST:
            actions.approve_circle(seen.circle, by=person)
            messages.success(request, _("The circle begins. Whoever proposed it sees that you said yes."))
        else:
            actions.decline_circle(seen.circle, request.POST.get("why", "")[:600], by=person)
            messages.success(
                request, _("Sent. They read your sentence, and can change the circle and propose it again.")
            )
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("groups:circle", id)
    return redirect("groups:circles_waiting")


@member_page
@require_safe
def people(request: HttpRequest, id: str) -> HttpResponse:
    """Who is in it and who was invited; finding someone to invite; asking someone to host."""
    person = require_person(request)
    seen = access.see_as_runner(person, id)
    form = FindForm(request.GET if request.GET.get("q", "").strip() else None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.people_to_invite(seen.circle, person, words)
    context = {
        "circle": seen.circle,
        "seen": seen,
        "rows": [{"row": row, "may_host": queries.may_host(row.person)} for row in queries.members(seen.circle)],
        "invited": queries.invited(seen.circle),
        "could_host": queries.could_host(person.program) if person.is_staff else [],
        "form": form,
        "words": words,
        "query": urlencode({"q": words}) if words else "",
        "page": Paginator(found, FOUND_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "groups/circles/people.html", context)


@member_page
@require_POST
def invite(request: HttpRequest, id: str) -> HttpResponse:
    """Someone is invited. What they say shows only when they are in."""
    person = require_person(request)
    seen = access.see_as_runner(person, id)
    other = access.get_to_invite(seen, str(request.POST.get("person", "")))
    said = _("%(name)s is invited.") % {"name": other.display_name}
    return _then_people(request, seen, lambda: actions.invite(seen.circle, other, by=person), said)


@member_page
@require_POST
def uninvite(request: HttpRequest, id: str) -> HttpResponse:
    """An invitation is taken back."""
    person = require_person(request)
    seen = access.see_as_runner(person, id)
    other = access.get_member(seen, str(request.POST.get("person", ""))).person
    said = _("%(name)s is no longer invited.") % {"name": other.display_name}
    return _then_people(request, seen, lambda: actions.withdraw_invitation(seen.circle, other, by=person), said)


@member_page
@require_POST
def offer(request: HttpRequest, id: str) -> HttpResponse:
    """Someone is asked to host it, or to help with it."""
    person = require_person(request)
    seen = access.see_as_changer(person, id)
    public_id = str(request.POST.get("person", ""))
    others = {each.public_id: each for each in queries.could_host(person.program)} if person.is_staff else {}
    other = others.get(public_id) or access.get_member(seen, public_id).person
    role = CircleRole.HOST if request.POST.get("role") == CircleRole.HOST else CircleRole.COHOST
    said = _("%(name)s is asked, and answers on the circle’s page.") % {"name": other.display_name}
    return _then_people(request, seen, lambda: actions.offer_role(seen.circle, other, role, by=person), said)


@member_page
@require_POST
def end_hosting(request: HttpRequest, id: str) -> HttpResponse:
    """Someone no longer hosts it or helps with that, or is no longer asked to."""
    person = require_person(request)
    seen = access.see_as_changer(person, id)
    row = access.get_member(seen, str(request.POST.get("person", "")))
    act = actions.decline_offer if row.offered_role else actions.end_hosting
    said = _("%(name)s doesn’t host it now.") % {"name": row.person.display_name}
    return _then_people(request, seen, lambda: act(seen.circle, row.person, by=person), said)


def _then_people(request: HttpRequest, seen: Seen, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("groups:circle_people", seen.circle.public_id)


@member_page
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, id: str, person: str) -> HttpResponse:
    """Someone is asked to leave, with a sentence for them."""
    by = require_person(request)
    seen = access.see_as_runner(by, id)
    row = access.get_member(seen, person)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove(seen.circle, row.person, form.cleaned_data["why"], by=by)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("They have left the circle, and read your sentence."))
            return redirect("groups:circle_people", id)
    context = {"circle": seen.circle, "other": row.person, "form": form}
    return render(request, "groups/circles/remove.html", context, status=422 if form.errors else 200)


@member_page
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, id: str) -> HttpResponse:
    """Its name, words, size and openness. A declined proposal is sent again by it."""
    person = require_person(request)
    seen = access.see_as_changer(person, id)
    form = CircleForm(request.POST if request.method == "POST" else None, initial=CircleForm.initial_of(seen.circle))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_circle(seen.circle, form.words(), by=person)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("groups:circle", id)
    context = {"circle": seen.circle, "form": form}
    return render(request, "groups/circles/edit.html", context, status=422 if form.errors else 200)


@member_page
@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, id: str) -> HttpResponse:
    """When it meets, as for groups."""
    return schedule_page(request, access.see_as_changer(require_person(request), id).circle)


@member_page
@require_POST
def close(request: HttpRequest, id: str) -> HttpResponse:
    """No more meetings; can be undone."""
    person = require_person(request)
    actions.close_circle(access.see_as_changer(person, id).circle, by=person)
    messages.success(request, _("The circle has closed. You can reopen it here."))
    return redirect("groups:circle", id)


@member_page
@require_POST
def reopen(request: HttpRequest, id: str) -> HttpResponse:
    """The undo of closing."""
    person = require_person(request)
    seen = access.see_as_changer(person, id)
    try:
        actions.reopen_circle(seen.circle, by=person)
        messages.success(request, _("The circle goes on, with the same people and times."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("groups:circle", id)
