"""The room's pages and the posts of those in it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alongside.conversations.models import Participant
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.core.languages import ENGLISH
from alongside.groups import queries as groups
from alongside.groups.models import Place
from alongside.groups.shown import show
from alongside.people.access import member_call, member_page, require_person
from alongside.people.actions import change_profile
from alongside.people.models import Person
from alongside.people.queries import outstanding_agreements, person_card
from alongside.rooms import access, asking, forms, ports, prompts
from alongside.rooms.access import Standing
from alongside.rooms.actions import entering, hosting, keeping, ways
from alongside.rooms.actions.first_days import first_session
from alongside.rooms.circles import LEADING, is_circle
from alongside.rooms.http import Ask, room_post, wants_json
from alongside.rooms.media import ice
from alongside.rooms.models import (
    Attendee,
    AttendeeState,
    NextStep,
    Overheard,
    Reaction,
    StepWent,
    Way,
)
from alongside.rooms.payloads import Json, title
from alongside.rooms.state import state as room_state


@member_page
@require_safe
def green_room(request: HttpRequest, meeting: str) -> HttpResponse:
    """Before going in: today's way of being here, devices, and, before clinical sessions, where one is."""
    person = require_person(request)
    found = access.standing(person, meeting)
    return _elsewhere(request, found) or _green_room(request, found, None)


@require_POST
def enter(request: HttpRequest, meeting: str) -> HttpResponseBase:
    """Go in. JSON: {"state": "in" | "waiting"}; a plain form is led to the room, or shown its problems."""
    return (_enter_by_script if wants_json(request) else _enter_by_form)(request, meeting)


@room_post()
def _enter_by_script(ask: Ask) -> Json:
    attendee = entering.enter(ask.found, forms.read_entry(ask.sent), by=ask.by, key=ask.key)
    return {"state": attendee.state}


@member_page
def _enter_by_form(request: HttpRequest, meeting: str) -> HttpResponse:
    person = require_person(request)
    found = access.standing(person, meeting)
    if found.room is not None:
        keeping.catch_up(found.room)
    if moved := _elsewhere(request, found):
        return moved
    form = forms.GreenRoomForm(request.POST)
    if not form.is_valid():
        return _green_room(request, found, form, status=422)
    try:
        entering.enter(found, form.entry(), by=person, key=forms.read(request).key)
        if form.cleaned_data["hide_self"] != person.hides_self_view:
            change_profile(person, hides_self_view=form.cleaned_data["hide_self"], by=person)
    except Refused as refused:
        forms.refuse(form, refused)
        return _green_room(request, found, form, status=422 if refused.field else 409)
    except forms.Unclear as unclear:
        form.add_error(None, unclear.sentence)
        return _green_room(request, found, form, status=422)
    return redirect("session_room", meeting)


@member_page
@require_safe
def room(request: HttpRequest, meeting: str) -> HttpResponse:
    """The live room for who is in; otherwise the page that says what to do."""
    return show_room(request, access.standing(require_person(request), meeting))


def show_room(request: HttpRequest, found: Standing, *, planning: bool = False) -> HttpResponse:
    """As `room`; for staff, `planning` opens the planner in it. The planner has no page without the room: whoever
    planned there would lose their place in it meanwhile."""
    person = found.person
    if found.room is not None:
        keeping.catch_up(found.room)
    if moved := _elsewhere(request, found):
        return moved
    me = Attendee.objects.filter(room__meeting=found.meeting, person=person).first()
    if me is None or (me.state == AttendeeState.OUT and not me.lapsed):
        return redirect("session_green_room", found.meeting.public_id)
    if me.state == AttendeeState.WAITING:
        return _page(request, found, "nearly_in", awaits_host=_awaits_host(found))
    if me.state == AttendeeState.REMOVED:
        return _page(request, found, "removed", why="removed")
    keeping.touch(me)
    deck = deck_json() if found.leads else None
    return _page(
        request, found, "room", card=person_card(person), deck=deck, testing=not settings.SECURE, planning=planning
    )


@member_call
@require_safe
def state(request: HttpRequest, meeting: str) -> HttpResponse:
    """The room as JSON, for the viewer. 404 for who never came."""
    person = require_person(request)
    found = access.standing(person, meeting)
    if found.room is not None:
        keeping.catch_up(found.room)
    me = access.attendee(found)
    keeping.touch(me)
    return JsonResponse(room_state(found, me))


@room_post(then="session_after")
def leave(ask: Ask) -> None:
    entering.leave(ask.me, by=ask.by, key=ask.key)


@room_post()
def way(ask: Ask) -> None:
    ways.change_way(ask.me, ask.sent.choice("way", Way), by=ask.by, key=ask.key)


@room_post()
def hand(ask: Ask) -> None:
    """Raise or lower one's own hand; whoever leads the session lowers another's."""
    other = ask.sent.text("person", most=40)
    if not other or other == ask.by.public_id:
        act = ways.raise_hand if ask.sent.flag("up") else ways.lower_hand
        act(ask.me, by=ask.by, key=ask.key)
        return
    if not ask.found.leads:
        raise Http404
    ways.lower_hand(access.someone(ask.found, other), by=ask.by, key=ask.key)


@room_post()
def react(ask: Ask) -> None:
    ways.react(ask.me, ask.sent.choice("reaction", Reaction), by=ask.by, key=ask.key)


@room_post()
def share(ask: Ask) -> None:
    hosting.share(ask.me, ask.sent.flag("on"), by=ask.by, key=ask.key)


@room_post(then="session_after")
def step_went(ask: Ask) -> None:
    went, next_step = ask.sent.choice("went", StepWent), ask.sent.choice("next", NextStep)
    ways.say_how_step_went(ask.me, went, next_step, by=ask.by, key=ask.key)


@member_page
@require_safe
def after(request: HttpRequest, meeting: str) -> HttpResponse:
    """How the small step went, asked of the person alone."""
    person = require_person(request)
    found = access.standing(person, meeting)
    me = access.attendee(found)
    coming = groups.next_meeting(person, max(clock.now(), found.meeting.ends_at))
    asked = asking.after_session(request, found.meeting)
    return _page(request, found, "after", step=me.step, went=me.step_went, next_meeting=coming, asked=asked)


@member_page
@require_safe
def chat(request: HttpRequest, meeting: str) -> HttpResponse:
    """To what was said, for those who were there."""
    person = require_person(request)
    found = access.standing(person, meeting)
    room = found.room
    if room is None or not Participant.objects.filter(conversation=room.conversation, person=person).exists():
        raise Http404
    return redirect("conversations:conversation", room.conversation.public_id)


def deck_json() -> list[Json]:
    """The deck of prompts for a page's script, in the page's language."""
    return [
        {
            "theme": theme.title,
            "prompts": [
                {"key": card.key, "title": card.title, "first": card.first, "care": card.care} for card in theme.prompts
            ],
        }
        for theme in prompts.deck(get_language() or ENGLISH)
    ]


def _elsewhere(request: HttpRequest, found: Standing) -> HttpResponse | None:
    """Where someone belongs who can't go in now, or None."""
    if outstanding_agreements(found.person):
        return redirect(f"/agreements/?{urlencode({'next': request.path})}")
    meeting = found.meeting
    if meeting.cancelled_at is not None:
        return _page(request, found, "removed", why="cancelled")
    doors = groups.doors(meeting)
    now = clock.now()
    if now < doors.opens_at and not _is_in(found):
        return _page(request, found, "doors", doors=doors)
    if now >= doors.closes_at or (found.room is not None and found.room.ended_at is not None):
        was_there = Attendee.objects.filter(room__meeting=meeting, person=found.person).exists()
        return _page(request, found, "ended", was_there=was_there)
    return None


def _is_in(found: Standing) -> bool:
    """A session may have been moved a little while people were in."""
    here = Attendee.objects.filter(room__meeting=found.meeting, person=found.person, state=AttendeeState.IN)
    return here.exists()


def _green_room(
    request: HttpRequest, found: Standing, form: forms.GreenRoomForm | None, *, status: int = 200
) -> HttpResponse:
    person = found.person
    advice = ice.advice()
    return _page(
        request,
        found,
        "green_room",
        status=status,
        form=form or forms.GreenRoomForm(initial=_usual(found)),
        asks_whereabouts=entering.needs_whereabouts(found.meeting) and not found.is_staff,
        already_here=ports.who_is_here(found.meeting, person),
        media_advice=[advice.member] if advice.member else [],
        hides_self_view=person.hides_self_view,
        doors=groups.doors(found.meeting),
        staffed=found.room is not None and found.room.unstaffed_since is None,
        awaits_host=_awaits_host(found),
        locked=found.room is not None and found.room.locked and not found.leads,
        card=person_card(person),
        first=first_session(person, found.meeting),
        shown=show(found.meeting, person, "", place=groups.places_of(person, [found.meeting]).get(found.meeting.pk)),
    )


def _awaits_host(found: Standing) -> bool:
    """Whether the room of a circle opens only when a host is there."""
    hosted = found.room is not None and found.room.unstaffed_since is None
    return is_circle(found.meeting) and not hosted and not found.leads


def _usual(found: Standing) -> dict[str, object]:
    """What they said last time in this session, else what they usually say, and the next small step they chose."""
    person = found.person
    before = Attendee.objects.filter(person=person).select_related("room").order_by("-came_at").first()
    said: dict[str, object] = {
        "way": before.way if before else Way.LISTENING,
        "overheard": Overheard.NO,
        "place": person.usual_place,
        "phone": person.usual_phone,
        "step": "",
    }
    if before is not None and before.room.meeting_id == found.meeting.pk:
        said |= {"overheard": before.overheard, "step": before.step}
        if before.place:
            said |= {"place": before.place, "phone": before.phone}
    elif before is not None and before.next_step == NextStep.SAME:
        said["step"] = before.step
    return said


def _page(
    request: HttpRequest, found: Standing, template: str, *, status: int = 200, **context: object
) -> HttpResponse:
    return render(
        request,
        f"rooms/{template}.html",
        {
            "meeting": found.meeting,
            "title": title(found.meeting) or _("Session"),
            "room_id": found.meeting.public_id,
            "viewer": found.person,
            "facilitators": facilitators(found),
            **context,
        },
        status=status,
    )


def facilitators(found: Standing) -> list[Person]:
    """Who leads the session: its staff, or the hosts of its circle. One query."""
    places = Place.objects.filter(meeting=found.meeting, kind__in=LEADING).select_related("person")
    return [place.person for place in places.order_by("pk")]
