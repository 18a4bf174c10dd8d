"""The offer of help as other rooms show it."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from alongside.conversations.models import Kind
from alongside.conversations.talk import title_of
from alongside.moderation.models import Hit
from alongside.moderation.phrases import ports
from alongside.moderation.phrases.queries import help_offered
from alongside.people.access import viewer
from alongside.people.models import Person


def offer_for(request: HttpRequest) -> SafeString:
    """The offer that the reader hasn't put aside, or empty. One query, none for staff: nobody listens to them."""
    person = viewer(request)
    hit = help_offered(person) if person is not None and not person.is_staff else None
    if hit is None:
        return SafeString("")
    context = {**parts_of(hit, person), "back": request.path}
    return render_to_string("phrases/parts/offer.html", context, request=request)


def parts_of(hit: Hit | None, person: Person | None) -> dict[str, Any]:
    """What an offer says: what it is about, and who is on it. Up to four queries, none without an offer."""
    if hit is None or person is None:
        return {"hit": None}
    chat = hit.message.conversation if hit.message is not None else None
    named = chat is not None and chat.kind not in {Kind.PAIR, Kind.SESSION, Kind.SMALL_ROOM}
    return {
        "hit": hit,
        "place": title_of(chat, person) if chat is not None and named else "",
        "on_it": ports.on_it(hit),
    }
