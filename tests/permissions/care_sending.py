"""What members and mentors send to staff, company at night, and what staff do about it. For staff the first are 404."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from alongside.care.actions import between, nights, open_reach_out
from alongside.care.models import Kind
from alongside.care.words import Wish
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.groups import actions as groups
from tests.cast import Cast
from tests.permissions import Row, statuses


def stage(cast: Cast) -> Any:
    """What the member told the other counselor alone, something kept for the morning, and an absence."""
    assert cast.group
    return SimpleNamespace(
        told=between.tell_between(cast.groupmate, Wish.APART, cast.other_counselor, by=cast.member),
        kept=nights.keep_for_morning("Please call.", by=cast.member),
        missed=open_reach_out(
            cast.member, Kind.ABSENCE, key="absence:0:0", due_at=clock.now() + timedelta(hours=1), by=SYSTEM
        ),
        other_group=groups.create_group(cast.program, name="Mornings", by=cast.director),
    )


def members(status: int, **roles: int) -> dict[str, int]:
    """Everyone but staff, of whichever program."""
    return dict(statuses(status, counselor=404, other_counselor=404, director=404) | roles)


def _card(name: str) -> Any:
    return lambda cast: {"public_id": getattr(cast.scene, name).public_id}


def _sent(kind: str, name: str) -> Any:
    def kwargs(cast: Cast) -> dict[str, str]:
        reason = getattr(cast.scene, name).reasons.get(kind=kind)
        return {"kind": kind, "id": reason.key.partition(":")[2]}

    return kwargs


NOTE = {"body": "We missed you.", "key": "a-note-key"}
NEAR = dict(statuses(404, counselor=200, director=200))
CHOSEN = dict(statuses(404, other_counselor=200))

TABLE = [
    Row("care:write", NEAR, kwargs=_card("missed")),
    Row("care:write", CHOSEN, kwargs=_card("told")),
    Row("care:write", NEAR | {"counselor": 302, "director": 302}, method="POST", kwargs=_card("missed"),
        data=lambda cast: NOTE),
    Row("care:keep_apart", CHOSEN | {"other_counselor": 302}, method="POST", kwargs=_card("told")),
    Row("care:change_group", CHOSEN | {"other_counselor": 302}, method="POST", kwargs=_card("told"),
        data=lambda cast: {"out_of": cast.group.public_id, "into": cast.scene.other_group.public_id}),
    Row("care:change_group", dict(statuses(404)), method="POST", kwargs=_card("told"),
        data=lambda cast: {"out_of": cast.group.public_id, "into": "nowhere"}),
    Row("care:between", members(200)),
    Row("care:between", members(422), method="POST"),
    Row("care:morning", members(200)),
    Row("care:morning", members(302), method="POST", data=lambda cast: {"words": "Please call.", "key": "morning-1"}),
    Row("care:take_back", dict(statuses(404, member=302)), method="POST", kwargs=_sent("between", "told")),
    Row("care:take_back", dict(statuses(404, member=302)), method="POST", kwargs=_sent("morning", "kept")),
    Row("care:take_back", dict(statuses(404)), method="POST", kwargs=lambda cast: {"kind": "absence", "id": "0:0"}),
    Row("care:awake", members(302), method="POST"),
    Row("care:rest", members(302), method="POST"),
    Row("care:say_yes", members(302, outsider=404), method="POST",
        kwargs=lambda cast: {"id": cast.third.public_id}),
]  # fmt: skip
