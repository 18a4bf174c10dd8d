"""Conversations over HTTP: sending, reading on, and a plain page of what was said."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from alongside.conversations import actions, ports, queries
from alongside.conversations.access import get_message, get_part
from alongside.conversations.forms import Unreadable, read_fields, read_number, read_place, read_post
from alongside.conversations.headers import header_for
from alongside.conversations.models import HeldMessage, Kind
from alongside.conversations.saying import say
from alongside.conversations.views_files import brought
from alongside.core.errors import Refused
from alongside.people.access import member_call, member_page, require_person

SCRIPTS = "scripts"
"""A cookie that every page's script sets. Where scripts run, they tell what was read: what stood in view, no more."""
LIVE = {Kind.SESSION, Kind.SMALL_ROOM}
COMPANY = {Kind.GROUP, Kind.CIRCLE, Kind.TOPIC}


def refusal(problem: Unreadable | Refused) -> JsonResponse:
    """What is said to a script: 422 where something sent has to change, 409 where it can't be done now."""
    if isinstance(problem, Unreadable):
        return JsonResponse({"error": str(problem), "field": problem.field}, status=422)
    status = 422 if problem.field else 409
    return JsonResponse({"error": str(problem.sentence), "field": problem.field or ""}, status=status)


@member_call
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest, id: str) -> HttpResponse:
    """POST (body, key, reply_to, thread, company, files, mentions): the stored message; the same key is the same one.

    202 with {held} for what staff look at first. GET ?before=|after=|around=|date=[&thread=]: a page as JSON.
    409 for a refusal, 422 for what can't be read, each with a sentence.
    """
    person = require_person(request)
    part = get_part(person, id)
    try:
        if request.method == "POST":
            told = say(part, read_post(request))
            if isinstance(told, HeldMessage):
                return JsonResponse({"held": queries.held_json(told)}, status=202)
            return JsonResponse(queries.as_read(told, part, queries.marks(told, part)))
        place = read_place(request)
    except (Unreadable, Refused) as problem:
        return refusal(problem)
    root = request.GET.get("thread", "")
    thread = get_message(person, id, root) if root else None
    page = queries.page(part.conversation, place, part=part, thread=thread, reader=person)
    return JsonResponse({"messages": page.said(), "earlier": page.earlier, "later": page.later, "mine": page.mine()})


@member_call
@require_safe
def state(request: HttpRequest, id: str) -> HttpResponse:
    """The conversation as the viewer sees it now, to be continued with events; at the place the address names."""
    person = require_person(request)
    chat = get_part(person, id).conversation
    try:
        place = read_place(request)
    except Unreadable as problem:
        return refusal(problem)
    root = request.GET.get("thread", "")
    thread = get_message(person, id, root) if root else None
    return JsonResponse(dict(queries.state(chat, person, place, thread=thread)))


@member_call
@require_POST
def read(request: HttpRequest, id: str) -> HttpResponse:
    """POST (upto): the reader has opened it up to that number. Nobody else learns of it."""
    person = require_person(request)
    part = get_part(person, id)
    try:
        upto = read_number(read_fields(request), "upto")
    except Unreadable as problem:
        return refusal(problem)
    return JsonResponse({"readSeq": actions.mark_read(part, upto, by=person)})


@member_call
@require_GET
def people(request: HttpRequest, id: str) -> HttpResponse:
    """GET ?q=: whom the reader may name in what they write here, a few."""
    person = require_person(request)
    found = queries.people_to_name(get_part(person, id), request.GET.get("q", "")[:60])
    return JsonResponse({"people": [{"id": each.public_id, "name": each.display_name} for each in found]})


@member_page
@require_http_methods(["GET", "POST"])
def conversation(request: HttpRequest, id: str) -> HttpResponse:
    """What was said, for those who were there; with a plain box to write in while they may."""
    person = require_person(request)
    part = get_part(person, id)
    problem = words = ""
    if request.method == "POST":
        try:
            post = read_post(request)
            if part.conversation.kind not in LIVE:
                post = replace(post, files=post.files + brought(request, post.key))
            say(part, post)
            return redirect("conversations:conversation", id=id)
        except (Unreadable, Refused) as error:
            problem = str(error)
            if request.FILES:
                problem = _("%(problem)s Please choose your files again, too.") % {"problem": problem}
        words = str(request.POST.get("body", ""))
    try:
        place = read_place(request)
    except Unreadable:
        return redirect("conversations:conversation", id=id)
    chat = part.conversation
    state = queries.state(chat, person, place)
    seen = state["head"] if state["later"] else state["newest"]
    if seen > part.read_seq and SCRIPTS not in request.COOKIES:
        actions.mark_read(part, seen, by=person)
    header = header_for(part, person)
    context = {
        "conversation": chat,
        "part": part,
        "header": header,
        "state": state,
        "may": {
            "company": chat.kind in COMPANY,
            "files": chat.kind not in LIVE,
            "threads": chat.kind not in {*LIVE, Kind.PAIR},
            "helps": header.topic is not None and header.topic.by_id == person.pk,
        },
        "phrases": "on" if ports.alerts_staff(chat) else "off",
        "offer": ports.help_offer(request),
        "between": "" if person.is_staff else reverse("boundaries:between", args=["ID"]),
        "staff": [] if person.is_staff else queries.staff_ids(person),
        "report": reverse("moderation:report", args=["message", "ID"]),
        "problem": problem,
        "words": words,
        "company": bool(problem) and bool(request.POST.get("company")),
    }
    status = 422 if problem else 200
    request.place = "talk"  # type: ignore[attr-defined]
    return render(request, "conversations/conversation.html", context, status=status)
