"""The record: once for each key, in any order, and ties that are what the whole record gives."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alongside.connections.actions import Fact, record
from alongside.connections.models import Interaction, Kind, Tie
from alongside.core.actions import SYSTEM

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def fact(kind: str, actor: Any, target: Any, days: float, key: str, **rest: Any) -> Fact:
    return Fact(kind, actor.pk, target and target.pk, START + timedelta(days=days), key, **rest)


def test_a_fact_counts_once_and_fades_exactly(cast: Any) -> None:
    a, b = sorted((cast.member, cast.groupmate), key=lambda each: each.pk)
    rows = [
        fact(Kind.WROTE, b, a, 14, "second"),
        fact(Kind.WROTE, b, a, 0, "first"),
        fact(Kind.WROTE, a, b, 7, "answer"),
        fact(Kind.SMALL_ROOM, b, a, 3, "room", amount=12.0),
        fact(Kind.POSTED, a, None, 1, "act"),
        fact(Kind.WROTE, a, cast.outsider, 1, "elsewhere"),  # never across programs
    ]
    assert record(cast.program.pk, [*rows, rows[0]], by=SYSTEM) == 5
    assert record(cast.program.pk, rows, by=SYSTEM) == 0
    wrote, room = Tie.objects.get(kind=Kind.WROTE), Tie.objects.get(kind=Kind.SMALL_ROOM)
    assert (wrote.lower_id, wrote.upper_id, wrote.as_of) == (a.pk, b.pk, START + timedelta(days=14))
    assert (wrote.times_out, wrote.times_back) == (1, 2)
    assert wrote.back == pytest.approx(1.5, abs=1e-12)
    assert wrote.out == pytest.approx(0.5**0.5, abs=1e-12)
    assert (room.out, room.back, room.times_out, room.times_back) == (1.0, 1.0, 1, 1)
    assert wrote.last_two_way == START + timedelta(days=14)
    assert Interaction.objects.get(key="room").actor_id == a.pk
