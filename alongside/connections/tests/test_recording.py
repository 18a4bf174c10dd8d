"""The record: once for each key, in any order, and ties that are what the whole record gives."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from alongside.connections.actions import Fact, record
from alongside.connections.models import Interaction, Kind, Tie
from alongside.connections.rebuilding import differences
from alongside.core.actions import SYSTEM
from tests.cast import make_cast

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
    assert differences(cast.program.pk) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0.0},
        {"amount": float("nan")},
        {"key": ""},
        {"key": "k" * 81},
        {"kind": "liked"},
        {"at": datetime(2026, 3, 2)},
        {"target": 1},
        {"kind": Kind.SMALL_ROOM, "target": None},
    ],
)
def test_what_cannot_be_is_refused_whole(cast: Any, wrong: dict[str, Any]) -> None:
    right: dict[str, Any] = {"kind": Kind.WROTE, "actor": 1, "target": 2, "at": START, "key": "right"}
    with pytest.raises(ValueError, match="can't be recorded"):
        record(cast.program.pk, [Fact(**right), Fact(**{**right, "key": "wrong", **wrong})], by=SYSTEM)
    assert not Interaction.objects.exists()


HOURS = st.integers(0, 24 * 60)
FACTS = st.lists(
    st.tuples(
        st.sampled_from([Kind.WROTE, Kind.REACTED, Kind.SMALL_ROOM, Kind.SESSION, Kind.THANKED, Kind.MENTORED]),
        st.sampled_from([(0, 1), (1, 0), (0, 2), (2, 1)]),
        HOURS,
        st.floats(0.1, 30),
        st.booleans(),
    ),
    min_size=1,
    max_size=14,
)


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(happened=FACTS, data=st.data())
def test_any_order_in_any_portions_gives_what_the_whole_record_gives(cast: Any, happened: Any, data: Any) -> None:
    Interaction.objects.all().delete()
    Tie.objects.all().delete()
    people = [cast.member, cast.groupmate, cast.third]
    rows = [
        fact(kind, people[a], people[b], hours / 24, f"k{n}", amount=amount, private=private)
        for n, (kind, (a, b), hours, amount, private) in enumerate(happened)
    ]
    rest = data.draw(st.permutations(rows))
    while rest:
        some = data.draw(st.integers(1, len(rest)))
        record(cast.program.pk, rest[:some], by=SYSTEM)
        rest = rest[some:]
    assert differences(cast.program.pk) == []


def test_ties_that_were_changed_are_found_and_made_anew(cast: Any) -> None:
    rows = [fact(Kind.WROTE, cast.member, cast.third, day, f"k{day}") for day in range(3)]
    record(cast.program.pk, [*rows, fact(Kind.WROTE, cast.third, cast.member, 1.5, "back")], by=SYSTEM)
    call_command("rebuild_ties", "--check")
    Tie.objects.update(out=7.0)
    with pytest.raises(CommandError):
        call_command("rebuild_ties", "--check")
    call_command("rebuild_ties", verbosity=0)
    call_command("rebuild_ties", "--check")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time by itself")
def test_two_who_record_at_once_lose_nothing() -> None:
    cast = make_cast()
    rows = [fact(Kind.WROTE, cast.member, cast.third, n / 10, f"k{n}") for n in range(40)]
    rows += [fact(Kind.WROTE, cast.third, cast.member, n / 10, f"b{n}") for n in range(40)]
    portions = [rows[start::5] for start in range(5)] + [rows[start::4][::-1] for start in range(4)]

    def act(some: list[Fact]) -> int:
        try:
            return sum(record(cast.program.pk, [each], by=SYSTEM) for each in some)
        finally:
            connection.close()

    run: Callable[[list[Fact]], int] = act
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, portions)) == 80
    tie = Tie.objects.get()
    assert (tie.times_out, tie.times_back) == (40, 40)
    assert differences(cast.program.pk) == []
