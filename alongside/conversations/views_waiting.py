"""Saying that one answers, not now, and handing a message to whoever is on call."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.conversations.access import get_message
from alongside.conversations.actions import waiting as actions
from alongside.conversations.models import Message, Offer, WaitingPost
from alongside.conversations.waiting import ports, times
from alongside.conversations.waiting.shape import waiting_shape
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.people.access import member_page, require_person
from alongside.people.models import Person
from alongside.people.queries import on_call
from alongside.people.views import safe_next
from alongside.ui.templatetags.ui import day_and_time_for, time_for


@member_page
@require_POST
def take(request: HttpRequest, id: str, message_id: str) -> HttpResponse:
    """ "I'll answer", by when. JSON for scripts, else back to the message."""
    person = require_person(request)
    return _take(request, person, get_message(person, id, message_id))


@member_page
@require_POST
def take_offer(request: HttpRequest, id: str) -> HttpResponse:
    """The same, by someone who was asked."""
    person = require_person(request)
    offer = _offer(person, id)
    return _take(request, person, offer.waiting.message)


@member_page
@require_POST
def pass_offer(request: HttpRequest, id: str) -> HttpResponse:
    """Not now. Nobody learns it."""
    person = require_person(request)
    actions.pass_on(_offer(person, id), by=person)
    messages.success(request, _("All right. Nobody sees that you were asked."))
    return redirect(safe_next(request, reverse("today")))


@member_page
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, id: str, message_id: str) -> HttpResponse:
    """Whoever is on call is told of this message. Afterwards: what became of it."""
    person = require_person(request)
    message = get_message(person, id, message_id)
    scripts = _for_scripts(request)
    problem = ""
    if request.method == "POST":
        try:
            actions.hand_over(message, by=person)
        except Refused as refused:
            problem = str(refused.sentence)
            if scripts:
                return JsonResponse({"error": "refused", "detail": problem}, status=409)
        else:
            here = reverse("conversations:hand_over", args=[id, message_id])
            return JsonResponse({"id": message.public_id, "url": here}) if scripts else redirect(here)
    at = clock.now()
    context = {
        "message": message,
        "conversation": message.conversation,
        "handed": ports.handed_by(message, person),
        "answers": on_call(person.program, at),
        "own": message.author_id == person.pk,
        "problem": problem,
        "back": actions.link_to(message.conversation, message),
    }
    return render(request, "conversations/hand_over.html", context, status=422 if problem else 200)


def _take(request: HttpRequest, person: Person, message: Message) -> HttpResponse:
    choice = request.POST.get("by", "")
    if choice not in times.Promise.values:
        choice = times.Promise.HOUR
    try:
        post = actions.take_on(message, choice, by=person)
    except Refused as refused:
        if _for_scripts(request):
            return JsonResponse({"error": "refused", "detail": str(refused.sentence)}, status=409)
        messages.warning(request, str(refused.sentence))
    else:
        if _for_scripts(request):
            return JsonResponse({"id": message.public_id, "waiting": waiting_shape(post)})
        messages.success(request, _promised(person, post))
    return redirect(actions.link_to(message.conversation, message))


def _promised(person: Person, post: WaitingPost) -> str:
    assert post.promised_at is not None
    at = clock.now()
    near = (post.promised_at - at).total_seconds() < 12 * 3600
    when = time_for(post.promised_at, person) if near else day_and_time_for(post.promised_at, person)
    return format_html(_("Thank you. Everyone here reads that you answer by {}."), when)


def _offer(person: Person, id: str) -> Offer:
    found = Offer.objects.select_related("waiting__message__conversation", "waiting__message__author")
    offer = found.filter(public_id=id, person=person).first()
    if offer is None:
        raise Http404
    return offer


def _for_scripts(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
