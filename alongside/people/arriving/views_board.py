"""Where each newcomer is, who owes the next step, and by when. For staff of the program."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people.access import require_person, staff_page
from alongside.people.arriving import actions, queries
from alongside.people.arriving.access import get_arrival
from alongside.people.arriving.forms import WelcomerForm

PAGE = 25


@staff_page
@require_safe
def newcomers(request: HttpRequest) -> HttpResponse:
    """The board: what is late stands first, then the soonest."""
    viewer = require_person(request)
    now = clock.now()
    found = queries.paths(queries.newcomers(viewer.program))

    def soonest(path: queries.Path) -> tuple[bool, float]:
        due = path.next.row.due_at if path.next else None
        return due is None, due.timestamp() if due else 0.0

    page = Paginator(sorted(found, key=soonest), PAGE).get_page(request.GET.get("page"))
    known = list(queries.possible_welcomers(viewer.program))
    lines = [
        {
            "path": path,
            "person": path.arrival.person,
            "welcomer": path.arrival.welcomer,
            "next": path.next,
            "late": path.next is not None and path.next.overdue(now),
            "form": WelcomerForm(
                viewer.program,
                but=path.arrival.person,
                known=known,
                initial={"welcomer": path.arrival.welcomer.public_id if path.arrival.welcomer else ""},
                auto_id=f"id_{path.arrival.public_id}_%s",
            ),
        }
        for path in page
    ]
    return render(request, "people/arriving/newcomers.html", {"lines": lines, "page": page, "now": now})


@staff_page
@require_POST
def hand_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """Someone else welcomes them from now on."""
    viewer = require_person(request)
    arrival = get_arrival(viewer, public_id)
    form = WelcomerForm(viewer.program, request.POST, but=arrival.person)
    if form.is_valid():
        try:
            actions.name_welcomer(arrival.person, form.cleaned_data["welcomer"], by=viewer)
        except Refused as refused:
            messages.warning(request, str(refused.sentence))
        else:
            name = form.cleaned_data["welcomer"].display_name
            messages.success(request, _("%(name)s welcomes them from now on.") % {"name": name})
    else:
        messages.warning(request, _("Please choose someone on staff or a mentor who is here."))
    return redirect("people:newcomers")
