"""The care desk: staff see what is theirs and their groups', the director everything but what is private; mentors what
they owe; members nothing. Calls for help are about oneself."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from alongside.care import actions
from alongside.care.models import Kind, Lane
from alongside.core import clock
from alongside.core.actions import SYSTEM
from tests.cast import Cast
from tests.permissions import Row, open_to_all, staff_only, statuses


def stage(cast: Cast) -> Any:
    """A card about the member, one sent to their counselor alone, and one that the mentor owes."""
    due, groups = clock.now() + timedelta(hours=1), cast.group
    assert groups
    return SimpleNamespace(
        card=actions.open_reach_out(cast.member, Kind.ABSENCE, key="absence:1", due_at=due, by=SYSTEM),
        private=actions.open_reach_out(
            cast.member,
            Kind.BETWEEN,
            key="between:1",
            due_at=due,
            lane=Lane.PRIVATE,
            owner=cast.other_counselor,
            other=cast.groupmate,
            by=cast.member,
        ),
        owed=actions.open_reach_out(
            cast.newcomer, Kind.STEP, key="step:1", due_at=due, lane=Lane.WELCOME, owner=cast.mentor, by=SYSTEM
        ),
    )


def near(status: int) -> dict[str, int]:
    """Whoever leads the member's group, and the director; nobody else, the member least of all."""
    return dict(statuses(404, counselor=status, director=status))


def chosen(status: int) -> dict[str, int]:
    """The one counselor it was sent to."""
    return dict(statuses(404, other_counselor=status))


def _of(name: str) -> Any:
    return lambda cast: {"public_id": getattr(cast.scene, name).public_id}


def _post(name: str, expected: dict[str, int], which: str, **data: Any) -> Row:
    return Row(
        f"care:{name}",
        expected,
        method="POST",
        kwargs=_of(which),
        data=lambda cast: {
            key: cast.people[value].public_id if value in cast.people else value for key, value in data.items()
        },
    )


TABLE = [
    Row("care:desk", staff_only(outsider=200)),
    Row("care:desk", staff_only(outsider=200), query="?of=all&kind=absence&page=9"),
    Row("care:desk", staff_only(outsider=200), query="?of=closed"),
    Row("care:owed", statuses(404, mentor=200)),
    _post("owed_hand_on", statuses(404, mentor=302), "owed"),
    _post("owed_hand_on", statuses(404), "card"),
    Row("care:card", near(200), kwargs=_of("card")),
    Row("care:card", chosen(200), kwargs=_of("private")),
    Row("care:card", dict(statuses(404, director=200)), kwargs=_of("owed")),
    _post("take", near(302), "card"),
    _post("take", chosen(302), "private"),
    _post("hand_on", near(302), "card", to="other_counselor", words="You know her best."),
    _post("hand_on", chosen(302), "private", to="counselor"),
    _post("hand_on", near(422), "card", to="member"),
    _post("note", near(302), "card", words="Called, will call again."),
    _post("note", chosen(302), "private", words="Met both."),
    _post("close", near(302), "card", outcome="talked"),
    _post("close", near(422), "card", outcome="forgotten"),
    _post("close", chosen(302), "private", outcome="arranged"),
    _post("talk", near(302), "card"),
    _post("talk", chosen(302), "private"),
    Row("care:help_call", open_to_all(302)),
    Row("care:help_call", open_to_all(302), method="POST"),
    Row("care:all_right", open_to_all(302), method="POST"),
]
