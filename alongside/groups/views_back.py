"""Coming back: the old places, offered with one tap each."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups import actions, queries
from alongside.groups.models import RosterState
from alongside.people.access import member_page, require_person
from alongside.people.models import Person, Stage


@member_page
@require_safe
def welcome_back(request: HttpRequest) -> HttpResponse:
    """For someone who returns: the groups they were in, and those they are in."""
    person = _returning(request)
    old = queries.old_places(person, clock.now())
    leaders = queries.leaders_of([each.group for each in old])
    free = {each.pk: each.cap - getattr(each, "on_count", 0) for each in queries.groups_of(person.program)}
    context = {
        "offers": [
            {"group": each.group, "leader": leaders.get(each.group_id), "has_room": free.get(each.group_id, 0) > 0}
            for each in old
        ],
        "mine": list(queries.my_groups(person)),
        "waiting": queries.waiting_for(person),
    }
    return render(request, "groups/welcome_back.html", context)


@member_page
@require_POST
def come_back(request: HttpRequest, id: str) -> HttpResponse:
    """Back into a group they were in: at once where there is room, else first in words with who leads it."""
    person = _returning(request)
    entry = next((each for each in queries.old_places(person, clock.now()) if each.group.public_id == id), None)
    if entry is None:
        raise Http404
    try:
        back = actions.add_to_roster(entry.group, person, by=person)
    except Refused as refused:
        messages.warning(request, str(refused.sentence))
    else:
        there = _("Your place is yours again. The group sees you on its list.")
        waits = _("The group is full just now. You are on its list, and get the next place that is free.")
        messages.success(request, there if back.state == RosterState.ON else waits)
    return redirect("groups:welcome_back")


def _returning(request: HttpRequest) -> Person:
    person = require_person(request)
    if person.stage != Stage.RETURNING or person.is_staff:
        raise Http404
    return person
