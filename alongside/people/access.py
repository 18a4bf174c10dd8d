"""Who may come in, and whom they may know of. What someone may not know exists is 404.

    @member_page                 anyone signed in as a person of a program
    @staff_page, @director_page  counselors and directors; directors alone
    @member_call                 the same for addresses that scripts call: 401 as JSON instead of a sign-in page

    @open_while_suspended        the outermost: also for someone to whom staff have shut the door for a while

Staff without a second step are led to setting one up first, except in the demo.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from alongside.people.models import Account, Person, Role, Stage

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
OPEN_WHILE_SUSPENDED = "open_while_suspended"
SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def open_while_suspended(view: View[P]) -> View[P]:
    """Calling for help, reading why, and asking for another look stay possible while the door is shut."""
    view.__dict__[OPEN_WHILE_SUSPENDED] = True
    return view


def viewer(request: HttpRequest) -> Person | None:
    """The person who asks, if they are signed in to a program."""
    person: Person | None = getattr(request, "person", None)
    return person


def require_person(request: HttpRequest) -> Person:
    """The person who asks. Raises Http404 where a page forgot its decorator and nobody is signed in."""
    person = viewer(request)
    if person is None:
        raise Http404
    return person


def has_second_step(account: Account | None) -> bool:
    """Whether an authenticator app or a passkey stands behind the password. One query."""
    return account is not None and bool(is_mfa_enabled(account, SECOND_STEPS))


def lacks_second_step(person: Person) -> bool:
    """Staff outside the demo may see nothing before they have a second step."""
    return person.is_staff and not settings.DEMO and not has_second_step(person.account)


def member_page(view: View[P]) -> View[P]:
    """Anyone signed in as a person; others are led to the sign-in page and back here afterwards."""
    return _page(view, lambda person: True)


def staff_page(view: View[P]) -> View[P]:
    """Counselors and directors; everyone else gets 404."""
    return _page(view, lambda person: person.is_staff)


def counselor_page(view: View[P]) -> View[P]:
    """Counselors; everyone else gets 404."""
    return _page(view, lambda person: person.role == Role.COUNSELOR)


def director_page(view: View[P]) -> View[P]:
    """Directors; everyone else gets 404."""
    return _page(view, lambda person: person.role == Role.DIRECTOR)


def member_call(view: View[P]) -> View[P]:
    """For scripts: 401 with a code when nobody is signed in, 403 while a second step is missing."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = viewer(request)
        if person is None:
            return JsonResponse({"error": "signed-out"}, status=401)
        if lacks_second_step(person):
            return JsonResponse({"error": "second-step"}, status=403)
        return view(request, *args, **kwargs)

    return guarded


def get_person(person: Person, public_id: str) -> Person:
    """Someone of the viewer's program. Raises Http404 for anyone else, and for members also for people not yet here."""
    found = Person.objects.select_related("program").filter(program=person.program_id, public_id=public_id)
    if not person.is_staff:
        found = found.exclude(stage=Stage.INVITED)
    one = found.first()
    if one is None:
        raise Http404
    return one


def _page(view: View[P], allowed: Callable[[Person], bool]) -> View[P]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = viewer(request)
        if person is None:
            return _lead(request, _entrance(request))
        if not allowed(person):
            raise Http404
        if lacks_second_step(person):
            return _lead(request, redirect("people:second_step"))
        return view(request, *args, **kwargs)

    return guarded


def _entrance(request: HttpRequest) -> HttpResponse:
    """The sign-in page, or the choice of a program for an account that is signed in."""
    here = request.get_full_path() if request.method == "GET" else "/"
    if request.user.is_authenticated:
        return redirect(f"{reverse('people:which_program')}?{urlencode({'next': here})}")
    return redirect_to_login(here)


def _lead(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An exchange of part of a page follows no redirect: let htmx load the whole page."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response
