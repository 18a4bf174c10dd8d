"""Searching Talk. What is looked for is posted and never stands in an address: those are kept, by browsers and logs."""

from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from alongside.conversations.access import get_part, may_read_forum
from alongside.conversations.models import Conversation, Kind, Participant
from alongside.conversations.search.finding import LONGEST, Found, Question, find
from alongside.conversations.talk import LISTED, titles
from alongside.people.access import member_page, require_person
from alongside.people.models import Person

MOST_PLACES = 60
FORUM = "forum"
_NAMED_BY = (
    "conversation__public_id",
    "conversation__kind",
    "conversation__pair",
    "conversation__group__name",
    "conversation__circle__name",
    "conversation__about__display_name",
)
"""What a place is called by: sixty whole rows of each took longer to read than the search itself."""


@member_page
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """q: words, who: part of a name, place: a conversation or `forum`, from and to: days, before: for older ones.

    A GET shows the form, with what the address names of them but no words.
    """
    person = require_person(request)
    question = _question(person, request.POST if request.method == "POST" else request.GET)
    if request.method != "POST":
        question = replace(question, text="", before="")
    found = find(person, question) if question.text else Found((), ())
    chosen = FORUM if question.only_forum else question.place.public_id if question.place else ""
    asked = {
        "q": question.text,
        "who": question.who,
        "place": chosen,
        "from": question.since.isoformat() if question.since else "",
        "to": question.until.isoformat() if question.until else "",
    }
    context = {
        "asked": asked,
        "filtered": any(value for name, value in asked.items() if name != "q"),
        "found": found,
        "first": not question.before,
        "keep": {name: value for name, value in asked.items() if value},
        "where": _places(person, question.place),
        "forum": may_read_forum(person),
    }
    response = render(request, "conversations/search.html", context)
    response.headers["Cache-Control"] = "private, no-cache"  # going back to it asks for nothing to be posted again
    return response


def _question(person: Person, sent: QueryDict) -> Question:
    """What is asked for, read kindly: what isn't a day or a place of theirs is as if it weren't there."""
    place = sent.get("place", "")
    chat = None
    if place and place != FORUM:
        try:
            chat = get_part(person, place[:32]).conversation
        except Http404:
            chat = None
    return Question(
        text=" ".join(sent.get("q", "")[:LONGEST].split()),
        who=" ".join(sent.get("who", "")[:60].split()),
        place=chat,
        only_forum=place == FORUM,
        since=_day(sent.get("from", "")),
        until=_day(sent.get("to", "")),
        before=sent.get("before", "")[:32],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _places(person: Person, chosen: Conversation | None) -> list[tuple[str, str]]:
    """Where one may look, as they are called: what is going on first. Two queries."""
    rows = Participant.objects.filter(
        person=person, conversation__kind__in=LISTED, moved_to=None, declined_at=None, asked_at=None
    ).exclude(conversation__kind=Kind.TOPIC)
    rows = rows.select_related("conversation__group", "conversation__circle", "conversation__about").only(*_NAMED_BY)
    chats = [row.conversation for row in rows.order_by("-conversation__last_at", "-conversation_id")[:MOST_PLACES]]
    if chosen is not None and chosen.pk not in {chat.pk for chat in chats}:
        chats.append(chosen)
    names = titles(person, chats)
    return [(chat.public_id, names[chat.pk]) for chat in chats]
