"""The boundaries: keep-aparts are for counselors alone; blocks and mutes are one's own."""

from alongside.boundaries.actions import keep_apart
from alongside.boundaries.models import KeepApart
from tests.cast import Cast
from tests.permissions import Row, statuses


def stage(cast: Cast) -> KeepApart:
    return keep_apart(cast.member, cast.groupmate, by=cast.counselor)


def counselors(status: int) -> dict[str, int]:
    return dict(statuses(404, counselor=status, other_counselor=status))


def towards(name: str) -> dict[str, object]:
    return {"kwargs": lambda cast: {"public_id": cast.people[name].public_id}}


TABLE = [
    Row("boundaries:keep_apart", counselors(200)),
    Row(
        "boundaries:keep_apart",
        counselors(302),
        method="POST",
        data=lambda cast: {"first": cast.third.public_id, "second": cast.fourth.public_id},
    ),
    Row(
        "boundaries:lift",
        counselors(302),
        method="POST",
        kwargs=lambda cast: {"public_id": cast.scene.public_id},
    ),
    Row("boundaries:mine", statuses(200, outsider=200)),
    Row("boundaries:between", statuses(200), **towards("third")),
    Row("boundaries:between", statuses(200), **towards("counselor")),
    Row(
        "boundaries:between",
        statuses(302, counselor=422, other_counselor=422, director=422),
        method="POST",
        data=lambda cast: {"wish": "block"},
        **towards("third"),
    ),
    Row(
        "boundaries:between",
        statuses(422),
        method="POST",
        data=lambda cast: {"wish": "mute"},
        **towards("counselor"),
    ),
    Row("boundaries:between", statuses(200), method="POST", data=lambda cast: {"wish": "?"}, **towards("third")),
    Row("boundaries:undo", statuses(302), method="POST", **towards("third")),
]
