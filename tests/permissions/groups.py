"""Groups: their people read, their facilitators and the directors change; the other counselor sees nothing of them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from alongside.core import clock
from alongside.groups import actions
from alongside.groups.models import Group, Meeting
from alongside.groups.tests.scene import MONDAY, full_group
from tests.cast import Cast
from tests.permissions import Row, staff_only, statuses


@dataclass
class Scene:
    group: Group
    full: Group
    meeting: Meeting


def stage(cast: Cast) -> Scene:
    """The cast's group with its sessions, and a full one that the groupmate waits for."""
    with clock.reading(MONDAY):
        group = full_group(cast)
        full = actions.create_group(cast.program, name="Full group", cap=2, by=cast.director)
        for person in (cast.third, cast.fourth, cast.groupmate):
            actions.add_to_roster(full, person, by=cast.director)
    # Far enough ahead not to be over, whenever this runs: the rows are asked at the real time.
    last = Meeting.objects.filter(group=group).latest("starts_at")
    later = clock.now() + timedelta(hours=2)
    Meeting.objects.filter(pk=last.pk).update(starts_at=later, ends_at=later + timedelta(hours=1))
    return Scene(group, full, last)


def _group(cast: Cast) -> dict[str, Any]:
    return {"id": cast.scene.group.public_id}


def _full(cast: Cast) -> dict[str, Any]:
    return {"id": cast.scene.full.public_id}


def _meeting(cast: Cast) -> dict[str, Any]:
    return {"id": cast.scene.meeting.public_id}


def changers(status: int) -> dict[str, int]:
    """For its facilitator and the director."""
    return dict(staff_only(status, other_counselor=404))


def _form(cast: Cast) -> dict[str, Any]:
    lead = cast.counselor.public_id
    return {"name": "Evening group", "about": "", "tag": "clinical", "cap": 12, "lead": lead, "key": "evening-1"}


SCHEDULE = {
    "weekdays": ["1"], "weeks": "1", "first_day": "2026-11-24", "at": "10:00", "minutes": "60",
    "time_zone": "America/New_York", "last_day": "", "rule": "", "save": "1",
}  # fmt: skip

TABLE = [
    # Coming back is for people who return; nobody of the cast does (alongside/groups/tests/test_stages.py).
    Row("groups:welcome_back", statuses(404)),
    Row("groups:come_back", statuses(404), method="POST", kwargs=_group),
    Row("groups:list", statuses(200, outsider=200)),
    Row("groups:new", staff_only(outsider=200)),
    Row("groups:new", staff_only(302, outsider=422), method="POST", data=_form),
    Row("groups:group", statuses(200, other_counselor=404), kwargs=_group),
    Row("groups:edit", changers(200), kwargs=_group),
    Row("groups:edit", changers(302), method="POST", kwargs=_group, data=_form),
    Row("groups:roster", changers(200), kwargs=_group),
    Row(
        "groups:roster_add",
        changers(302),
        method="POST",
        kwargs=_group,
        data=lambda cast: {"person": cast.newcomer.public_id},
    ),
    Row(
        "groups:roster_remove",
        changers(302),
        method="POST",
        kwargs=_group,
        data=lambda cast: {"person": cast.member.public_id},
    ),
    Row("groups:schedule", changers(200), kwargs=_group),
    Row("groups:schedule", changers(302), method="POST", kwargs=_group, data=lambda cast: SCHEDULE),
    Row("groups:close", changers(302), method="POST", kwargs=_group),
    Row("groups:reopen", changers(302), method="POST", kwargs=_group),
    Row("groups:leave_waiting", statuses(404, groupmate=302), method="POST", kwargs=_full),
    Row("groups:group", staff_only(counselor=404, other_counselor=404), kwargs=_full),
    Row("groups:cancel", changers(200), kwargs=_meeting),
    Row("groups:cancel", changers(302), method="POST", kwargs=_meeting, data=lambda cast: {"why": "Dana is ill."}),
    Row("groups:restore", changers(302), method="POST", kwargs=_meeting),
    Row("groups:move", changers(200), kwargs=_meeting),
    Row("groups:excuse", statuses(302, other_counselor=404, director=404), method="POST", kwargs=_meeting),
    Row("groups:unexcuse", statuses(302, other_counselor=404, director=404), method="POST", kwargs=_meeting),
]
