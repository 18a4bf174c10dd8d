"""Introductions: each sees their own; staff are offered nobody, propose, and learn nothing."""

from datetime import timedelta
from typing import Any

from alongside.connections.models import Again, Introduction, Side, Source
from alongside.core import clock
from tests.cast import Cast
from tests.permissions import Row, staff_only, statuses


def stage(cast: Cast) -> tuple[Introduction, Again]:
    """An offer to `member` and `third`; a question to `member` about `groupmate`."""
    at = clock.now()
    offer = Introduction.objects.create(
        program=cast.program, source=Source.WEEKLY, made_at=at, expires_at=at + timedelta(days=3)
    )
    Side.objects.bulk_create(Side(introduction=offer, person=person) for person in (cast.member, cast.third))
    times = {"met_at": at, "expires_at": at + timedelta(days=3)}
    return offer, Again.objects.create(person=cast.member, other=cast.groupmate, place="meeting:1", **times)


def _offer(cast: Cast) -> dict[str, Any]:
    return {"id": cast.scene[0].public_id}


def _question(cast: Cast) -> dict[str, Any]:
    return {"id": cast.scene[1].public_id}


def _to(name: str) -> dict[str, Any]:
    return {"kwargs": lambda cast: {"public_id": cast.people[name].public_id}}


MEMBERS = statuses(404, member=200, groupmate=200, mentor=200)
MINE = statuses(404, member=302)

TABLE = [
    Row("connections:introductions", MEMBERS),
    Row("connections:introduction_answer", MINE, "POST", _offer, lambda cast: {"said": "yes"}),
    Row("connections:introduction_answer", statuses(404), "POST", _offer, lambda cast: {"said": "?"}),
    Row("connections:introduced", statuses(404), "GET", _offer),
    Row("connections:introduced", statuses(404), "POST", _offer, lambda cast: {"body": "Hello", "key": "introduced-1"}),
    Row("connections:again", MINE, "POST", _question, lambda cast: {"said": "yes", "next": "https://evil.example/"}),
    Row("connections:introduce", staff_only(200), **_to("member")),
    Row("connections:introduce", statuses(404), **_to("counselor")),
    Row(
        "connections:introduce",
        staff_only(302),
        method="POST",
        data=lambda cast: {"other": cast.groupmate.public_id},
        **_to("member"),
    ),
    Row(
        "connections:introduce", staff_only(422), method="POST", data=lambda cast: {"other": "x" * 99}, **_to("member")
    ),
]
