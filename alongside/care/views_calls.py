"""Get help now, for someone who is signed in: one tap tells people here. The lines stay on the same page.

Nothing stands between a person and this: also staff who still lack a second step can call.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from alongside.care import actions, shown
from alongside.conversations.pairs import waiting_for
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.people.access import open_while_suspended, viewer
from alongside.people.models import Person
from alongside.people.queries import on_call
from alongside.ui.ports import HelpPart


@open_while_suspended
@never_cache
@require_http_methods(["GET", "POST"])
def help_call(request: HttpRequest) -> HttpResponse:
    """POST: tell people here; a key that was used before must not swallow it, a second tap is known by its time.

    GET: how the call stands, as a part of the help page that asks for itself again.
    """
    person = viewer(request)
    if person is None:  # signed out meanwhile: the lines are there all the same
        return redirect("ui:help")
    if request.method == "POST":
        actions.call_for_help(person, by=person)
        return redirect("ui:help")
    if not getattr(request, "htmx", False):
        return redirect("ui:help")
    return render(request, "care/parts/help_call.html", {"part": state_of(person)})


@open_while_suspended
@require_POST
def all_right(request: HttpRequest) -> HttpResponse:
    """They are all right now: whoever was told hears it."""
    person = viewer(request)
    if person is None:
        return redirect("ui:help")
    actions.all_right_now(person, by=person)
    messages.success(request, _("Good to hear. Everyone who was told knows it now. You can call again at any time."))
    return redirect("ui:help")


def help_part(request: HttpRequest) -> HelpPart | None:
    """What stands first on the help page for someone who is signed in. Bound to it in site/wiring.py."""
    person = viewer(request)
    return HelpPart("care/parts/help_call.html", state_of(person)) if person is not None else None


def state_of(person: Person) -> dict[str, Any]:
    """How the call of `person` stands; keeps its clock too, so that what is said is true when the worker is late."""
    at = clock.now()
    call = shown.call_of(person)
    if call is not None and call.card.due_at <= at:
        actions.escalate(call.card, by=SYSTEM)
        call = shown.call_of(person)
    answers = on_call(person.program, at) if call is None else None
    return {
        "caller": person,
        "call": call,
        "ended": shown.closed_call_of(person, at) if call is None else None,
        "notes": waiting_for(person) if call is not None else [],
        "on_call": answers if answers != person else None,
    }
