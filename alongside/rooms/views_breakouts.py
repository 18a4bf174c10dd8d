"""Small rooms over HTTP: planning and running them for whoever leads, placing single people for staff, calls and
stepping out for those inside."""

import secrets

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alongside.core.errors import Refused
from alongside.people.models import Person
from alongside.rooms import access, forms
from alongside.rooms.actions import breakouts, visiting
from alongside.rooms.http import Ask, room_post
from alongside.rooms.models import Attendee, Round, SmallRoom
from alongside.rooms.payloads import Json
from alongside.rooms.views_staff import planner

LONGEST_EXTENSION = 60


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, meeting: str) -> HttpResponseBase:
    """GET: the room with the planner open. POST (minutes, low, high, prompt): the proposed plan."""
    return (_plan if request.method == "POST" else planner)(request, meeting)


@room_post(leads=True, then="session_planner")
def _plan(ask: Ask) -> Json | None:
    wish = forms.read_wish(ask.sent)
    if ask.found.room is None:
        raise Refused(_("Nobody is in the room yet."))
    round_ = breakouts.plan(ask.found.room, wish, _seed(), by=ask.by, key=ask.key)
    return breakouts.plan_of(round_)


@room_post(leads=True, then="session_planner")
def better(ask: Ask) -> Json | None:
    return breakouts.plan_of(breakouts.better(_round(ask), by=ask.by))


@room_post(leads=True, then="session_planner")
def shuffle(ask: Ask) -> Json | None:
    return breakouts.plan_of(breakouts.shuffle(_round(ask), _seed(), by=ask.by, key=ask.key))


@room_post(staff=True, then="session_planner")
def move(ask: Ask) -> Json | None:
    round_ = _round(ask)
    swap = ask.sent.text("swap", most=40)
    moved = breakouts.move(
        round_,
        _person(ask, "person"),
        _small(ask, round_),
        _person(ask, "swap") if swap else None,
        by=ask.by,
        key=ask.key,
    )
    return breakouts.plan_of(moved)


@room_post(staff=True, then="session_planner")
def effects(ask: Ask) -> list[Json]:
    return breakouts.effects(_round(ask), _person(ask, "person"))


@room_post(leads=True, then="session_planner")
def open_round(ask: Ask) -> Json | None:
    return breakouts.plan_of(breakouts.open_round(_round(ask), by=ask.by, key=ask.key))


@room_post(leads=True, then="session_planner")
def discard(ask: Ask) -> None:
    breakouts.discard(_round(ask), by=ask.by, key=ask.key)


@room_post(leads=True)
def extend(ask: Ask) -> None:
    round_ = _round(ask)
    breakouts.extend(round_, ask.sent.whole("minutes", 1, LONGEST_EXTENSION), by=ask.by, key=ask.key)


@room_post(leads=True)
def close(ask: Ask) -> None:
    breakouts.close(_round(ask), by=ask.by, key=ask.key)


@room_post(leads=True)
def broadcast(ask: Ask) -> Json:
    row = visiting.broadcast(_round(ask), ask.sent.text("text", most=2000), by=ask.by, key=ask.key)
    return {"id": row.public_id}


@room_post()
def call(ask: Ask) -> Json:
    """Ask the counselor to come, from the small room one is in."""
    me = ask.me
    row = visiting.call(me, _small_i_am_in(ask, me), by=ask.by, key=ask.key)
    return {"id": row.public_id, "at": row.at.isoformat(), "answeredBy": None}


@room_post(leads=True)
def answer(ask: Ask) -> None:
    row = access.help_call(ask.found, ask.sent.text("call", most=40))
    visiting.answer(row, ask.me, by=ask.by, key=ask.key)


@room_post(leads=True)
def visit(ask: Ask) -> None:
    small_id = ask.sent.text("small", most=40)
    small = access.small_room(ask.found, small_id) if small_id else None
    visiting.visit(ask.me, small, by=ask.by, key=ask.key)


@room_post()
def step_out(ask: Ask) -> None:
    visiting.step_out(ask.me, by=ask.by, key=ask.key)


@room_post()
def rejoin(ask: Ask) -> None:
    visiting.rejoin(ask.me, by=ask.by, key=ask.key)


def _seed() -> int:
    return secrets.randbelow(2**31)


def _round(ask: Ask) -> Round:
    return access.round_of(ask.found, ask.sent.text("round", most=40))


def _person(ask: Ask, field: str) -> Person:
    return access.someone(ask.found, ask.sent.text(field, most=40)).person


def _small(ask: Ask, round_: Round) -> SmallRoom | None:
    """The small room named by its number or id; None for the main room."""
    name = ask.sent.text("room", most=40)
    if not name:
        return None
    smalls = round_.small_rooms.select_related("conversation")
    found = smalls.filter(number=int(name)) if name.isdecimal() and len(name) < 4 else smalls.filter(public_id=name)
    small = found.first()
    if small is None:
        raise breakouts.not_possible()
    return small


def _small_i_am_in(ask: Ask, me: Attendee) -> SmallRoom:
    """The small room that was named, if they are in it. Raises Http404 for any other: they may not know of it."""
    small = access.small_room(ask.found, ask.sent.text("small", most=40))
    if small.public_id != me.media_key:
        raise Http404
    return small
