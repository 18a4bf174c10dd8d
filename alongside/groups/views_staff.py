"""Groups as staff run them: beginning and changing one, its roster, closing it."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups import actions, queries
from alongside.groups.access import get_group_as_staff
from alongside.groups.forms import FindForm, GroupForm
from alongside.groups.models import RosterState, Tag
from alongside.groups.views import may_change
from alongside.people.access import get_person, require_person, staff_page
from alongside.people.forms import refuse

FOUND_A_PAGE = 12
LATELY = timedelta(days=30)


@staff_page
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a group."""
    person = require_person(request)
    form = GroupForm(
        person.program,
        request.POST if request.method == "POST" else None,
        initial={"tag": Tag.CLINICAL, "cap": 12, "lead": person.public_id},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_group(
                person.program,
                name=form.cleaned_data["name"],
                about=form.cleaned_data["about"],
                tag=Tag(form.cleaned_data["tag"]),
                cap=form.cleaned_data["cap"],
                leaders=form.leaders(),
                key=request.POST.get("key", "")[:80] or None,
                by=person,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The group is there. Next: when does it meet?"))
            return redirect("groups:schedule", made.public_id)
    return render(request, "groups/new.html", {"form": form}, status=422 if form.errors else 200)


@staff_page
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, id: str) -> HttpResponse:
    """Change what a group is called, its size, and who leads it."""
    person = require_person(request)
    group = get_group_as_staff(person, id)
    leaders = queries.facilitators(group)
    form = GroupForm(
        person.program,
        request.POST if request.method == "POST" else None,
        initial={
            "name": group.name,
            "about": group.about,
            "tag": group.tag,
            "cap": group.cap,
            "lead": leaders[0].public_id if leaders else "",
            "facilitators": [leader.public_id for leader in leaders[1:]],
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_group(
                group,
                name=form.cleaned_data["name"],
                about=form.cleaned_data["about"],
                tag=Tag(form.cleaned_data["tag"]),
                cap=form.cleaned_data["cap"],
                leaders=form.leaders(),
                by=person,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            if may_change(person, form.leaders()):
                return redirect("groups:group", id)
            return redirect("groups:list")
    context = {"form": form, "group": group}
    return render(request, "groups/edit.html", context, status=422 if form.errors else 200)


@staff_page
@require_safe
def roster(request: HttpRequest, id: str) -> HttpResponse:
    """Who is in it, who waits in turn, and finding someone to add."""
    person = require_person(request)
    group = get_group_as_staff(person, id)
    form = FindForm(request.GET if request.GET.get("q", "").strip() else None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = Paginator(queries.people_to_add(group, words), FOUND_A_PAGE).get_page(request.GET.get("page"))
    entries = queries.on_roster(group)
    context = {
        "group": group,
        "entries": entries,
        "free": max(0, group.cap - len(entries)),
        "waiting": queries.waiting_list(group),
        "left": queries.left_lately(group, clock.now() - LATELY),
        "came_up_since": clock.now() - LATELY,
        "form": form,
        "words": words,
        "query": urlencode({"q": words}) if words else "",
        "page": found,
    }
    return render(request, "groups/roster.html", context)


@staff_page
@require_POST
def roster_add(request: HttpRequest, id: str) -> HttpResponse:
    """Someone joins, or waits when the group is full."""
    person = require_person(request)
    group = get_group_as_staff(person, id)
    added = get_person(person, str(request.POST.get("person", "")))
    try:
        entry = actions.add_to_roster(group, added, by=person)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("groups:roster", id)
    if entry.state == RosterState.WAITING:
        messages.warning(
            request,
            _("The group is full. %(name)s is on the waiting list, and gets the first free place in turn.")
            % {"name": added.display_name},
        )
    else:
        messages.success(request, _("%(name)s is in the group now.") % {"name": added.display_name})
        for other in queries.overlapping_groups(added, group, clock.now()):
            messages.warning(
                request,
                _("%(name)s is also in %(group)s, which meets at the same time.")
                % {"name": added.display_name, "group": other.name},
            )
    return redirect("groups:roster", id)


@staff_page
@require_POST
def roster_remove(request: HttpRequest, id: str) -> HttpResponse:
    """Someone leaves; the first who waits gets the place."""
    person = require_person(request)
    group = get_group_as_staff(person, id)
    removed = get_person(person, str(request.POST.get("person", "")))
    waited = queries.waiting_list(group)
    actions.remove_from_roster(group, removed, by=person)
    messages.success(request, _("%(name)s has left the group.") % {"name": removed.display_name})
    still = {entry.pk for entry in queries.waiting_list(group)}
    for entry in waited:
        if entry.pk not in still and entry.person != removed:
            messages.success(
                request,
                _("%(name)s was next on the waiting list and has the place now.") % {"name": entry.person.display_name},
            )
    return redirect("groups:roster", id)


@staff_page
@require_POST
def close(request: HttpRequest, id: str) -> HttpResponse:
    """No more sessions; can be undone."""
    person = require_person(request)
    actions.close_group(get_group_as_staff(person, id), by=person)
    messages.success(request, _("The group has closed. You can reopen it here."))
    return redirect("groups:group", id)


@staff_page
@require_POST
def reopen(request: HttpRequest, id: str) -> HttpResponse:
    """The undo of closing."""
    person = require_person(request)
    try:
        actions.reopen_group(get_group_as_staff(person, id), by=person)
        messages.success(request, _("The group goes on, with the same people and schedule."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("groups:group", id)
