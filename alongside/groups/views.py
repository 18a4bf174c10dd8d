"""Groups as their people see them: the list, and one group."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups import actions, ports, queries
from alongside.groups.access import get_group, get_place, get_waiting_entry
from alongside.groups.circles.listing import circles_of
from alongside.groups.models import Group, Place
from alongside.groups.shown import rule_in_words, show, show_all
from alongside.people.access import member_page, require_person
from alongside.people.models import Person, Role
from alongside.people.views import safe_next

GROUPS_A_PAGE = 20
PAST_A_PAGE = 10


@member_page
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """The groups someone belongs to or leads, all of them for a director; circles, and those one could join."""
    person = require_person(request)
    found = queries.groups_of(person.program) if person.role == Role.DIRECTOR else queries.my_groups(person)
    page = Paginator(found, GROUPS_A_PAGE).get_page(request.GET.get("page"))
    groups: list[Group] = list(page.object_list)
    leaders, coming = queries.leaders_of(groups), queries.next_of_each(groups, clock.now())
    rows = [{"group": group, "leader": leaders.get(group.pk), "next": coming.get(group.pk)} for group in groups]
    context = {
        "page": page,
        "rows": rows,
        "waiting": queries.waiting_for(person),
        "circles": circles_of(person, request.GET),
    }
    return render(request, "groups/list.html", context)


@member_page
@require_safe
def group(request: HttpRequest, id: str) -> HttpResponse:
    """Who is in it, who leads it, when it meets and when it met."""
    person = require_person(request)
    shown = get_group(person, id)
    at = clock.now()
    zone_name = shown.series.time_zone if shown.series else ""
    page = Paginator(queries.past_meetings(shown, at), PAST_A_PAGE).get_page(request.GET.get("page"))
    there = ports.was_there(person, [meeting.pk for meeting in page.object_list])
    leaders = queries.facilitators(shown)
    context = {
        "group": shown,
        "leaders": leaders,
        "leading": queries.leading([(shown, at)]).get(shown.pk),
        "roster": queries.seen_roster(shown, person),
        "farewells": queries.farewells(shown, at),
        "coming": show_all(queries.coming_meetings(shown, at), person, shown),
        "page": page,
        "past": [show(each, person, zone_name, was_there=each.pk in there) for each in page.object_list],
        "rule": rule_in_words(shown),
        "may_change": may_change(person, leaders) or queries.facilitates(person, shown),
        "leads": person in leaders,
    }
    return render(request, "groups/group.html", context)


@member_page
@require_POST
def excuse(request: HttpRequest, id: str) -> HttpResponse:
    """Someone can't come to a session. No reason is asked."""
    return _say(request, actions.excuse, id)


@member_page
@require_POST
def unexcuse(request: HttpRequest, id: str) -> HttpResponse:
    """They can come after all."""
    return _say(request, actions.unexcuse, id)


def _say(request: HttpRequest, verb: Callable[..., Place], id: str) -> HttpResponse:
    person = require_person(request)
    place = get_place(person, id)
    try:
        said = verb(place, by=person)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        known = _("All right. Your place is kept, and the group’s staff know.")
        messages.success(request, known if said.excused_at else _("Good. You are expected."))
    return redirect(safe_next(request))


@member_page
@require_POST
def leave_waiting(request: HttpRequest, id: str) -> HttpResponse:
    """Someone no longer waits for a place."""
    person = require_person(request)
    entry = get_waiting_entry(person, id)
    actions.leave_waiting_list(entry.group, person, by=person)
    messages.success(request, _("You are no longer on the waiting list."))
    return redirect("groups:list")


def may_change(person: Person, leaders: list[Person]) -> bool:
    return person.role == Role.DIRECTOR or (person.is_staff and person in leaders)
