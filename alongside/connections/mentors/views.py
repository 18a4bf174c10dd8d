"""A member and their mentor: asking for one, choosing among up to three, ending it, and saying that it helped."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.connections.mentors import access, actions, queries
from alongside.connections.mentors.forms import WishForm
from alongside.conversations.access import get_message
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups.mentoring import actions as mentoring_actions
from alongside.groups.mentoring import queries as pairs
from alongside.groups.mentoring.terms import AGREEMENT
from alongside.people.access import member_page, require_person
from alongside.people.forms import refuse
from alongside.people.models import Person, Role


@member_page
@require_safe
def mentor(request: HttpRequest) -> HttpResponse:
    """One's mentor; or whom one may choose; or asking for one. For members."""
    return _page(request, _member(request))


@member_page
@require_http_methods(["GET", "POST"])
def wish(request: HttpRequest) -> HttpResponse:
    """What a member would like of a mentor. Whoever could be chosen is shown right after."""
    member = _member(request)
    if not pairs.may_have_mentor(member) or pairs.pairing_of(member) is not None:
        return redirect("connections:mentor")
    kept = pairs.wish_of(member)
    form = WishForm(
        queries.spoken_here(member, clock.now()),
        request.POST if request.method == "POST" else None,
        initial=WishForm.initial_of(kept, member.good_times),
        asks_again=bool(pairs.earlier_pairs([member.pk])),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(member, form.wanted(), by=member)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Thank you. Nobody hears of it before you choose someone."))
            return redirect("connections:mentor")
    context = {"form": form, "wish": kept}
    return render(request, "connections/mentors/wish.html", context, status=422 if form.errors else 200)


@member_page
@require_POST
def close_wish(request: HttpRequest) -> HttpResponse:
    """They would rather not, for now."""
    member = _member(request)
    kept = pairs.wish_of(member)
    if kept is not None:
        mentoring_actions.close_wish(kept, by=member)
        messages.success(request, _("All right. You can ask again at any time."))
    return redirect("connections:mentor")


@member_page
@require_POST
def choose(request: HttpRequest, id: str) -> HttpResponse:
    """This one, please."""
    member = _member(request)
    chosen = access.get_offer(member, id)
    try:
        actions.choose(chosen, by=member)
    except Refused as refused:
        actions.offer_mentors(member.program, by=member)
        return _page(request, member, trouble=str(refused.sentence), status=409)
    messages.success(request, _("%(name)s is asked now.") % {"name": chosen.mentor.display_name})
    return redirect("connections:mentor")


@member_page
@require_POST
def take_back(request: HttpRequest, id: str) -> HttpResponse:
    """Someone else after all."""
    member = _member(request)
    mentoring_actions.take_back(access.get_offer(member, id), by=member)
    actions.offer_mentors(member.program, by=member)
    return redirect("connections:mentor")


@member_page
@require_POST
def put_away(request: HttpRequest, id: str) -> HttpResponse:
    """Not this one."""
    member = _member(request)
    mentoring_actions.put_away(access.get_offer(member, id), by=member)
    actions.offer_mentors(member.program, by=member)
    messages.success(request, _("All right. They never hear of it."))
    return redirect("connections:mentor")


@member_page
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """One tap, and no reason."""
    member = _member(request)
    pairing = pairs.pairing_of(member)
    if pairing is not None:
        mentoring_actions.end(pairing, by=member)
    return redirect("connections:mentor")


@member_page
@require_POST
def thank(request: HttpRequest) -> HttpResponse:
    """Something their mentor said or wrote helped: once a day."""
    member = _member(request)
    pairing = pairs.pairing_of(member)
    if pairing is None:
        raise Http404
    key = f"day:{clock.now():%Y-%m-%d}:{pairing.mentor_id}"
    actions.thank(pairing.mentor, key, named="named" in request.POST, by=member)
    messages.success(request, _("Thank you. It reaches them within about a week."))
    return redirect("connections:mentor")


@member_page
@require_http_methods(["GET", "POST"])
def this_helped(request: HttpRequest, id: str, message_id: str) -> HttpResponse:
    """A mentor's message helped: say so, with one's name or without. 404 for anyone else's."""
    person = require_person(request)
    message = get_message(person, id, message_id)
    if message.author.role != Role.MENTOR or message.author == person or message.gone or person.is_staff:
        raise Http404
    back = reverse("conversations:message", args=[id, message_id])
    if request.method == "POST":
        try:
            actions.thank(message.author, f"message:{message.pk}", named="named" in request.POST, by=person)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
        else:
            messages.success(request, _("Thank you. It reaches them within about a week."))
        return redirect(back)
    return render(request, "connections/mentors/this_helped.html", {"message": message, "back": back})


def _member(request: HttpRequest) -> Person:
    person = require_person(request)
    if person.role != Role.MEMBER:
        raise Http404
    return person


def _page(request: HttpRequest, member: Person, *, trouble: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "mine": queries.mine(member, clock.now()),
        "agreement": dict(AGREEMENT),
        "trouble": trouble,
    }
    return render(request, "connections/mentors/mentor.html", context, status=status)
