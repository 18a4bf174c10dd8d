"""First days: the groupmate is new and the mentor welcomes them. A path is its newcomer's; the board is staff's."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from alongside.core import clock
from alongside.groups import actions as groups
from alongside.groups.models import FreeTime, Meeting
from alongside.people import actions as people
from alongside.people.arriving import actions as arriving
from alongside.people.models import Arrival, Stage
from tests.cast import Cast
from tests.permissions import Row, staff_only, statuses


@dataclass
class Scene:
    arrival: Arrival
    free: FreeTime
    hello: Meeting


def stage(cast: Cast) -> Scene:
    """The groupmate is arriving, has chosen a time, and was in their first session an hour ago."""
    people.change_stage(cast.groupmate, Stage.ARRIVING, by=cast.director)
    arriving.name_welcomer(cast.groupmate, cast.mentor, by=cast.director)
    arrival = arriving.begin(cast.groupmate, by=cast.groupmate)
    day = (clock.now() + timedelta(days=2)).date()
    offered = groups.offer_times(cast.mentor, day, time(9), time(11), by=cast.mentor)
    hello = groups.book_hello(offered[0], cast.groupmate, by=cast.groupmate)
    arriving.come_to_first_session(cast.groupmate, datetime.now(UTC), by=cast.groupmate)
    return Scene(arrival, offered[1], hello)


def everyone_in(status: int, **roles: int) -> dict[str, int]:
    """About oneself: also for the outsider, about themselves."""
    return dict(statuses(status, **({"outsider": status} | roles)))


NEWCOMER = statuses(404, groupmate=200)
WELCOMERS = statuses(404, mentor=200, counselor=200, other_counselor=200, director=200, outsider=200)


def _arrival(cast: Cast, kind: str = "note_first") -> dict[str, Any]:
    return {"arrival": cast.scene.arrival.public_id, "kind": kind}


TABLE = [
    Row("people:arriving", NEWCOMER),
    # A contact and a plan are everyone's own, also later.
    Row("people:arriving_contact", everyone_in(200)),
    Row(
        "people:arriving_contact",
        everyone_in(302),
        method="POST",
        data=lambda cast: {"name": "Ana", "phone": "555 0100"},
    ),
    Row("people:arriving_forget_contact", everyone_in(302), method="POST"),
    Row("people:arriving_plan", everyone_in(200)),
    Row("people:arriving_plan", everyone_in(302), method="POST", data=lambda cast: {"signs": "Tired", "shared": "0"}),
    Row("people:arriving_about", everyone_in(200)),
    Row("people:arriving_about", everyone_in(302), method="POST", data=lambda cast: {"display_name": "Mo"}),
    Row(
        "people:arriving_leave_out",
        statuses(404, groupmate=302),
        method="POST",
        kwargs=lambda cast: {"kind": "plan"},
    ),
    Row("people:arriving_leave_out", statuses(404), method="POST", kwargs=lambda cast: {"kind": "none"}),
    Row("people:newcomers", staff_only(outsider=200)),
    Row(
        "people:newcomer_hand_on",
        staff_only(302),
        method="POST",
        kwargs=lambda cast: {"public_id": cast.scene.arrival.public_id},
        data=lambda cast: {"welcomer": cast.counselor.public_id},
    ),
    Row("device_check", everyone_in(200)),
    Row("device_check", everyone_in(302), method="POST"),
    Row("groups:hello", NEWCOMER),
    Row(
        "groups:hello",
        statuses(404, groupmate=302),
        method="POST",
        data=lambda cast: {"time": cast.scene.free.public_id},
    ),
    Row("groups:hello_ask", statuses(404, groupmate=302), method="POST"),
    Row("groups:hello_times", WELCOMERS),
    Row(
        "groups:hello_times",
        statuses(404, mentor=302, counselor=302, other_counselor=302, director=302, outsider=302),
        method="POST",
        data=lambda cast: {
            "day": f"{clock.now() + timedelta(days=3):%Y-%m-%d}",
            "starts": "09:00",
            "ends": "10:00",
        },
    ),
    Row(
        "groups:hello_withdraw",
        statuses(404, mentor=302),
        method="POST",
        kwargs=lambda cast: {"id": cast.scene.free.public_id},
    ),
    Row(
        "groups:hello_cancel",
        statuses(404, groupmate=302, mentor=302),
        method="POST",
        kwargs=lambda cast: {"id": cast.scene.hello.public_id},
    ),
    Row("conversations:welcome_note", statuses(404, mentor=200), kwargs=_arrival),
    Row(
        "conversations:welcome_note",
        statuses(404, mentor=302),
        method="POST",
        kwargs=_arrival,
        data=lambda cast: {"body": "Hello", "key": "a-first-note"},
    ),
    Row("conversations:welcome_not_needed", statuses(404, mentor=302), method="POST", kwargs=_arrival),
]
