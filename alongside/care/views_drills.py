"""A director practises what happens when a phrase that brings help is heard."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.care import clocks
from alongside.care.actions import drills as actions
from alongside.care.drills import drills_of
from alongside.care.models import Kind, ReachOut
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people.access import director_page, require_person
from alongside.people.queries import on_call


@director_page
@require_http_methods(["GET", "POST"])
def drill(request: HttpRequest) -> HttpResponse:
    """Start one; read how the last ones went."""
    person = require_person(request)
    if request.method == "POST":
        try:
            actions.start_drill(by=person, key=request.POST.get("key") or None)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The practice has begun. Whoever is on call has been told."))
        return redirect("care:drill")
    context = {
        "drills": drills_of(person),
        "on_call": on_call(person.program, clock.now()),
        "minutes": int(clocks.acknowledge().total_seconds() // 60),
    }
    return render(request, "care/drill.html", context)


@director_page
@require_POST
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """The practice is over."""
    person = require_person(request)
    cards = ReachOut.objects.filter(
        program=person.program_id, reasons__kind=Kind.PHRASE, reasons__key__startswith="drill:"
    )
    actions.end_drill(get_object_or_404(cards.distinct(), public_id=public_id), by=person)
    messages.success(request, _("The practice is over."))
    return redirect("care:drill")
