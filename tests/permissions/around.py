"""People around someone: each sees their own; staff have the desk instead."""

from typing import Any

from alongside.connections.models import Suggestion
from alongside.connections.suggesting.actions import day_of
from alongside.core import clock
from tests.cast import Cast
from tests.permissions import Row, statuses


def stage(cast: Cast) -> Suggestion:
    """`third` is suggested to `member`."""
    at = clock.now()
    reasons = [{"code": "interest", "value": "walking"}]
    day = day_of(cast.member, at)
    return Suggestion.objects.create(person=cast.member, other=cast.third, day=day, reasons=reasons, made_at=at)


def _id(cast: Cast) -> dict[str, Any]:
    return {"id": cast.scene.public_id}


def _third(cast: Cast) -> dict[str, Any]:
    return {"public_id": cast.third.public_id}


def _wrong(cast: Cast) -> dict[str, Any]:
    return {"rhythm_days": "99", "goals": "x" * 999}


MEMBERS = statuses(404, member=200, groupmate=200, mentor=200)
MOVED = statuses(404, member=302, groupmate=302, mentor=302)
MINE = statuses(404, member=302)

TABLE = [
    Row("connections:people", MEMBERS),
    Row("connections:people", MEMBERS, query="?all=1"),
    Row("connections:suggestion_follow", MINE, "POST", _id),
    Row("connections:suggestion_hello", statuses(404, member=200), "GET", _id),
    Row("connections:suggestion_hello", MINE, "POST", _id, lambda cast: {"body": "Hello.", "key": "suggested-1"}),
    Row("connections:suggestion_hello", statuses(404, member=422), "POST", _id, lambda cast: {"body": " ", "key": "?"}),
    Row("connections:suggestion_dismiss", MINE, "POST", _id),
    Row("connections:suggestion_undo", MINE, "POST", _id),
    Row("connections:derived", MEMBERS),
    Row("connections:derived", MOVED, "POST", data=lambda cast: {"gets_suggestions": "on", "rhythm_days": "7"}),
    Row("connections:derived", statuses(404, member=422, groupmate=422, mentor=422), "POST", data=_wrong),
    Row("connections:derived_enough", MOVED, "POST", data=lambda cast: {"said": "enough"}),
    Row("connections:derived_enough", statuses(404), "POST", data=lambda cast: {"said": "?"}),
    Row("connections:derived_export", MEMBERS),
    Row("connections:derived_correct", MOVED, "POST", _third, lambda cast: {"said": "in_touch"}),
    Row("connections:derived_correct", statuses(404), "POST", _third, lambda cast: {"said": "enough"}),
]
