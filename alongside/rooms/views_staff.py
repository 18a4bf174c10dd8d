"""What staff of a session, and hosts of a circle, do for its room; and the pages only staff see."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alongside.core import clock
from alongside.groups.models import Place
from alongside.people.access import member_page, require_person
from alongside.rooms import access, attendance
from alongside.rooms.access import Standing
from alongside.rooms.actions import entering, hosting, keeping, paging, whereabouts
from alongside.rooms.http import Ask, room_post
from alongside.rooms.models import Attendee, AttendeeState
from alongside.rooms.payloads import title
from alongside.rooms.views import show_room


@room_post(leads=True)
def lock(ask: Ask) -> None:
    hosting.set_locked(ask.room, ask.sent.flag("locked"), by=ask.by, key=ask.key)


@room_post(leads=True)
def admit(ask: Ask) -> None:
    entering.admit(_whom(ask), by=ask.by, key=ask.key)


@room_post(leads=True)
def turn_away(ask: Ask) -> None:
    entering.turn_away(_whom(ask), by=ask.by, key=ask.key)


@room_post(leads=True)
def remove(ask: Ask) -> None:
    entering.remove(_whom(ask), by=ask.by, key=ask.key)


@room_post(leads=True)
def ask_mute(ask: Ask) -> None:
    hosting.ask_to_mute(_whom(ask), by=ask.by, key=ask.key)


@room_post(leads=True)
def may_share(ask: Ask) -> None:
    hosting.allow_sharing(_whom(ask), ask.sent.flag("may"), by=ask.by, key=ask.key)


@room_post(leads=True)
def end(ask: Ask) -> None:
    hosting.end(ask.room, by=ask.by, key=ask.key)


@room_post(leads=True)
def call_staff(ask: Ask) -> None:
    """A host of a circle asks whoever is on call to come."""
    paging.call_staff(ask.room, by=ask.by, key=ask.key)


@member_page
@require_safe
def planner(request: HttpRequest, meeting: str) -> HttpResponse:
    """The room, with the planner open in it."""
    return show_room(request, access.leading_standing(require_person(request), meeting), planning=True)


@member_page
@require_safe
def where_people_are(request: HttpRequest, meeting: str) -> HttpResponse:
    """Where people are today, for staff of the session. Each look is on record."""
    found = access.staff_standing(require_person(request), meeting)
    looked = whereabouts.look_up(found.room, by=found.person) if found.room is not None else []
    rows = [
        {
            "person": each.person,
            "place": each.place,
            "phone": each.phone,
            "confirmed_at": each.place_confirmed_at,
            "here": each.state == AttendeeState.IN,
        }
        for each in looked
    ]
    answer = render(request, "rooms/whereabouts.html", _context(found) | {"rows": rows})
    answer["Cache-Control"] = "no-store"
    return answer


@member_page
@require_safe
def show_attendance(request: HttpRequest, meeting: str) -> HttpResponse:
    """Who was here, live while the session runs: the whole page, or its rows for a refresh."""
    found = access.attendance_standing(require_person(request), meeting)
    if found.room is not None:
        keeping.catch_up(found.room)
    rows = _attendance_rows(found)
    members = [row for row in rows if not row["is_staff"]]
    context = _context(found) | {
        "rows": rows,
        "summary": {"came": sum(row["came"] for row in members), "expected": len(members)},
        "live": found.room is not None and found.room.ended_at is None,
    }
    part = bool(getattr(request, "htmx", False))
    return render(request, f"rooms/attendance{'_rows' if part else ''}.html", context)


@member_page
@require_safe
def attendance_csv(request: HttpRequest, meeting: str) -> StreamingHttpResponse:
    """The attendance as CSV: ids, no names. Moments in UTC."""
    found = access.attendance_standing(require_person(request), meeting)
    if found.room is not None:
        keeping.catch_up(found.room)
    answer = StreamingHttpResponse(_csv_lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="attendance-{found.meeting.public_id}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


COLUMNS = ("meeting", "person", "first_in", "last_out", "minutes_present", "minutes_in_breakouts")


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv_lines(found: Standing) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for row in attendance.of(found.room) if found.room is not None else []:
        yield writer.writerow(
            attendance.safe_cell(cell)
            for cell in (
                found.meeting.public_id,
                row.person.public_id,
                row.first_in.isoformat(timespec="seconds"),
                row.last_out.isoformat(timespec="seconds") if row.last_out else "",
                f"{row.minutes:.1f}",
                f"{row.breakout_minutes:.1f}",
            )
        )


def _attendance_rows(found: Standing) -> list[dict[str, Any]]:
    """Everyone who came, then everyone with a place who didn't, as the template wants them."""
    came = attendance.of(found.room) if found.room is not None else []
    rows: list[dict[str, Any]] = [
        {
            "person": row.person,
            "is_staff": row.is_staff,
            "came": True,
            "first_in": row.first_in,
            "last_out": row.last_out,
            "minutes": round(row.minutes),
            "breakout_minutes": round(row.breakout_minutes),
            "here": row.here_now,
            "lapsed": row.lapsed,
            "late": row.late,
            "left_early": row.left_early,
            "rejoined": row.rejoined,
        }
        for row in came
    ]
    missing = (
        Place.objects.filter(meeting=found.meeting)
        .exclude(person__in=[row.person.pk for row in came])
        .select_related("person")
        .order_by("person__display_name", "pk")
    )
    return rows + [
        {
            "person": place.person,
            "is_staff": place.kind == "staff",
            "came": False,
            "here": False,
            "excused": place.excused_at is not None,
        }
        for place in missing
    ]


def _context(found: Standing) -> dict[str, Any]:
    return {
        "meeting": found.meeting,
        "title": title(found.meeting) or _("Session"),
        "room_id": found.meeting.public_id,
        "viewer": found.person,
        "now": clock.now(),
    }


def _whom(ask: Ask) -> Attendee:
    return access.someone(ask.found, ask.sent.text("person", most=40))
