"""A person's own pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from alongside.people.access import has_second_step, member_page, require_person, viewer
from alongside.people.middleware import PROGRAM_KEY
from alongside.people.models import Account, Person


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """The page someone was on their way to, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else fallback


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


@member_page
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """What a person says of themselves."""
    return render(request, "people/me.html", {"person": require_person(request)})
