"""Circles: their people read, hosts and staff run them; one by invitation is unknown to everyone else.

The mentor hosts both; the member is in both, the groupmate is invited to the one by invitation; `third` and `fourth`
stand for hosts and co-hosts in the tests of alongside/groups. Here the groupmate is in the public one and helps to host
it in `cohosted`.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from alongside.core import clock
from alongside.groups.circles import actions
from alongside.groups.models import Circle, CircleRole, Meeting, Openness
from alongside.groups.tests.circle_scene import circle, make_cohost, propose
from tests.cast import Cast
from tests.permissions import Row, staff_only, statuses


@dataclass
class Scene:
    public: Circle
    invited: Circle
    proposed: Circle
    cohosted: Circle
    offered: Circle
    hostless: Circle
    meeting: Meeting


def stage(cast: Cast) -> Scene:
    assert cast.group  # whom the mentor knows
    public = circle(cast, cast.member)
    invited = circle(cast, cast.member, name="By invitation", openness=Openness.INVITED)
    actions.invite(invited, cast.groupmate, by=cast.mentor)
    cohosted = circle(cast, cast.member, cast.groupmate, name="Helped", openness=Openness.INVITED)
    make_cohost(cohosted, cast.groupmate, cast)
    offered = circle(cast, cast.member, name="Offered")
    actions.offer_role(offered, cast.member, CircleRole.COHOST, by=cast.mentor)
    hostless = circle(cast, name="Alone", openness=Openness.INVITED)
    actions.end_hosting(hostless, cast.mentor, by=cast.mentor)
    proposed = propose(cast, "Proposed")
    meeting = Meeting.objects.filter(circle=cohosted).latest("starts_at")
    later = clock.now() + timedelta(hours=30)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=later, ends_at=later + timedelta(minutes=45))
    return Scene(public, invited, proposed, cohosted, offered, hostless, meeting)


def _in(name: str) -> Any:
    return lambda cast: {"id": getattr(cast.scene, name).public_id}


def _meeting(cast: Cast) -> dict[str, Any]:
    return {"id": cast.scene.meeting.public_id}


def _the_member(cast: Cast) -> dict[str, Any]:
    return {"person": cast.member.public_id, "role": "cohost", "why": "Not just now."}


def _third(cast: Cast) -> dict[str, Any]:
    return {"person": cast.third.public_id}


def hosts(status: int, **roles: int) -> dict[str, int]:
    """The host and staff."""
    return dict(staff_only(status, **({"mentor": status} | roles)))


def with_cohost(status: int) -> dict[str, int]:
    return hosts(status, groupmate=status)


TIMES = {
    "weekdays": ["1"], "weeks": "1", "first_day": "2026-11-24", "at": "10:00", "minutes": "60",
    "time_zone": "America/New_York", "last_day": "", "rule": "",
}  # fmt: skip
WORDS = {"name": "Another", "about": "", "subjects": "", "language": "en", "openness": "public", "cap": 12}
NEW = WORDS | TIMES | {"agreement": "Be kind."}

TABLE = [
    Row("groups:circle_start", staff_only(200, mentor=200, outsider=200)),
    Row(
        "groups:circle_start",
        staff_only(302, mentor=302, outsider=422),
        method="POST",
        data=lambda cast: NEW | {"host": cast.mentor.public_id},
    ),
    Row("groups:circles_waiting", staff_only(200, outsider=200)),
    Row("groups:circle", statuses(200), kwargs=_in("public")),
    Row("groups:circle", hosts(200, member=200, groupmate=200), kwargs=_in("invited")),
    Row("groups:circle", hosts(200), kwargs=_in("proposed")),
    # An agreement that wasn't said yes to: 422. Staff are refused; the member is in it by now.
    Row(
        "groups:circle_join", statuses(409, member=302, groupmate=422, mentor=302), method="POST", kwargs=_in("public")
    ),
    Row(
        "groups:circle_join",
        hosts(409, member=302, groupmate=302, mentor=302),
        method="POST",
        kwargs=_in("invited"),
        data=lambda cast: {"accepts": "1"},
    ),
    Row("groups:circle_leave", statuses(404, member=302, mentor=302), method="POST", kwargs=_in("public")),
    Row("groups:circle_come_back", statuses(404, member=302, mentor=302), method="POST", kwargs=_in("public")),
    Row("groups:circle_say_no", statuses(404, groupmate=302), method="POST", kwargs=_in("invited")),
    Row("groups:circle_say_no", statuses(404, member=302), method="POST", kwargs=_in("offered")),
    Row("groups:circle_accept", statuses(404, member=302), method="POST", kwargs=_in("offered")),
    Row("groups:circle_step_down", statuses(404, mentor=302), method="POST", kwargs=_in("public")),
    Row("groups:circle_take_over", statuses(404, mentor=302), method="POST", kwargs=_in("hostless")),
    Row("groups:circle_decide", staff_only(302), method="POST", kwargs=_in("proposed"), data=lambda cast: {"yes": "1"}),
    Row("groups:circle_people", hosts(200), kwargs=_in("public")),
    Row("groups:circle_people", with_cohost(200), kwargs=_in("cohosted")),
    Row("groups:circle_invite", with_cohost(302), method="POST", kwargs=_in("cohosted"), data=_third),
    Row(
        "groups:circle_uninvite",
        hosts(302),
        method="POST",
        kwargs=_in("invited"),
        data=lambda cast: {"person": cast.groupmate.public_id},
    ),
    Row("groups:circle_offer", hosts(302), method="POST", kwargs=_in("cohosted"), data=_the_member),
    Row("groups:circle_end_hosting", hosts(302), method="POST", kwargs=_in("cohosted"), data=_the_member),
    Row(
        "groups:circle_remove",
        with_cohost(200),
        kwargs=lambda cast: _in("cohosted")(cast) | {"person": cast.member.public_id},
    ),
    Row(
        "groups:circle_remove",
        with_cohost(302),
        method="POST",
        kwargs=lambda cast: _in("cohosted")(cast) | {"person": cast.member.public_id},
        data=_the_member,
    ),
    Row("groups:circle_edit", hosts(200), kwargs=_in("cohosted")),
    Row("groups:circle_edit", hosts(302), method="POST", kwargs=_in("cohosted"), data=lambda cast: WORDS),
    Row("groups:circle_schedule", hosts(200), kwargs=_in("cohosted")),
    Row(
        "groups:circle_schedule",
        hosts(302),
        method="POST",
        kwargs=_in("cohosted"),
        data=lambda cast: TIMES | {"save": "1"},
    ),
    Row("groups:circle_close", hosts(302), method="POST", kwargs=_in("cohosted")),
    Row("groups:circle_reopen", hosts(302), method="POST", kwargs=_in("cohosted")),
    Row("groups:cancel", with_cohost(200), kwargs=_meeting),
    Row("groups:cancel", with_cohost(302), method="POST", kwargs=_meeting, data=lambda cast: {"why": "Rosa is ill."}),
    Row("groups:restore", with_cohost(302), method="POST", kwargs=_meeting),
    Row("groups:move", with_cohost(200), kwargs=_meeting),
    # Its room: hosts lead it, and no more; nobody sees who came.
    Row("session_green_room", statuses(404, member=200, groupmate=200, mentor=200), kwargs=lambda cast: {
        "meeting": cast.scene.meeting.public_id
    }),
    Row("session_attendance", statuses(404), kwargs=lambda cast: {"meeting": cast.scene.meeting.public_id}),
    Row("session_attendance_csv", statuses(404), kwargs=lambda cast: {"meeting": cast.scene.meeting.public_id}),
    Row("session_whereabouts", statuses(404), kwargs=lambda cast: {"meeting": cast.scene.meeting.public_id}),
    Row("session_effects", statuses(404), method="POST", kwargs=lambda cast: {"meeting": cast.scene.meeting.public_id}),
    Row("session_call_staff", statuses(404), method="POST", kwargs=lambda cast: {
        "meeting": cast.scene.meeting.public_id
    }),
]  # fmt: skip
