"""One message on a page of its own, with everything one can do with it: it works without JavaScript.

The addresses of what can be done answer scripts with JSON (Accept: application/json) and everyone else with a page.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.conversations import actions, ports, queries
from alongside.conversations.access import get_message, get_part, may_see
from alongside.conversations.actions.changing import may_be_changed
from alongside.conversations.events import file_json
from alongside.conversations.forms import (
    Unreadable,
    read_body,
    read_fields,
    read_ids,
    read_place,
    read_post,
    read_yes,
)
from alongside.conversations.headers import header_for
from alongside.conversations.models import ForumTopic, HeldMessage, Kind, Message, ReactionCode
from alongside.conversations.saying import people, say
from alongside.conversations.views import refusal
from alongside.conversations.words import LONGEST
from alongside.core.errors import Refused
from alongside.people.access import member_call, member_page, require_person

Act = Callable[[HttpRequest, Message], Message]


@member_page
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, id: str, message_id: str) -> HttpResponse:
    """The message, what stands beside it, and what can be done. POST (body, key, beside): an answer to it."""
    told = get_message(require_person(request), id, message_id)
    if request.method == "GET":
        return _page(request, told)
    try:
        post = read_post(request)
        beside = read_yes(read_fields(request), "beside")
        post = replace(post, thread=message_id) if beside else replace(post, reply_to=message_id)
        said = say(get_part(require_person(request), id), post)
    except (Unreadable, Refused) as problem:
        return _page(request, told, problem=str(problem), words=str(request.POST.get("body", "")))
    if isinstance(said, HeldMessage):
        messages.success(
            request, _("Someone on staff looks at it first, because of the link. Until then only you see it.")
        )
        return redirect(_here(told))
    return redirect(_here(told) if said.thread_id else place_of(said))


def place_of(message: Message) -> str:
    """The address of the conversation at that message."""
    url = reverse("conversations:conversation", args=[message.conversation.public_id])
    return f"{url}?around={message.seq}#m{message.seq}"


def _act(act: Act) -> Callable[..., HttpResponseBase]:
    """An address where something is done with a message: the message as JSON for scripts, else back to its page."""

    @wraps(act)
    def view(request: HttpRequest, id: str, message_id: str) -> HttpResponse:
        person = require_person(request)
        told = get_message(person, id, message_id)
        try:
            now = act(request, told)
        except (Unreadable, Refused) as problem:
            if _is_script(request):
                return refusal(problem)
            changing = str(request.POST.get("body", "")) if act.__name__ == "edit" else ""
            return _page(request, told, problem=str(problem), changing=changing)
        if not _is_script(request):
            return redirect(_here(told))
        fresh, part = get_message(person, id, now.public_id), get_part(person, id)
        return JsonResponse(queries.as_read(fresh, part, queries.marks(fresh, part)))

    for_pages, for_scripts = member_page(require_POST(view)), member_call(require_POST(view))

    @wraps(act)
    def either(request: HttpRequest, id: str, message_id: str) -> HttpResponseBase:
        return (for_scripts if _is_script(request) else for_pages)(request, id=id, message_id=message_id)

    return either


@_act
def edit(request: HttpRequest, message: Message) -> Message:
    """POST (body[, mentions]): one's own message with other words."""
    person, fields = require_person(request), read_fields(request)
    named = people(person, read_ids(fields, "mentions")) if "mentions" in fields else None
    return actions.edit_message(message, read_body(fields), by=person, mentions=named)


@_act
def take_back(request: HttpRequest, message: Message) -> Message:
    """POST: one's own message is emptied."""
    return actions.take_back(message, by=require_person(request))


@_act
def react(request: HttpRequest, message: Message) -> Message:
    """POST (code, on): an answer without words, or no longer."""
    fields = read_fields(request)
    code = str(fields.get("code", ""))[:40]
    on = read_yes(fields if "on" in fields else request.GET, "on")
    return actions.react(message, code, on, by=require_person(request))


@_act
def helped(request: HttpRequest, message: Message) -> Message:
    """POST (on): whoever began the topic says that this reply helped, or no longer. 404 for everyone else."""
    person, topic = require_person(request), ForumTopic.objects.filter(conversation=message.conversation_id).first()
    if topic is None or topic.by_id != person.pk:
        raise Http404
    actions.mark_helped(message, read_yes(read_fields(request), "on"), by=person)
    return message


def _page(
    request: HttpRequest, message: Message, *, problem: str = "", words: str = "", changing: str = ""
) -> HttpResponse:
    person = require_person(request)
    part = get_part(person, message.conversation.public_id)
    try:
        place = read_place(request)
    except Unreadable:
        place = queries.NEWEST
    root = message.thread or message
    may_write = queries.may_write(part) and not message.gone
    marks = queries.marks(message, part)
    beside = queries.page(part.conversation, place, part=part, thread=message, reader=person)
    root_shown = message.thread is not None and may_see(part, root.seq)
    context = {
        "conversation": part.conversation,
        "message": message,
        "marks": marks,
        "files": [file_json(each) for each in marks.files],
        "quote": message.reply_to if queries.may_read_quote(message, part) else None,
        "root": root if root_shown else None,
        "page": beside,
        "muted": queries.muted_ids(person) if part.conversation.kind != Kind.PAIR else [],
        "header": header_for(part, person),
        "phrases": ports.alerts_staff(part.conversation),
        "may_write": may_write,
        "may_stand_beside": part.conversation.kind != Kind.PAIR,
        "may_change": may_write and message.author_id == person.pk and may_be_changed(message),
        "own": message.author_id == person.pk,
        "codes": [
            (code, label, marks.reactions.get(code, 0), code in marks.mine) for code, label in ReactionCode.choices
        ],
        "problem": problem,
        "words": words,
        "changing": changing or message.body,
        "back": place_of(root if root_shown else message),
        "longest": LONGEST,
    }
    request.place = "talk"  # type: ignore[attr-defined]
    return render(request, "conversations/message.html", context, status=422 if problem else 200)


def _here(message: Message) -> str:
    return reverse("conversations:message", args=[message.conversation.public_id, message.public_id])


def _is_script(request: HttpRequest) -> bool:
    return request.content_type == "application/json" or "application/json" in request.headers.get("Accept", "")
