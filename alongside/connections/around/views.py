"""People around you, and the day's suggestion."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.connections.around import access, picture
from alongside.connections.suggesting import actions, queries
from alongside.connections.suggesting.words import first_lines
from alongside.conversations.actions.two_people import may_ask, request_pair
from alongside.conversations.forms import Unreadable, read_post
from alongside.conversations.words import LONGEST
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people.access import member_page
from alongside.people.models import Person

PAGE = "connections:people"


@member_page
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who is around the reader, whom they met lately, and at most one suggestion; ?all=1 for everyone."""
    person, at = access.reader(request), clock.now()
    found = picture.around(person, at, everyone="all" in request.GET)
    context = {
        "around": found,
        "begin": None if found.people else picture.begin(person, at),
        "suggestion": queries.of_today(person, at),
    }
    return render(request, "connections/around/people.html", context)


@member_page
@require_POST
def follow(request: HttpRequest, id: str) -> HttpResponse:
    """They would like to write to whoever was suggested."""
    person = access.reader(request)
    suggestion = access.get_suggestion(person, id)
    _open_to(person, suggestion.other)
    actions.follow(suggestion, by=person)
    return redirect("connections:suggestion_hello", suggestion.public_id)


@member_page
@require_http_methods(["GET", "POST"])
def hello(request: HttpRequest, id: str) -> HttpResponse:
    """First words to whoever was suggested, with a line to borrow; they go where any first words go."""
    person = access.reader(request)
    suggestion = access.get_suggestion(person, id)
    other = suggestion.other
    _open_to(person, other)
    reasons = queries.reasons_of(suggestion, person)
    lines = first_lines(other.display_name, suggestion.reasons)
    words, problem = lines[0], ""
    if request.method == "POST":
        words = str(request.POST.get("body", ""))
        try:
            post = read_post(request)
            chat = request_pair(other, post.body, by=person, key=post.key)
            return redirect("conversations:conversation", chat.public_id)
        except (Unreadable, Refused) as error:
            problem = str(error)
    context = {
        "other": other,
        "reasons": reasons,
        "lines": lines[1:],
        "words": words[: 2 * LONGEST],
        "problem": problem,
    }
    return render(request, "connections/around/hello.html", context, status=422 if problem else 200)


@member_page
@require_POST
def dismiss(request: HttpRequest, id: str) -> HttpResponse:
    """“Not this one.” For good; nobody is told."""
    person = access.reader(request)
    actions.dismiss(access.get_suggestion(person, id), by=person)
    messages.success(request, _("They won’t be suggested to you again. Nobody is told."))
    return redirect(PAGE)


@member_page
@require_POST
def undo(request: HttpRequest, id: str) -> HttpResponse:
    """Take “not this one” back, within a minute."""
    person = access.reader(request)
    try:
        actions.undo(access.get_suggestion(person, id), by=person)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(PAGE)


def _open_to(person: Person, other: Person) -> None:
    if not may_ask(person, other):
        raise Http404
