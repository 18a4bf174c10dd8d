"""Who is here: `request.person`, the signed-in account's person in one program."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from alongside.people.models import Account, Person
from alongside.people.stages import policy

PROGRAM_KEY = "program"
"""The session key that holds the public id of the program someone chose."""


class PersonMiddleware:
    """Sets `request.person` and the person's language, and nothing else.

    `request.person` is None for visitors, for accounts without a program, and for accounts in several programs that
    have not chosen one yet (`request.persons` holds what they can choose from). Someone who has left is signed out,
    kindly.
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


def _chosen(here: list[Person], program_id: str) -> Person | None:
    if len(here) == 1:
        return here[0]
    return next((person for person in here if person.program.public_id == program_id), None)
