"""How a room's addresses answer: JSON for the page's script, a redirect for a plain form, a sentence for a refusal."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.core.errors import Refused
from alongside.people.access import member_call, member_page, require_person
from alongside.people.models import Person
from alongside.rooms import access, forms
from alongside.rooms.access import Standing
from alongside.rooms.actions import keeping
from alongside.rooms.models import Attendee, Room


@dataclass(frozen=True)
class Ask:
    """One post to a room: who, in which session, and what was sent."""

    request: HttpRequest
    by: Person
    found: Standing
    sent: forms.Sent

    @property
    def key(self) -> str | None:
        """The key that was sent, for this session alone: used in another one it is another key. Raises Unclear."""
        key = self.sent.key
        if key is None:
            return None
        if not key.isprintable():
            raise forms.Unclear(_("Please load the page again and try once more."), "key")
        return hashlib.sha256(f"{self.found.meeting.public_id} {key}".encode()).hexdigest()

    @property
    def room(self) -> Room:
        """The session's room. Raises Http404 where nobody has come yet."""
        return self.me.room if self.found.room is None else self.found.room

    @property
    def me(self) -> Attendee:
        """The asker's own part in the room. Raises Http404 where they never came."""
        return access.attendee(self.found)


Handler = Callable[[Ask], Any]
View = Callable[..., HttpResponseBase]


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def room_post(*, staff: bool = False, leads: bool = False, then: str = "session_room") -> Callable[[Handler], View]:
    """A view that takes a post: finds the session (for staff of it, for whoever leads it, or anyone with a place),
    catches up with the clock, and answers 200 with what the handler returns; 409 or 422 with a sentence where it
    refuses.

    A plain form is led to `then`, with the sentence where there is one.
    """

    def decorate(handler: Handler) -> View:
        def handle(request: HttpRequest, meeting: str) -> HttpResponse:
            person = require_person(request)
            find = access.staff_standing if staff else access.leading_standing if leads else access.standing
            found = find(person, meeting)
            if found.room is not None:
                keeping.catch_up(found.room)
            try:
                answer = handler(Ask(request, person, found, forms.read(request)))
            except Refused as refused:
                status = 422 if refused.field else 409
                return _say(request, found, str(refused.sentence), refused.field or "", status, then)
            except forms.Unclear as unclear:
                return _say(request, found, unclear.sentence, unclear.field, 422, then)
            if isinstance(answer, HttpResponse):
                return answer
            if wants_json(request):
                return JsonResponse({} if answer is None else answer, safe=False)
            return redirect(then, found.meeting.public_id)

        for_script = member_call(require_POST(handle))
        for_form = member_page(require_POST(handle))

        @wraps(handler)
        def view(request: HttpRequest, meeting: str) -> HttpResponseBase:
            return (for_script if wants_json(request) else for_form)(request, meeting)

        return view

    return decorate


def _say(request: HttpRequest, found: Standing, sentence: str, field: str, status: int, then: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": sentence, "field": field}, status=status)
    messages.error(request, sentence)
    return redirect(then, found.meeting.public_id)
