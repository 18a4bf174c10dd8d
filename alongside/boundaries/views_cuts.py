"""Block, mute and undo. About oneself alone: nobody else sees these pages, staff neither."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.boundaries import actions_cuts
from alongside.boundaries.models import Wish
from alongside.boundaries.queries import cut_of, cuts_of
from alongside.core.errors import Refused
from alongside.people import ports
from alongside.people.access import get_person, member_page, require_person
from alongside.people.models import Person
from alongside.people.views import safe_next

SHOWN = 200


@member_page
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Whom one mutes or blocks, each with “Undo”."""
    cuts = cuts_of(require_person(request))
    return render(request, "boundaries/mine.html", {"cuts": cuts[:SHOWN]})


@member_page
@require_http_methods(["GET", "POST"])
def between(request: HttpRequest, public_id: str) -> HttpResponse:
    """One's own limits towards someone: what each means, and one tap for each."""
    person = require_person(request)
    other = get_person(person, public_id)
    wish = request.POST.get("wish")
    if request.method == "POST" and wish in Wish.values:
        try:
            actions_cuts.cut(other, Wish(wish), by=person)
        except Refused as refused:
            return _page(request, person, other, str(refused.sentence))
        messages.success(request, _("That holds from now on. They are not told."))
        return redirect(safe_next(request, fallback="/me/boundaries/"))
    return _page(request, person, other)


@member_page
@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Neither blocked nor muted any more."""
    person = require_person(request)
    actions_cuts.uncut(get_person(person, public_id), by=person)
    messages.success(request, _("Undone. They are not told of that either."))
    return redirect("boundaries:mine")


def _page(request: HttpRequest, person: Person, other: Person, refused: str = "") -> HttpResponse:
    context = {
        "other": other,
        "cut": cut_of(person, other),
        "refused": refused,
        "next": safe_next(request, fallback=""),
        "self": other == person,
        "circles": [] if other == person else ports.circles_of(person, other),
    }
    return render(request, "boundaries/between.html", context, status=422 if refused else 200)
