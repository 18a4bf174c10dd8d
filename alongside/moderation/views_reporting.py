"""Reporting in two taps, and what became of what one reported. Works without scripts."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from alongside.conversations.access import get_message
from alongside.conversations.models import Message
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.groups.access import get_meeting
from alongside.groups.circles.access import see
from alongside.groups.models import Circle, Meeting
from alongside.moderation import actions, queries, words
from alongside.moderation.access import get_message_to_look_at, get_own_report
from alongside.moderation.forms import WordsForm
from alongside.moderation.models import Trouble, What
from alongside.people.access import get_person, member_page, require_person
from alongside.people.forms import refuse
from alongside.people.models import Person
from alongside.people.queries import on_call
from alongside.people.views import safe_next

A_PAGE = 20


@member_page
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, what: str, public_id: str) -> HttpResponse:
    """Six reasons to choose from; choosing one is the report."""
    person = require_person(request)
    thing = _thing(person, what, public_id)
    chosen = request.POST.get("trouble", "")
    refused = ""
    if request.method == "POST" and chosen in Trouble.values:
        try:
            made = actions.report(thing, Trouble(chosen), by=person)
        except Refused as no:
            refused = str(no.sentence)
        else:
            back = safe_next(request, fallback="")
            return redirect(
                reverse("moderation:thanks", args=[made.public_id]) + ("?" + urlencode({"next": back}) if back else "")
            )
    context = {
        "what": what,
        "thing": thing,
        "author": _whose(thing),
        "reasons": [(value, label, *words.REASONS[value]) for value, label in Trouble.choices],
        "due": queries.due(person.program, clock.now()),
        "answers": on_call(person.program, clock.now()),
        "refused": refused,
        "next": safe_next(request, fallback=""),
    }
    return render(request, "moderation/report.html", context, status=422 if refused else 200)


@member_page
@require_http_methods(["GET", "POST"])
def thanks(request: HttpRequest, public_id: str) -> HttpResponse:
    """One's own report: what happens now and by when, a few words more, and what else one can do."""
    person = require_person(request)
    made = get_own_report(person, public_id)
    form = WordsForm(request.POST if request.method == "POST" else None, initial={"words": made.words})
    kept = False
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_words(made, form.cleaned_data["words"], by=person)
        except Refused as refused:
            refuse(form, refused)
        else:
            kept = True
            made = get_own_report(person, public_id)
            form = WordsForm(initial={"words": made.words})
    cuttable = made.person is not None and not made.person.is_staff and not person.is_staff
    context = {
        "report": made,
        "thing": words.thing(made),
        "due": queries.due(person.program, made.at),
        "at": clock.now(),
        "form": form,
        "kept": kept,
        "other": made.person if cuttable else None,
        "next": safe_next(request, fallback="/"),
    }
    return render(request, "moderation/thanks.html", context, status=422 if form.errors else 200)


@member_page
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What one reported, and how far it is: received, being looked at, done. Never what was done to whom."""
    page = Paginator(queries.reports_by(require_person(request)), A_PAGE).get_page(request.GET.get("page"))
    rows = [(each, words.thing(each)) for each in page.object_list]
    return render(request, "moderation/mine.html", {"page": page, "rows": rows})


def _thing(person: Person, what: str, public_id: str) -> Message | Person | Meeting | Circle:
    """What `person` may know of. Raises Http404 for everything else."""
    if what == What.MESSAGE:
        row = Message.objects.filter(public_id=public_id, conversation__program=person.program_id)
        chat = row.values_list("conversation__public_id", flat=True).first()
        if chat is None:
            raise Http404
        try:
            return get_message(person, chat, public_id)
        except Http404:  # staff who were shown it for a reason, and take no part there
            return get_message_to_look_at(person, public_id)
    if what == What.PERSON:
        return get_person(person, public_id)
    if what == What.SESSION:
        return get_meeting(person, public_id)
    if what == What.CIRCLE:
        return see(person, public_id).circle
    raise Http404


def _whose(thing: Message | Person | Meeting | Circle) -> Person | None:
    if isinstance(thing, Message):
        return thing.author
    return thing if isinstance(thing, Person) else None
