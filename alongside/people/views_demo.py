"""Signing in to the demo with one click. Doesn't exist outside of it."""

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from alongside.people.demo import demo_people
from alongside.people.middleware import PROGRAM_KEY
from alongside.people.views import safe_next

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Become one of the invented people. 404 outside the demo, and for anyone who isn't on this machine."""
    if not settings.DEMO or not _from_here(request):
        raise Http404
    wanted = request.POST.get("person", "")
    person = next((each for each in demo_people() if each.public_id == wanted), None)
    if person is None or person.account is None:
        raise Http404
    login(request, person.account, backend=BACKEND)
    request.session[PROGRAM_KEY] = person.program.public_id
    return redirect(safe_next(request))


def _from_here(request: HttpRequest) -> bool:
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
