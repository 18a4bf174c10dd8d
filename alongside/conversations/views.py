"""Conversations over HTTP: sending, reading on, and a plain page of what was said."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alongside.conversations import actions, pairs, queries
from alongside.conversations.access import get_part
from alongside.conversations.events import said_json
from alongside.conversations.forms import Unreadable, read_place, read_post
from alongside.conversations.models import Kind
from alongside.core.errors import Refused
from alongside.people.access import member_call, member_page, require_person


def _refusal(sentence: str, status: int, field: str | None = None) -> JsonResponse:
    return JsonResponse({"error": sentence, "field": field or ""}, status=status)


@member_call
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest, id: str) -> HttpResponse:
    """POST (body, key): the stored message; the same key is the same message. GET ?before=|after=: a page as JSON.

    409 for a refusal, 422 for what can't be read, each with a sentence.
    """
    person = require_person(request)
    part = get_part(person, id)
    try:
        if request.method == "POST":
            post = read_post(request)
            message = actions.post_message(part.conversation, post.body, by=person, key=post.key)
            if message is None or message.conversation_id != part.conversation_id:
                return _refusal(_("This message was already sent elsewhere."), 422, "key")
            return JsonResponse(said_json(message))
        place = read_place(request)
    except Unreadable as problem:
        return _refusal(str(problem), 422, problem.field)
    except Refused as refusal:
        return _refusal(str(refusal.sentence), 422 if refusal.field else 409, refusal.field)
    page = queries.page(part.conversation, before_seq=place.before, after_seq=place.after, upto=part.last_seq)
    return JsonResponse(
        {
            "messages": [said_json(message) for message in page.messages],
            "earlier": page.earlier,
            "later": page.later,
        }
    )


@member_call
@require_safe
def state(request: HttpRequest, id: str) -> HttpResponse:
    """The conversation as the viewer sees it now, to be continued with events."""
    person = require_person(request)
    return JsonResponse(dict(queries.state(get_part(person, id).conversation, person)))


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
            message = actions.post_message(part.conversation, post.body, by=person, key=post.key)
            if message is not None and message.conversation_id == part.conversation_id:
                return redirect("conversations:conversation", id=id)
            problem = _("This message was already sent elsewhere.")
        except (Unreadable, Refused) as error:
            problem = str(error)
        words = str(request.POST.get("body", ""))
    try:
        place = read_place(request)
    except Unreadable:
        return redirect("conversations:conversation", id=id)
    page = queries.page(part.conversation, before_seq=place.before, after_seq=place.after, upto=part.last_seq)
    pair = part.conversation.kind == Kind.PAIR
    other = pairs.other_of(part.conversation, person) if pair else None
    may_write = part.until is None and part.conversation.closed_at is None
    if pair:
        may_write = may_write and other is not None and pairs.may_write(person, other)
        if (page.last_seq or 0) > part.read_seq:
            actions.mark_read(part, page.last_seq or 0, by=person)
    context = {
        "conversation": part.conversation,
        "page": page,
        "other": other,
        "may_write": may_write,
        "problem": problem,
        "words": words,
    }
    status = 422 if problem else 200
    return render(request, "conversations/conversation.html", context, status=status)
