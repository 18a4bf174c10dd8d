"""A person's own pages."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.http import parse_etags, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people import actions, actions_pictures
from alongside.people.access import get_person, has_second_step, member_page, require_person, viewer
from alongside.people.forms import PictureForm, ProfileForm, refuse
from alongside.people.middleware import PROGRAM_KEY
from alongside.people.models import Account, Person, Role
from alongside.people.queries import stepped_back


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """The page someone was on their way to, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # An address, not a name: `redirect` would look up anything without a slash as the name of a view.
    return wanted if ours and "/" in wanted else fallback


@require_http_methods(["GET", "POST"])
def which_program(request: HttpRequest) -> HttpResponse:
    """For an account that is a person in several programs (or none): which one is meant."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    persons: list[Person] = getattr(request, "persons", [])
    if request.method == "POST":
        chosen = next((each for each in persons if each.program.public_id == request.POST.get("program")), None)
        if chosen is None:
            raise Http404
        request.session[PROGRAM_KEY] = chosen.program.public_id
        return redirect(safe_next(request))
    return render(request, "people/which_program.html", {"persons": persons, "next": safe_next(request)})


@require_safe
def second_step(request: HttpRequest) -> HttpResponse:
    """Where a second step is set up; staff who lack one are led here from everywhere."""
    person = viewer(request)
    account = request.user
    if not isinstance(account, Account):
        return redirect("account_login")
    missing = person is not None and person.is_staff and not has_second_step(account)
    return render(request, "people/second_step.html", {"missing": missing})


PROFILE = (
    "display_name",
    "pronouns",
    "language",
    "time_zone",
    "wants_familiar_face",
    "shows_when_here",
    "hides_self_view",
    "welcomes_company",
    "may_be_asked",
    "shows_typing",
    "usual_place",
    "usual_phone",
)


@member_page
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """What a person says of themselves."""
    person = require_person(request)
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(person, name) for name in PROFILE},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_profile(person, **form.cleaned_data, by=person)
        except Refused as refused:
            refuse(form, refused)
            person.refresh_from_db()
        else:
            messages.success(request, _("Saved."))
            return redirect("people:me")
    return _my_page(request, person, form, PictureForm())


@member_page
@require_POST
def set_picture(request: HttpRequest) -> HttpResponse:
    """A new picture of oneself."""
    person = require_person(request)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions_pictures.set_picture(person, form.cleaned_data["picture"], by=person)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Your new picture is there."))
            return redirect("people:me")
    profile = ProfileForm(initial={name: getattr(person, name) for name in PROFILE})
    return _my_page(request, person, profile, form)


@member_page
@require_POST
def remove_picture(request: HttpRequest) -> HttpResponse:
    """Back to the pebble."""
    person = require_person(request)
    actions_pictures.remove_picture(person, by=person)
    messages.success(request, _("Your picture is removed."))
    return redirect("people:me")


def _my_page(request: HttpRequest, person: Person, form: ProfileForm, picture: PictureForm) -> HttpResponse:
    several = len(getattr(request, "persons", [])) > 1
    status = 422 if form.errors or picture.errors else 200
    context = {
        "form": form,
        "picture_form": picture,
        "several": several,
        "second_step": has_second_step(person.account),
        "mentor": person.role == Role.MENTOR,
        "away": stepped_back(person, clock.now()) if person.role == Role.MENTOR else None,
    }
    return render(request, "people/me.html", context, status=status)


@member_page
@require_safe
def picture(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A person's picture, for people of the same program.

    Browsers may keep it but must ask each time (no-cache with an ETag): who may see it can change, and twelve faces on
    a poor line shouldn't be loaded again on every page.
    """
    shown = get_person(require_person(request), public_id)
    if not shown.picture:
        raise Http404
    etag = f'"{str(shown.picture.name).rpartition("/")[2]}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        try:
            response = FileResponse(shown.picture.open("rb"), content_type="image/webp")
        except FileNotFoundError as error:
            raise Http404 from error
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = "inline"
    return response
