"""The page on which a welcomer writes the note they owe."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from alongside.conversations.actions.welcome import send_welcome_note
from alongside.conversations.forms import Unreadable, read_post
from alongside.conversations.words import LONGEST
from alongside.core.errors import Refused
from alongside.people.access import member_page, require_person
from alongside.people.arriving import actions as arriving
from alongside.people.arriving import path
from alongside.people.arriving.access import get_owed
from alongside.people.models import ArrivalStepKind, Person

DRAFTS = {
    ArrivalStepKind.NOTE_FIRST: (
        gettext_lazy(
            "Hello %(name)s, it was good that you were there today. You don’t have to do anything with this note. If "
            "something was odd or too much, tell me, and we find a way."
        ),
        gettext_lazy(
            "Hello %(name)s, the first time is the hardest one, and you did it. However it was for you is all right. I "
            "read what you write here."
        ),
    ),
    ArrivalStepKind.NOTE_THIRD: (
        gettext_lazy(
            "Hello %(name)s, I was wondering how the last days were for you. A word is enough, and no answer is fine, "
            "too. See you at the next session."
        ),
        gettext_lazy(
            "Hello %(name)s, your first days here are behind you. Is there something you would like to be different "
            "next time? I can see to it."
        ),
    ),
}


@member_page
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, arrival: str, kind: str) -> HttpResponse:
    """Drafts to begin with; the words that leave are the welcomer's own. 404 for anyone else's note."""
    person = require_person(request)
    if kind not in path.NOTES:
        raise Http404
    step = get_owed(person, arrival, kind)
    newcomer = step.arrival.person
    drafts = _drafts(ArrivalStepKind(kind), newcomer)
    words, problem = drafts[0], ""
    if request.method == "POST":
        words = str(request.POST.get("body", ""))
        try:
            post = read_post(request)
            send_welcome_note(step, post.body, by=person, key=post.key)
        except (Unreadable, Refused) as error:
            problem = str(error)
        else:
            messages.success(request, _("Sent. %(name)s finds it on Today.") % {"name": newcomer.display_name})
            return redirect("today")
    context = {
        "step": step,
        "newcomer": newcomer,
        "drafts": drafts,
        "words": words[: 2 * LONGEST],
        "problem": problem,
    }
    return render(request, "conversations/welcome_note.html", context, status=422 if problem else 200)


@member_page
@require_POST
def not_needed(request: HttpRequest, arrival: str, kind: str) -> HttpResponse:
    """They spoke meanwhile: the note isn't owed any longer."""
    person = require_person(request)
    if kind not in path.NOTES:
        raise Http404
    arriving.not_needed(get_owed(person, arrival, kind), by=person)
    messages.success(request, _("It is off your list."))
    return redirect("today")


def _drafts(kind: ArrivalStepKind, newcomer: Person) -> list[str]:
    with translation.override(newcomer.language):
        return [str(each) % {"name": newcomer.display_name} for each in DRAFTS[kind]]
