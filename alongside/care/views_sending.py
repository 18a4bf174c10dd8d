"""What members and mentors send to someone on staff, company at night, and the notes that staff write back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.care import confiding, kept_parts, nights
from alongside.care.access import get_card
from alongside.care.actions import between as between_actions
from alongside.care.actions import nights as night_actions
from alongside.care.actions.writing import send_note
from alongside.care.forms_sending import BetweenForm, MorningForm
from alongside.care.models import Kind, Lane, Outcome
from alongside.care.words import Wish
from alongside.conversations.forms import Unreadable, read_post
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups.models import Group
from alongside.people.access import get_person, member_page, require_person, staff_page
from alongside.people.forms import refuse
from alongside.people.models import Person


@staff_page
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, public_id: str) -> HttpResponse:
    """A note to whom the card is about: a draft that a person changes and sends."""
    person = require_person(request)
    card = get_card(person, public_id)
    if card.closed_at is not None:
        messages.warning(request, _("This card was closed meanwhile."))
        return redirect("care:card", public_id)
    problem, words = "", None
    if request.method == "POST":
        words = str(request.POST.get("body", ""))[:8000]
        outcome = Outcome.ARRANGED if card.lane == Lane.PRIVATE else Outcome.WROTE
        try:
            post = read_post(request)
            send_note(card, post.body, by=person, key=post.key, outcome=outcome)
        except (Refused, Unreadable) as refused:
            problem = str(refused)
        else:
            messages.success(request, _("Sent. %(name)s reads it on Today.") % {"name": card.about.display_name})
            return redirect("care:desk")
    wanted = request.GET.get("draft", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 1
    part = kept_parts.note_for(card, number)
    if words is not None:
        part["draft"] = words
    context = {"card": card, "part": part, "problem": problem}
    return render(request, "care/write.html", context, status=422 if problem else 200)


@staff_page
@require_POST
def keep_apart(request: HttpRequest, public_id: str) -> HttpResponse:
    """The two of a private card are never seated together from now on."""
    person = require_person(request)
    card = get_card(person, public_id)
    try:
        between_actions.keep_apart(card, by=person)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("care:card", public_id)
    messages.success(request, _("They are kept apart from now on. Neither of them is told."))
    return redirect("care:desk")


@staff_page
@require_POST
def change_group(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whoever told has a place in another group from now on."""
    person = require_person(request)
    card = get_card(person, public_id)
    groups = Group.objects.select_related("program").filter(program=person.program_id)
    out_of = get_object_or_404(groups, public_id=request.POST.get("out_of", "")[:40])
    into = get_object_or_404(groups, public_id=request.POST.get("into", "")[:40])
    try:
        between_actions.change_group(card, out_of, into, by=person)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("care:card", public_id)
    messages.success(request, _("%(name)s has a place in the other group now.") % {"name": card.about.display_name})
    return redirect("care:desk")


@member_page
@require_http_methods(["GET", "POST"])
def between(request: HttpRequest) -> HttpResponse:
    """Something is wrong between two people: told to a chosen counselor alone."""
    person = _member(request)
    form = BetweenForm(person, request.POST if request.method == "POST" else None, initial=_about(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        counselor = form.counselors[data["counselor"]]
        try:
            between_actions.tell_between(
                form.people[data["other"]],
                Wish(data["wish"]),
                counselor,
                words=data["words"],
                by=person,
                key=_key(request),
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(
                request, _("Told. %(name)s reads it, and you see here when.") % {"name": counselor.display_name}
            )
            return redirect("care:between")
    context = {"form": form, "sent": confiding.sent_by(person, Kind.BETWEEN), "alone": not form.people}
    return render(request, "care/between.html", context, status=422 if form.errors else 200)


@member_page
@require_http_methods(["GET", "POST"])
def morning(request: HttpRequest) -> HttpResponse:
    """Words that wait until somebody is at work."""
    person = _member(request)
    form = MorningForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            night_actions.keep_for_morning(form.cleaned_data["words"], by=person, key=_key(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("today")
    context = {"form": form, "night": nights.night(person, clock.now())}
    return render(request, "care/morning.html", context, status=422 if form.errors else 200)


@member_page
@require_POST
def take_back(request: HttpRequest, kind: str, id: str) -> HttpResponse:
    """What one sent is taken back."""
    person = _member(request)
    sent = confiding.find_sent(person, Kind(kind), id) if kind in {Kind.BETWEEN, Kind.MORNING} else None
    if sent is None:
        raise Http404
    try:
        night_actions.take_back(sent.reason, by=person)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("Taken back."))
    return redirect("care:between" if kind == Kind.BETWEEN else "today")


@member_page
@require_POST
def awake(request: HttpRequest) -> HttpResponse:
    """Awake, and would like company."""
    person = _member(request)
    try:
        night_actions.say_awake(by=person)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("today")


@member_page
@require_POST
def rest(request: HttpRequest) -> HttpResponse:
    """No company any more."""
    night_actions.rest_again(by=_member(request))
    messages.success(request, _("Rest well."))
    return redirect("today")


@member_page
@require_POST
def say_yes(request: HttpRequest, id: str) -> HttpResponse:
    """Yes to the company of someone who is shown to them now."""
    person = _member(request)
    to = get_person(person, id)
    try:
        chat = night_actions.say_yes(to, by=person)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("today")
    if chat is not None:
        return redirect("conversations:conversation", chat.public_id)
    return redirect("today")


def _member(request: HttpRequest) -> Person:
    """Staff have colleagues for this: for them the pages aren't there."""
    person = require_person(request)
    if person.is_staff:
        raise Http404
    return person


def _about(request: HttpRequest) -> dict[str, str]:
    return {"other": request.GET.get("with", "")[:40]}


def _key(request: HttpRequest) -> str | None:
    return request.POST.get("key", "")[:80] or None
