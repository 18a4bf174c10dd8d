"""Coming in: the invitation's page, and the agreements."""

from zoneinfo import ZoneInfo

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people import actions_arriving, adults
from alongside.people.access import member_page, require_person
from alongside.people.actions import create_account
from alongside.people.arriving.queries import arrival_of
from alongside.people.forms import ArriveForm, JoinForm, refuse
from alongside.people.middleware import PROGRAM_KEY
from alongside.people.models import Acceptance, Account, Agreement, Invitation, Person, Stage
from alongside.people.queries import (
    InvitationState,
    current_agreements,
    find_invitation,
    invitation_state,
    outstanding_agreements,
)
from alongside.people.views import safe_next
from alongside.people.views_demo import BACKEND
from alongside.ui import help_lines

STATUS = {InvitationState.UNKNOWN: 404}
GONE = 410


@never_cache
@sensitive_post_parameters("password", "birth_year", "has_turned")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: as the account that is signed in, or with a new one."""
    found = find_invitation(token)
    state = invitation_state(found, clock.now())
    if found is None or state is not InvitationState.OPEN:
        return render(request, "people/invitation_closed.html", {"state": state.value}, status=STATUS.get(state, GONE))
    account = request.user if isinstance(request.user, Account) else None
    known = account is None and Account.objects.filter(email__iexact=found.email).exists()
    form = _arrive_form(request, found, account)
    if request.method == "POST" and not known and form.is_valid():
        try:
            if not _is_adult(found, form):
                actions_arriving.end_invitation(found, by=found.person)
                return _not_yet(request, found)
            person, account = _come_in(found, account, form)
        except adults.Unsure as unsure:
            form.ask_birthday()
            refuse(form, unsure)
        except Refused as refused:
            refuse(form, refused)
        else:
            login(request, account, backend=BACKEND)
            request.session[PROGRAM_KEY] = person.program.public_id
            return redirect("people:agreements")
    context = {
        "invitation": found,
        "form": form,
        "account": account,
        "known": known,
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
    }
    return render(request, "people/invitation.html", context)


def _is_adult(found: Invitation, form: JoinForm) -> bool:
    here = clock.now().astimezone(ZoneInfo(found.program.time_zone))
    turned = {"yes": True, "no": False}.get(form.cleaned_data.get("has_turned", ""))
    return adults.check(form.cleaned_data["birth_year"], here, has_turned=turned)


def _not_yet(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Kindly, and with where to turn instead."""
    regions = [region for region in help_lines.regions(found.program.region) if region.young]
    here = regions[:1] if regions and regions[0].code == found.program.region else regions
    return render(request, "people/not_yet.html", {"invitation": found, "regions": here})


def _arrive_form(request: HttpRequest, found: Invitation, account: Account | None) -> JoinForm:
    kind = ArriveForm if account is None else JoinForm
    initial = {
        "display_name": found.person.display_name,
        "language": (get_language() or found.person.language)[:2],
    }
    return kind(request.POST if request.method == "POST" else None, initial=initial)


def _come_in(found: Invitation, account: Account | None, form: JoinForm) -> tuple[Person, Account]:
    """Both or neither: no account is left over where the invitation was taken meanwhile."""
    data = form.cleaned_data
    with transaction.atomic():
        if account is None:
            account = create_account(found.email, password=data["password"], email_verified=True, by=found.person)
        person = actions_arriving.accept_invitation(
            found,
            account=account,
            display_name=data["display_name"],
            adult=True,
            pronouns=data["pronouns"],
            language=data["language"],
            time_zone=data["time_zone"],
            by=found.person,
        )
    return person, account


@member_page
@require_http_methods(["GET", "POST"])
def agreements(request: HttpRequest) -> HttpResponse:
    """The program's texts: one tap for each. Nobody enters a session before all are accepted."""
    person = require_person(request)
    # Whoever has a path goes on with it; others go to Today, or to where they were on their way.
    way_on = reverse("people:arriving") if person.stage == Stage.ARRIVING and arrival_of(person) else "/"
    trouble = ""
    if request.method == "POST":
        wanted = Agreement.objects.filter(program=person.program, public_id=request.POST.get("agreement", ""))
        try:
            actions_arriving.accept_agreements(person, list(wanted), by=person)
        except Refused as refused:
            trouble = str(refused.sentence)
        else:
            left = outstanding_agreements(person)
            onward = safe_next(request, way_on)
            if not left:
                return redirect(onward)
            return redirect(f"{reverse('people:agreements')}?{urlencode({'next': onward})}#text-{left[0].public_id}")
    current = current_agreements(person.program)
    accepted = dict(Acceptance.objects.filter(person=person, agreement__in=current).values_list("agreement_id", "at"))
    earlier = set(Acceptance.objects.filter(person=person).values_list("agreement__kind", flat=True))
    texts = [
        {
            "agreement": each,
            "accepted_at": accepted.get(each.pk),
            "renewed": each.pk not in accepted and each.kind in earlier,
        }
        for each in current
    ]
    context = {
        "texts": texts,
        "outstanding": len(current) - len(accepted),
        "next": safe_next(request, way_on),
        "trouble": trouble,
    }
    return render(request, "people/agreements.html", context)
