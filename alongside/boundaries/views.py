"""Keep-aparts: one page, for counselors of the program. Everyone else gets 404, directors too."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.boundaries import actions
from alongside.boundaries.forms import KeepApartForm
from alongside.boundaries.models import KeepApart
from alongside.boundaries.queries import current_keep_aparts
from alongside.core.errors import Refused
from alongside.people.access import counselor_page, require_person
from alongside.people.forms import refuse


@counselor_page
@require_http_methods(["GET", "POST"])
def keep_apart(request: HttpRequest) -> HttpResponse:
    """Who is kept apart now, and a form to add a pair."""
    counselor = require_person(request)
    form = KeepApartForm(request.POST if request.method == "POST" else None, program=counselor.program)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.keep_apart(data["first"], data["second"], why=data["why"], by=counselor)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("They are kept apart from now on."))
            return redirect("boundaries:keep_apart")
    pairs = current_keep_aparts(counselor.program_id)
    return render(request, "boundaries/keep_apart.html", {"form": form, "pairs": pairs})


@counselor_page
@require_POST
def lift(request: HttpRequest, public_id: str) -> HttpResponse:
    """The two may meet again."""
    counselor = require_person(request)
    pair = get_object_or_404(KeepApart, program=counselor.program, public_id=public_id)
    actions.lift_keep_apart(pair, by=counselor)
    messages.success(request, _("They may be seated together again."))
    return redirect("boundaries:keep_apart")
