"""Rooms: who has a place may enter, staff of the session host it, a director without a place sees attendance alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

from alongside.groups import actions as groups
from alongside.groups.models import Meeting
from alongside.rooms import access
from alongside.rooms.actions import entering
from alongside.rooms.actions.entering import Entry
from alongside.rooms.models import Overheard, Way
from tests.cast import Cast
from tests.permissions import Row, statuses


def stage(cast: Cast) -> Meeting:
    """A session of the cast's group that is on now, with the member, the groupmate and the counselor in it."""
    began = datetime.now(UTC).replace(microsecond=0, tzinfo=None) - timedelta(minutes=5)
    groups.set_schedule(
        cast.group,
        starts_local=began + timedelta(days=1),
        time_zone="UTC",
        minutes=60,
        rule="FREQ=WEEKLY",
        by=cast.director,
    )
    meeting = cast.group.meetings.order_by("starts_at")[0]
    groups.move_meeting(meeting, datetime.now(UTC) + timedelta(minutes=5), by=cast.director)
    meeting.refresh_from_db()
    here = Entry(Way.CHAT, Overheard.NO, "12 Elm Street", "555 0100", confirmed=True)
    for person in (cast.counselor, cast.member, cast.groupmate):
        entering.enter(access.standing(person, meeting.public_id), here, by=person)
    return meeting


def _there(cast: Cast) -> dict[str, Any]:
    return {"meeting": cast.scene.public_id}


def _row(name: str, expected: dict[str, int], method: str = "GET", **data: Any) -> Row:
    return Row(f"session_{name}", statuses(404, **expected), method, _there, data=lambda cast: _filled(cast, data))


def _filled(cast: Cast, data: dict[str, Any]) -> dict[str, Any]:
    """People by their name in the cast become ids."""
    return {name: cast.people[value].public_id if value in cast.people else value for name, value in data.items()}


def everyone_with_a_place(status: int) -> dict[str, int]:
    return dict.fromkeys(("member", "groupmate", "mentor", "counselor"), status)


def who_is_in(status: int) -> dict[str, int]:
    return dict.fromkeys(("member", "groupmate", "counselor"), status)


STAFF = {"counselor": 302}
SEEN_BY_STAFF = {"counselor": 200}
WITH_DIRECTOR = {"counselor": 200, "director": 200}
HERE = {"way": "chat", "overheard": "no", "place": "12 Elm Street", "phone": "555 0100", "confirm": "on"}

TABLE = [
    _row("green_room", everyone_with_a_place(200)),
    _row("room", who_is_in(200) | {"mentor": 302}),
    _row("state", who_is_in(200) | {"visitor": 401}),
    _row("chat", who_is_in(302)),
    _row("after", who_is_in(200)),
    _row("planner", SEEN_BY_STAFF),
    _row("planner", STAFF, "POST", minutes=10, low=2, high=3),
    _row("whereabouts", SEEN_BY_STAFF),
    _row("attendance", WITH_DIRECTOR),
    _row("attendance_csv", WITH_DIRECTOR),
    _row("enter", everyone_with_a_place(302), "POST", **HERE),
    _row("leave", who_is_in(302), "POST"),
    _row("way", who_is_in(302), "POST", way="listening"),
    _row("hand", who_is_in(302), "POST", up=1),
    _row("hand", {"member": 302, "counselor": 302}, "POST", up=0, person="member"),
    _row("react", who_is_in(302), "POST", reaction="nod"),
    _row("share", who_is_in(302), "POST", on=1),
    _row("step_went", who_is_in(302), "POST", went="did", next="same"),
    _row("lock", STAFF, "POST", locked=1),
    _row("admit", STAFF, "POST", person="groupmate"),
    _row("turn_away", STAFF, "POST", person="groupmate"),
    _row("remove", STAFF, "POST", person="groupmate"),
    _row("ask_mute", STAFF, "POST", person="groupmate"),
    _row("may_share", STAFF, "POST", person="groupmate", may=1),
    _row("end", STAFF, "POST"),
    # A round that isn't there is 404 for staff too; what staff may do with one is in rooms/tests.
    *[
        _row(verb, {}, "POST", round="none")
        for verb in ("better", "shuffle", "move", "effects", "open", "discard", "extend", "close", "broadcast")
    ],
    _row("call", {}, "POST", small="none"),
    _row("answer", {}, "POST", call="none"),
    _row("visit", STAFF, "POST", small=""),
    _row("step_out", who_is_in(302), "POST"),
    _row("rejoin", who_is_in(302), "POST"),
]
