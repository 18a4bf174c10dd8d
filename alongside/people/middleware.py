"""Who is here: `request.person`, the signed-in account's person in one program."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from alongside.core import clock
from alongside.people.access import OPEN_WHILE_SUSPENDED
from alongside.people.models import Account, Person
from alongside.people.stages import is_suspended, policy

PROGRAM_KEY = "program"
"""The session key that holds the public id of the program someone chose."""


class PersonMiddleware:
    """Sets `request.person` and the person's language, and nothing else.

    `request.person` is None for visitors, for accounts without a program, and for accounts in several programs that
    have not chosen one yet (`request.persons` holds what they can choose from). Someone who has left is signed out,
    kindly; someone to whom staff have shut the door for a while gets a page that says so, but for the few that stay
    open to them (`access.open_while_suspended`, help, the quick exit, signing out).
    One query a request for signed-in people, none for visitors.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        here: list[Person] = []
        gone = False
        if request.user.is_authenticated and isinstance(request.user, Account):
            everyone = Person.objects.select_related("program", "account").filter(account=request.user)
            for each in everyone.order_by("id"):
                if policy(each).may_sign_in:
                    here.append(each)
                else:
                    gone = True
        person = _chosen(here, str(request.session.get(PROGRAM_KEY, ""))) if here else None
        request.persons = here  # type: ignore[attr-defined]
        request.person = person  # type: ignore[attr-defined]
        if gone and not here:
            logout(request)
            return render(request, "people/signed_out.html", status=403)
        if person is not None:
            translation.activate(person.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The door that staff have shut to someone, where this page isn't one that stays open."""
        person: Person | None = getattr(request, "person", None)
        if person is None or not is_suspended(person, clock.now()):
            return None
        match = request.resolver_match
        if getattr(view, OPEN_WHILE_SUSPENDED, False) or (
            match is not None and (match.namespace == "ui" or match.url_name == "account_logout")
        ):
            return None
        if "application/json" in request.headers.get("Accept", "") or not request.accepts("text/html"):
            return JsonResponse({"error": "suspended"}, status=403)
        return render(request, "people/suspended.html", {"until": person.suspended_until}, status=403)


def _chosen(here: list[Person], program_id: str) -> Person | None:
    if len(here) == 1:
        return here[0]
    return next((person for person in here if person.program.public_id == program_id), None)
