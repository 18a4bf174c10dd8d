"""The room as JSON: the same shapes in events and in the state, so that a refetch and a replay agree.

Nothing here is for one viewer only: what not everyone on a topic may see has a shape of its own.
"""

from datetime import datetime
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from alongside.core import languages
from alongside.groups.models import Meeting, MeetingKind
from alongside.groups.queries import doors
from alongside.people.queries import Card, person_card
from alongside.rooms import prompts
from alongside.rooms.circles import NO_REASON, is_circle
from alongside.rooms.models import (
    Attendee,
    Broadcast,
    HelpCall,
    Paging,
    Room,
    Round,
    Seat,
    SeatState,
    SmallRoom,
)

Json = dict[str, Any]


class PersonIn(Card):
    """Someone who is in the room."""

    way: str
    handAt: str | None  # noqa: N815  (JSON keys are camelCase)
    mayShare: bool  # noqa: N815


class Nearly(Card):
    """Someone who is nearly in."""

    at: str


class Call(TypedDict):
    id: str
    room: int
    by: str
    at: str
    answeredBy: str | None
    answeredAt: str | None


class SmallCall(TypedDict):
    """A call as the small room sees it: never who asked."""

    id: str
    at: str
    answeredBy: str | None


def iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def title(meeting: Meeting) -> str:
    """What the session is called: the name of its group or circle; a hello is called that in the reader's language."""
    if meeting.kind == MeetingKind.HELLO:
        return _("A short hello")
    return meeting.name


def session(meeting: Meeting) -> Json:
    """When the session is, and what it is called. Needs group and circle loaded."""
    return {
        "id": meeting.public_id,
        "kind": meeting.kind,
        "title": title(meeting),
        "startsAt": iso(meeting.starts_at),
        "endsAt": iso(meeting.ends_at),
        "doorsCloseAt": iso(doors(meeting).closes_at),
    }


def card(attendee: Attendee) -> Card:
    """Their card; `isStaff` here means that they lead this session. Who hosts a circle is shown as its host."""
    known = person_card(attendee.person)
    known["isStaff"] = attendee.is_staff
    if attendee.is_staff and not attendee.person.is_staff and is_circle(attendee.room.meeting):
        known["role"] = "host"
    return known


def person_in(attendee: Attendee) -> PersonIn:
    return PersonIn(**card(attendee), way=attendee.way, handAt=iso(attendee.hand_at), mayShare=attendee.may_share)


def nearly(attendee: Attendee) -> Nearly:
    return Nearly(**card(attendee), at=attendee.came_at.isoformat())


def prompt(key: str) -> Json | None:
    """The prompt in every language: its readers don't all read the same one, and the event is one for all."""
    said = {code: prompts.get(key, code) for code in languages.codes()}
    words = {
        code: {"title": known.title, "first": known.first, "care": known.care} for code, known in said.items() if known
    }
    return {"key": key, "words": words} if words else None


def round_(row: Round | None, rooms: int) -> Json | None:
    """A round as everyone in the meeting sees it, or None where none is on. `rooms` is how many small rooms it has."""
    if row is None or not row.running:
        return None
    return {
        "id": row.public_id,
        "number": row.number,
        "phase": row.phase,
        "opensAt": iso(row.opens_at),
        "endsAt": iso(row.ends_at),
        "minutes": row.minutes,
        "rooms": rooms,
        "prompt": prompt(row.prompt),
    }


def broadcast(row: Broadcast) -> Json:
    return {
        "id": row.public_id,
        "by": row.by.public_id,
        "name": row.by.display_name,
        "text": row.text,
        "at": iso(row.at),
    }


def call(row: HelpCall) -> Call:
    """A call for help as staff see it. Needs small_room, by and answered_by loaded."""
    return Call(
        id=row.public_id,
        room=row.small_room.number,
        by=row.by.public_id,
        at=row.at.isoformat(),
        answeredBy=row.answered_by.public_id if row.answered_by else None,
        answeredAt=iso(row.answered_at),
    )


def small_call(row: HelpCall) -> SmallCall:
    return SmallCall(
        id=row.public_id,
        at=row.at.isoformat(),
        answeredBy=row.answered_by.public_id if row.answered_by else None,
    )


def paging(row: Paging) -> Json:
    return {
        "person": row.person.public_id,
        "name": row.person.display_name,
        "why": row.why,
        "at": iso(row.at),
        "cameAt": iso(row.came_at),
    }


def seat(row: Seat, *, reasons: bool) -> Json:
    return {"person": row.person.public_id, "state": row.state, "reason": row.reason if reasons else NO_REASON}


def plan(
    row: Round,
    smalls: list[SmallRoom],
    seats: list[Seat],
    *,
    not_yet_here: list[tuple[str, int | None]],
    searching: bool,
    reasons: bool,
) -> Json:
    """A plan as whoever leads the session sees it; `reasons`: with why each sits there, and what it comes to."""
    by_room: dict[int, list[Seat]] = {}
    for each in seats:
        if each.state in (SeatState.SEATED, SeatState.HELD):
            by_room.setdefault(each.small_room_id, []).append(each)
    return {
        "round": row.public_id,
        "phase": row.phase,
        "minutes": row.minutes,
        "low": row.size_low,
        "high": row.size_high,
        "promptKey": row.prompt,
        "summary": row.summary if reasons else None,
        "rooms": [
            {
                "id": small.public_id,
                "number": small.number,
                "seats": [seat(each, reasons=reasons) for each in by_room.get(small.pk, [])],
            }
            for small in smalls
        ],
        "notYetHere": [{"person": person, "room": number} for person, number in not_yet_here],
        "searching": searching,
    }


def placed(room: Room, media_key: str, small: Json | None, why: str) -> Json:
    return {"meeting": room.meeting.public_id, "mediaKey": media_key, "small": small, "why": why}


def small_place(small: SmallRoom, people: list[str]) -> Json:
    return {
        "id": small.public_id,
        "number": small.number,
        "people": people,
        "conversation": small.conversation.public_id if small.conversation else None,
    }
