"""The boundaries: counselors alone."""

from alongside.boundaries.actions import keep_apart
from alongside.boundaries.models import KeepApart
from tests.cast import Cast
from tests.permissions import Row, statuses


def stage(cast: Cast) -> KeepApart:
    return keep_apart(cast.member, cast.groupmate, by=cast.counselor)


def counselors(status: int) -> dict[str, int]:
    return dict(statuses(404, counselor=status, other_counselor=status))


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
]
