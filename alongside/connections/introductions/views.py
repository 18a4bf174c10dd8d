"""One's own offers and questions, the first words once both said yes, and what a counselor proposes."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.connections.introductions import access, actions, queries
from alongside.connections.introductions.actions.offers import Answer
from alongside.connections.introductions.words import first_lines
from alongside.conversations.access import get_part
from alongside.conversations.actions.posting import post_first
from alongside.conversations.forms import Unreadable, read_post
from alongside.conversations.words import LONGEST
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people.access import get_person, member_page, require_person, staff_page
from alongside.people.models import STAFF_ROLES, Person
from alongside.people.stages import policy, stages_where
from alongside.people.views import safe_next

MOST_CHOICES = 500
PAGE = "connections:introductions"


@member_page
@require_safe
def introductions(request: HttpRequest) -> HttpResponse:
    """What is offered to the reader, what they said, and what happens then. 404 for staff, who are offered nobody."""
    person = _reader(request)
    at = clock.now()
    context = {
        "offers": queries.offers_of(person, at),
        "questions": queries.questions_of(person, at),
        "gets": policy(person).gets_suggestions,
    }
    request.place = "people"  # type: ignore[attr-defined]
    return render(request, "connections/introductions/introductions.html", context)


@member_page
@require_POST
def answer(request: HttpRequest, id: str) -> HttpResponse:
    """Yes, not now, or not this one: each can be changed while the offer is open."""
    person = _reader(request)
    offer = access.get_offer(person, id)
    said = request.POST.get("said", "")
    if said not in set(Answer):
        raise Http404
    try:
        offer = actions.answer(offer, Answer(said), by=person)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(PAGE)
    if offer.conversation_id is not None:
        return redirect("connections:introduced", offer.public_id)
    messages.success(request, _kept(said == Answer.YES))
    return redirect(PAGE)


@member_page
@require_POST
def again(request: HttpRequest, id: str) -> HttpResponse:
    """Whether they would like to meet someone again; said alone."""
    person = _reader(request)
    question = access.get_question(person, id)
    said = request.POST.get("said", "")
    if said not in ("yes", "no"):
        raise Http404
    back = redirect(safe_next(request, fallback="/people/introductions/"))
    try:
        opened = actions.answer_again(question, said == "yes", by=person)
    except Refused as refused:
        messages.error(request, str(refused))
        return back
    if opened is not None:
        return redirect("connections:introduced", opened.public_id)
    messages.success(request, _kept(said == "yes"))
    return back


@member_page
@require_http_methods(["GET", "POST"])
def introduced(request: HttpRequest, id: str) -> HttpResponse:
    """Both said yes: a first line to borrow. 404 before that; the conversation itself once something was said in it."""
    person = _reader(request)
    introduction = access.get_opened(person, id)
    other = queries.opened_with(introduction, person)
    chat = introduction.conversation
    if other is None or chat is None:
        raise Http404
    part = get_part(person, chat.public_id)
    if part.conversation.head or part.until is not None:
        return redirect("conversations:conversation", chat.public_id)
    lines = first_lines(other.display_name)
    words, problem = lines[0], ""
    if request.method == "POST":
        words = str(request.POST.get("body", ""))
        try:
            post = read_post(request)
            post_first(part.conversation, post.body, by=person, key=post.key)
            return redirect("conversations:conversation", chat.public_id)
        except (Unreadable, Refused) as error:
            problem = str(error)
    context = {"other": other, "chat": chat, "lines": lines, "words": words[: 2 * LONGEST], "problem": problem}
    request.place = "people"  # type: ignore[attr-defined]
    page = "connections/introductions/introduced.html"
    return render(request, page, context, status=422 if problem else 200)


@staff_page
@require_http_methods(["GET", "POST"])
def introduce(request: HttpRequest, public_id: str) -> HttpResponse:
    """A counselor thinks of two who would get on. What comes of it isn't told: that is theirs."""
    person = require_person(request)
    about = get_person(person, public_id)
    choices = _choices(about)
    if about.is_staff:
        raise Http404
    context: dict[str, Any] = {"about": about, "choices": choices[:MOST_CHOICES], "problem": ""}
    if request.method == "POST":
        other = choices.filter(public_id=str(request.POST.get("other", ""))[:40]).first()
        if other is None:
            context["problem"] = _("Please choose someone from the list.")
            return render(request, "connections/introductions/introduce.html", context, status=422)
        actions.propose(about, other, by=person)
        messages.success(
            request, _("Thank you. If nothing stands against it, both are asked. What they say is theirs.")
        )
        return redirect("connections:introduce", about.public_id)
    return render(request, "connections/introductions/introduce.html", context)


def _choices(about: Person) -> "QuerySet[Person]":
    """Everyone who could be proposed by their stage, whatever is between the two."""
    rows = Person.objects.filter(program=about.program_id, stage__in=stages_where("gets_suggestions"))
    return rows.exclude(role__in=STAFF_ROLES).exclude(pk=about.pk).order_by("display_name", "pk")


def _reader(request: HttpRequest) -> Person:
    person = require_person(request)
    if person.is_staff:
        raise Http404
    return person


def _kept(yes: bool) -> str:
    if yes:
        return _("Kept. If they say yes, too, a conversation opens and you hear of it. Until then nobody knows.")
    return _("Kept. Nobody is told.")
