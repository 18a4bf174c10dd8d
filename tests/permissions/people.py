"""People: one's own pages, arriving, and running the program. The addresses of signing in are in `accounts`."""

import io
from datetime import timedelta
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from alongside.core import clock
from alongside.people import actions, actions_pictures
from alongside.people.actions_arriving import invite_person
from alongside.people.actions_leave import take_leave
from alongside.people.models import Duty
from tests.cast import Cast
from tests.permissions import Row, director_only, open_to_all, staff_only, statuses


def a_picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (32, 32), "teal").save(out, "PNG")
    return SimpleUploadedFile("me.png", out.getvalue(), "image/png")


def stage(cast: Cast) -> SimpleNamespace:
    now = clock.now()
    actions_pictures.set_picture(cast.member, a_picture(), by=cast.member)
    invitation = invite_person(cast.program, email="new@example.org", display_name="New", by=cast.director)
    assert cast.group
    return SimpleNamespace(
        leave=take_leave(
            cast.counselor,
            starts_at=now + timedelta(days=60),
            ends_at=now + timedelta(days=61),
            covers=dict.fromkeys(Duty, cast.other_counselor),
            by=cast.director,
        ),
        invitation=invitation,
        token=invitation.link.rstrip("/").rpartition("/")[2],
        shift=actions.add_shift(cast.counselor, starts_at=now, ends_at=now + timedelta(hours=8), by=cast.director),
        agreement=cast.program.agreements.get(kind="consent"),
    )


def near(status: int) -> dict[str, int]:
    """For whoever leads the member's group, and the director."""
    return dict(statuses(404, counselor=status, director=status))


def member(cast: Cast) -> dict[str, str]:
    return {"public_id": cast.member.public_id}


def everyone_in(status: int, *, visitor: int = 302) -> dict[str, int]:
    """Pages about oneself: also for the outsider, about themselves."""
    return dict(statuses(status, visitor=visitor, outsider=status))


PROFILE = {"display_name": "New name", "language": "en", "time_zone": "Europe/Paris"}
LONG_TEXT = "We keep what is said here to ourselves, all of us, always."

TABLE = [
    Row("people:ticket", everyone_in(200, visitor=401), method="POST", body=lambda cast: {"topics": []}),
    Row("people:demo_sign_in", open_to_all(404), method="POST", data=lambda cast: {"person": cast.member.public_id}),
    Row("people:which_program", everyone_in(200)),
    Row("people:invitation", open_to_all(200), kwargs=lambda cast: {"token": cast.scene.token}),
    Row("people:invitation", open_to_all(404), kwargs=lambda cast: {"token": "wrong"}),
    Row("people:agreements", everyone_in(200)),
    Row("people:agreements", everyone_in(302), method="POST"),
    Row("people:me", everyone_in(200)),
    Row("people:me", everyone_in(302), method="POST", data=lambda cast: PROFILE),
    Row("people:set_picture", everyone_in(302), method="POST", data=lambda cast: {"picture": a_picture()}),
    Row("people:remove_picture", everyone_in(302), method="POST"),
    Row("people:second_step", everyone_in(200)),
    Row("people:picture", statuses(200), kwargs=lambda cast: {"public_id": cast.member.public_id}),
    Row("people:picture", statuses(404), kwargs=lambda cast: {"public_id": cast.groupmate.public_id}),
    # Running the program. The outsider runs one, too: their lists are open to them, and other people's rows aren't.
    Row("people:program", staff_only(302, outsider=302)),
    Row("people:program_people", director_only(outsider=200)),
    Row("people:program_person", near(200), kwargs=member),
    Row(
        "people:program_person", director_only(302), method="POST", kwargs=member, data=lambda cast: {"role": "mentor"}
    ),
    Row(
        "people:program_person",
        near(302),
        method="POST",
        kwargs=member,
        data=lambda cast: {"stage": "paused", "confirmed": "yes"},
    ),
    Row("people:undo_stage", director_only(302), method="POST", kwargs=member),
    Row("people:call_soon", near(302), method="POST", kwargs=member, data=lambda cast: {"call_soon": "yes"}),
    Row("people:stages", staff_only(outsider=200)),
    Row("people:leave_program", everyone_in(200)),
    Row("people:leave_program", everyone_in(302), method="POST", data=lambda cast: {"farewell": "left"}),
    Row("people:repeat_shifts", director_only(outsider=200)),
    Row(
        "people:repeat_shifts",
        director_only(302, outsider=200),
        method="POST",
        data=lambda cast: {
            "person": cast.other_counselor.public_id,
            "weekdays": ["1", "2", "3", "4", "5", "6", "7"],
            "since": "17:00",
            "until": "21:00",
            "first": f"{clock.now() + timedelta(days=3):%Y-%m-%d}",
            "weeks": "1",
            "add": "1",
        },
    ),
    Row("people:leave", staff_only(outsider=200)),
    Row(
        "people:leave",
        # The other counselor can't be their own cover, and a director of elsewhere names nobody of this program.
        staff_only(302, other_counselor=200, outsider=200),
        method="POST",
        data=lambda cast: {
            "person": cast.counselor.public_id,
            "first": f"{clock.now() + timedelta(days=30):%Y-%m-%d}",
            "last": f"{clock.now() + timedelta(days=33):%Y-%m-%d}",
            "cover_groups": cast.other_counselor.public_id,
            "cover_lines": cast.other_counselor.public_id,
            "cover_cards": cast.other_counselor.public_id,
        },
    ),
    Row(
        "people:cancel_leave",
        near(302),
        method="POST",
        kwargs=lambda cast: {"public_id": cast.scene.leave.public_id},
    ),
    Row("people:invite", director_only(outsider=200)),
    Row(
        "people:invite",
        director_only(302, outsider=302),
        method="POST",
        data=lambda cast: {
            "email": "other@example.org",
            "display_name": "Other",
            "role": "member",
            "language": "en",
        },
    ),
    Row("people:invitations", director_only(outsider=200)),
    Row(
        "people:invitation_again",
        director_only(302),
        method="POST",
        kwargs=lambda cast: {"public_id": cast.scene.invitation.public_id},
    ),
    Row(
        "people:withdraw",
        director_only(302),
        method="POST",
        kwargs=lambda cast: {"public_id": cast.scene.invitation.public_id},
    ),
    Row("people:program_agreements", director_only(outsider=200)),
    Row(
        "people:program_agreement",
        director_only(),
        kwargs=lambda cast: {"public_id": cast.scene.agreement.public_id},
    ),
    Row("people:publish_agreement", director_only(outsider=200), kwargs=lambda cast: {"kind": "group"}),
    Row(
        "people:publish_agreement",
        director_only(302, outsider=302),
        method="POST",
        kwargs=lambda cast: {"kind": "group"},
        data=lambda cast: {"title": "New", "body": LONG_TEXT},
    ),
    Row("people:on_call", staff_only(outsider=200)),
    Row(
        "people:on_call",
        # A counselor reads the rota and may not change it; the outsider can't name someone of this program.
        director_only(302, outsider=200),
        method="POST",
        data=lambda cast: {
            "person": cast.counselor.public_id,
            "starts": f"{clock.now() + timedelta(days=30):%Y-%m-%d}T08:00",
            "ends": f"{clock.now() + timedelta(days=30):%Y-%m-%d}T20:00",
        },
    ),
    Row(
        "people:remove_shift",
        director_only(302),
        method="POST",
        kwargs=lambda cast: {"public_id": cast.scene.shift.public_id},
    ),
    Row("people:program_settings", director_only(outsider=200)),
    Row(
        "people:program_settings",
        director_only(302, outsider=302),
        method="POST",
        data=lambda cast: {
            "name": "Renamed",
            "time_zone": "America/Denver",
            "region": "US",
            "staffed_days": ["1", "2"],
            "staffed_from": "09:00",
            "staffed_until": "17:00",
        },
    ),
]
