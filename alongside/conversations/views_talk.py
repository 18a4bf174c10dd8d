"""Talk: the list, something new, requests, and the line to one's care team."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.boundaries.queries import cut_of, muted_by
from alongside.conversations import pairs
from alongside.conversations.access import get_part
from alongside.conversations.actions import two_people
from alongside.conversations.actions.lines import write_to_team
from alongside.conversations.actions.two_people import may_ask, needs_no_yes, request_pair
from alongside.conversations.forms import Unreadable, read_post
from alongside.conversations.headers import line_header
from alongside.conversations.models import Conversation, Kind, Participant
from alongside.conversations.talk import talk_of
from alongside.conversations.words import LONGEST
from alongside.core.errors import Refused
from alongside.people.access import get_person, member_page, require_person
from alongside.people.models import Person, Stage
from alongside.people.stages import stages_where

MOST_FOUND = 20


@member_page
@require_safe
def talk(request: HttpRequest) -> HttpResponse:
    """The list of one's conversations; ?before= for earlier ones, ?ended=1 for those one only reads."""
    person = require_person(request)
    ended = "ended" in request.GET
    page = talk_of(person, before=request.GET.get("before", ""), ended=ended)
    return render(request, "conversations/talk.html", {"talk": page, "ended": ended})


@member_page
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """To whom: someone of one's groups and circles, or by name; or one of the other places."""
    person = require_person(request)
    q = " ".join(request.GET.get("q", "").split())[:40]
    people = list(_found(person, q)[:MOST_FOUND])
    return render(request, "conversations/new.html", {"q": q, "people": people})


@member_page
@require_http_methods(["GET", "POST"])
def to(request: HttpRequest, public_id: str) -> HttpResponse:
    """The first words to someone. Where the two have a conversation already, that one opens."""
    person = require_person(request)
    other = get_person(person, public_id)
    if not may_ask(person, other):
        raise Http404
    problem, words = "", ""
    if request.method == "POST":
        words = str(request.POST.get("body", ""))
        try:
            post = read_post(request)
            conversation = request_pair(other, post.body, by=person, key=post.key)
            return redirect("conversations:conversation", conversation.public_id)
        except (Unreadable, Refused) as error:
            problem = str(error)
    else:
        there = _theirs(person, other)
        if there is not None:
            return redirect("conversations:conversation", there.public_id)
    context = {
        "other": other,
        "asks": not needs_no_yes(person, other),
        "cut": cut_of(person, other),
        "words": words[: 2 * LONGEST],
        "problem": problem,
    }
    return render(request, "conversations/write_to.html", context, status=422 if problem else 200)


@member_page
@require_POST
def accept(request: HttpRequest, id: str) -> HttpResponse:
    """Whoever was asked says yes."""
    person = require_person(request)
    part = _asked_part(person, id)
    two_people.accept(part, by=person)
    return redirect("conversations:conversation", part.conversation.public_id)


@member_page
@require_POST
def decline(request: HttpRequest, id: str) -> HttpResponse:
    """“Not now.” Nobody is told."""
    person = require_person(request)
    two_people.decline(_asked_part(person, id), by=person)
    messages.success(request, _("It is off your list. They aren’t told."))
    return redirect("conversations:talk")


@member_page
@require_http_methods(["GET", "POST"])
def care_team(request: HttpRequest) -> HttpResponse:
    """One's line to those who look after one; 404 for staff, who are the other side."""
    person = require_person(request)
    if person.is_staff:
        raise Http404
    problem, words = "", ""
    if request.method == "POST":
        words = str(request.POST.get("body", ""))
        try:
            post = read_post(request)
            message = write_to_team(post.body, by=person, key=post.key)
            return redirect("conversations:conversation", message.conversation.public_id)
        except (Unreadable, Refused) as error:
            problem = str(error)
    else:
        there = Conversation.objects.filter(about=person, participants__person=person).first()
        if there is not None:
            return redirect("conversations:conversation", there.public_id)
    context = {"header": line_header(person), "words": words[: 2 * LONGEST], "problem": problem}
    return render(request, "conversations/care_team.html", context, status=422 if problem else 200)


def _asked_part(person: Person, id: str) -> Participant:
    part = get_part(person, id)
    if part.conversation.kind != Kind.PAIR or part.asked_at is None:
        raise Http404
    return part


def _theirs(person: Person, other: Person) -> Conversation | None:
    """Where `person` writes to `other`, if there is such a place."""
    names = [pairs.own_name(person, other), pairs.name_of(person, other)]
    rows = Conversation.objects.filter(program=person.program_id, pair__in=names, participants__person=person)
    found = {row.pair: row for row in rows}
    return next((found[name] for name in names if name in found), None)


def _found(person: Person, q: str) -> "QuerySet[Person]":
    """By name whoever is shown in the program; without one, the people of one's groups and circles.

    Whom the reader blocks or mutes themselves is left out; who cuts the reader never is.
    """
    shown = stages_where("is_shown_to_others")
    found = Person.objects.filter(program=person.program_id).exclude(pk__in={person.pk, *muted_by(person)})
    found = found.exclude(stage=Stage.INVITED) if person.is_staff else found.filter(stage__in=shown)
    found = found.filter(stage__in=stages_where("may_sign_in")).order_by("display_name", "id")
    if q:
        return found.filter(display_name__icontains=q)
    mine = Participant.objects.filter(
        person=person, until=None, conversation__kind__in=[Kind.GROUP, Kind.CIRCLE, Kind.LINE]
    ).values("conversation")
    there = Participant.objects.filter(conversation__in=mine, until=None).values("person")
    return found.filter(Q(pk__in=there))
