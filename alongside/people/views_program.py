"""Running the program: its people, invitations, agreements and settings. Who is on call, and away: `views_rota`."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people import actions, actions_arriving, program_pages
from alongside.people.access import director_page, require_person, staff_page
from alongside.people.arriving.queries import possible_welcomers
from alongside.people.forms import (
    AgreementForm,
    FindForm,
    InviteForm,
    ProgramForm,
    refuse,
)
from alongside.people.models import (
    Agreement,
    AgreementKind,
    Invitation,
    Role,
)
from alongside.people.queries import current_agreements, find_people, invitation_state
from alongside.ui import help_lines

PAGE = 25
LINK_KEY = "invitation_link"


@staff_page
@require_safe
def program(request: HttpRequest) -> HttpResponse:
    """The first page that is open to this person."""
    tabs = program_pages.tabs(require_person(request).role, request.path)
    return redirect(tabs[0].url)


@director_page
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everyone in the program, to be found by name, role and stage."""
    director = require_person(request)
    form = FindForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(find_people(director.program, **wanted), PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(request, "people/program_people.html", {"form": form, "page": page, "query": query.urlencode()})


@director_page
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite someone by a discreet letter."""
    director = require_person(request)
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        initial={"role": Role.MEMBER, "language": director.language},
        welcomers=possible_welcomers(director.program),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions_arriving.invite_person(
                director.program, **form.cleaned_data, by=director, key=request.POST.get("key") or None
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return _invited(request, made)
    return render(request, "people/program_invite.html", {"form": form})


@director_page
@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Invitations that wait, and what became of the others."""
    director = require_person(request)
    rows = Invitation.objects.filter(program=director.program).select_related("person").order_by("-made_at", "-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    now = clock.now()
    newest = dict(rows.order_by("made_at", "id").values_list("person_id", "id"))
    lines = [
        {"invitation": each, "state": invitation_state(each, now).value, "newest": newest[each.person_id] == each.pk}
        for each in page
    ]
    link = request.session.pop(LINK_KEY, "")
    return render(request, "people/program_invitations.html", {"page": page, "lines": lines, "link": link})


@director_page
@require_POST
def invitation_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """A fresh link to the same address."""
    director = require_person(request)
    found = get_object_or_404(Invitation, program=director.program, public_id=public_id)
    try:
        return _invited(request, actions_arriving.invite_again(found, by=director))
    except Refused as refused:
        messages.warning(request, str(refused.sentence))
    return redirect("people:invitations")


@director_page
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """The link stops working."""
    director = require_person(request)
    found = get_object_or_404(Invitation, program=director.program, public_id=public_id)
    try:
        actions_arriving.withdraw_invitation(found, by=director)
    except Refused as refused:
        messages.warning(request, str(refused.sentence))
    else:
        messages.success(request, _("The link no longer works."))
    return redirect("people:invitations")


def _invited(request: HttpRequest, made: Invitation) -> HttpResponse:
    """The link is shown once, for handing it over another way where mail doesn't arrive."""
    if made.link:  # the same post sent twice keeps the link that the first one made
        request.session[LINK_KEY] = made.link
    messages.success(request, _("The letter is on its way."))
    return redirect("people:invitations")


@director_page
@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """The texts everyone accepts, and their earlier versions."""
    director = require_person(request)
    current = current_agreements(director.program)
    earlier = Agreement.objects.filter(program=director.program).exclude(pk__in=[each.pk for each in current])
    context = {"current": current, "earlier": earlier.order_by("kind", "-version")}
    return render(request, "people/program_agreements.html", context)


@director_page
@require_safe
def agreement(request: HttpRequest, public_id: str) -> HttpResponse:
    """One version, as it was published."""
    director = require_person(request)
    found = get_object_or_404(Agreement, program=director.program, public_id=public_id)
    return render(request, "people/program_agreement.html", {"agreement": found})


@director_page
@require_http_methods(["GET", "POST"])
def publish_agreement(request: HttpRequest, kind: str) -> HttpResponse:
    """Write the next version of a text; everyone is asked again before their next session."""
    director = require_person(request)
    if kind not in AgreementKind:
        raise Http404
    newest = next((each for each in current_agreements(director.program) if each.kind == kind), None)
    form = AgreementForm(
        request.POST if request.method == "POST" else None,
        initial={"title": newest.title, "body": newest.body} if newest else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_agreement(
                director.program, kind=kind, **form.cleaned_data, by=director, key=request.POST.get("key") or None
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Published. Everyone is asked before their next session."))
            return redirect("people:program_agreements")
    context = {"form": form, "kind": AgreementKind(kind), "newest": newest}
    return render(request, "people/program_publish.html", context)


@director_page
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """What holds for the whole program."""
    director = require_person(request)
    program = director.program
    regions = [(region.code, region.name) for region in help_lines.regions(program.region)]
    names = (
        *("name", "time_zone", "region", "on_call_line", "host", "guide_in_every_room"),
        *("staffed_days", "staffed_from", "staffed_until"),
    )
    form = ProgramForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(program, name) for name in names},
        regions=regions,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_program(program, **form.cleaned_data, by=director)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:program_settings")
    return render(request, "people/program_settings.html", {"form": form})
