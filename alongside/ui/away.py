"""After a quick exit, Back shows nothing of the program.

Leaving sets a plain cookie (a script sets the same one before it leaves, so that no network is needed). While it is
there, every page of the program answers with a gate: an empty page that asks the browser how it was reached. By Back or
Forward, it goes on to the neutral page; by an address, a bookmark or a reload, the person came back on purpose: the
cookie is dropped and the page opens. Without scripts the gate shows one plain link.

Pages of signed-in people are sent with `no-store`, so that Back asks again instead of showing what it kept.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.encoding import escape_uri_path
from django.utils.http import url_has_allowed_host_and_scheme

COOKIE = "away"
BACK = "back"
"""The query parameter of the gate's plain link: "I came on purpose"."""
DAY_SECONDS = 86_400
OPEN_PATHS = ("/exit", "/calendar", "/i18n.json")


def mark_away(response: HttpResponse) -> None:
    """Remember on this browser that its person left in a hurry; the cookie says nothing of the program."""
    response.set_cookie(COOKIE, "1", max_age=DAY_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


class AwayMiddleware:
    """Puts the gate before every page while a browser is away; keeps private pages out of its history."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and COOKIE in request.COOKIES and not request.path.startswith(OPEN_PATHS):
            if BACK in request.GET:
                return self._returned(request)
            if self._wants_page(request):
                query = request.GET.copy()
                query[BACK] = "1"
                again = f"{request.path}?{query.urlencode()}"
                gate = render(request, "ui/gate.html", {"again": again})
                patch_cache_control(gate, no_store=True, private=True)
                return gate
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response

    @staticmethod
    def _wants_page(request: HttpRequest) -> bool:
        wanted = request.headers.get("Sec-Fetch-Dest")
        return wanted == "document" if wanted else "text/html" in request.headers.get("Accept", "")

    @staticmethod
    def _returned(request: HttpRequest) -> HttpResponse:
        query = request.GET.copy()
        query.pop(BACK)
        path = escape_uri_path(request.path)  # a line break in it would not go into a header
        url = f"{path}?{query.urlencode()}" if query else path
        if not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
            url = "/"
        response = HttpResponse(status=302, headers={"Location": url})
        response.delete_cookie(COOKIE, samesite="Lax")
        return response
