"""Whose contacts are thin, in two lists, and what came of it; for staff."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alongside.care import listed, queries, shown
from alongside.care.access import get_card
from alongside.care.actions.signals import LOOK_BACK, seat_familiar
from alongside.connections.models import Listed
from alongside.connections.signals import words
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people.access import require_person, staff_page
from alongside.people.models import Role

FIRST = 8
"""People of each list on the page of both."""
A_PAGE = 20


@staff_page
@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """Welcome and Fading: both in short, or one with everybody on it."""
    viewer = require_person(request)
    groups = listed.groups_for(viewer)
    chosen = str(request.GET.get("group", ""))
    group = next((each for each in groups if each.public_id == chosen), None)
    of = str(request.GET.get("of", ""))
    shows = [Listed(of)] if of in Listed.values else [Listed.WELCOME, Listed.FADING]
    number = request.GET.get("page") if len(shows) == 1 else 1
    lists = []
    for each in shows:
        page = Paginator(listed.on_list(viewer, each, group), A_PAGE if len(shows) == 1 else FIRST).get_page(number)
        lists.append({"code": str(each), "page": page, "rows": listed.rows(viewer, page.object_list)})
    context = {
        "lists": lists,
        "of": of if len(shows) == 1 else "",
        "groups": groups,
        "group": group,
        "directs": viewer.role == Role.DIRECTOR,
        "query": urlencode({"of": of, "group": group.public_id if group else ""}),
        "claims": words.NOT_CLAIMED,
    }
    return render(request, "care/signals.html", context)


@staff_page
@require_safe
def looking_back(request: HttpRequest) -> HttpResponse:
    """Cards about contacts that were closed, and how many two-way ties there were then and two weeks later."""
    viewer = require_person(request)
    page = Paginator(queries.looked_back(viewer), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [
            {"row": row, "look_at": row.card.closed_at + LOOK_BACK if row.card.closed_at else None}
            for row in shown.rows(viewer, page.object_list, clock.now())
        ],
        "query": "",
    }
    return render(request, "care/looking_back.html", context)


@staff_page
@require_POST
def seat(request: HttpRequest, public_id: str) -> HttpResponse:
    """In their next session someone they know sits beside them."""
    viewer = require_person(request)
    card = get_card(viewer, public_id)
    try:
        seat_familiar(card, by=viewer, key=request.POST.get("key") or None)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(
            request, _("Asked for. In their next session someone they know sits beside them. Others aren’t told why.")
        )
    return redirect("care:card", public_id)
