"""Reasons and repairs: what is said about a seat, and what happens when someone comes late or is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.seating import plan, read_instance
from alongside.engine.seating.reasons import KINDS, seat_reasons
from alongside.engine.seating.repair import broken_rules, move_effects, rehome, seat_late
from alongside.engine.tests.family import instance_like
from alongside.engine.tests.test_seating_plan import plain


def group(**constraints: Any) -> Any:
    """Nine members in rooms of three or four."""
    return read_instance(plain(9, [3, 4], 2, constraints=constraints))


def test_a_late_member_sits_with_new_people() -> None:
    """Where sizes allow several rooms, the one with most new people."""
    instance = read_instance(plain(9, [2, 4], 1, history=[{"pair": ["m08", "m00"]}, {"pair": ["m08", "m01"]}]))
    assert seat_late([[0, 1, 2], [3, 4, 5], [6, 7]], 8, instance) == 1


def test_a_late_member_never_sits_with_someone_kept_apart() -> None:
    """Even where no other room is left, and even where only that room has a free seat."""
    apart = [["m08", f"m0{i}"] for i in (0, 3)]
    instance = group(apart=apart)
    assert seat_late([[0, 1, 2], [3, 4, 5, 6]], 8, instance) is None
    instance = group(apart=apart[:1])
    assert seat_late([[0, 1, 2, 7], [3, 4, 5, 6]], 8, instance) == 1


def test_someone_left_alone_joins_a_room() -> None:
    """The one who is alone goes to the others, not they to them."""
    assert rehome([[8], [0, 1, 2], [3, 4, 5, 6]], 8, group()) == 1


def test_moving_says_what_it_would_break() -> None:
    """Sizes of both rooms, partners left behind, people kept apart."""
    instance = group(apart=[["m00", "m03"]], together=[{"pair": ["m00", "m01"]}])
    effects = move_effects([[0, 1, 2], [3, 4, 5]], 0, 1, instance)
    assert effects.breaks == {"size", "apart", "together"}
    assert effects.size == 4
    assert effects.new_to == (3, 4, 5)
    assert not effects.allowed


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(1, 10**6))
def test_a_late_seat_breaks_no_hard_rule(seed: int) -> None:
    """Taking someone out of a valid plan and seating them again leaves every rule as it was, one place over at most."""
    instance = read_instance(instance_like(seed, (8, 20)))
    found = plan(instance, moves=40_000)
    if found.status != "ok" or not found.rounds[-1]:
        return
    rooms = [list(room) for room in found.rounds[-1]]
    who = rooms[0].pop()
    chosen = seat_late(rooms, who, instance)
    if chosen is None:
        return
    before = broken_rules(instance, rooms[chosen])
    rooms[chosen].append(who)
    assert broken_rules(instance, rooms[chosen]) - before <= {"size"}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(1, 10**6))
def test_reasons_do_not_depend_on_who_is_kept_apart(seed: int) -> None:
    """The same rooms get the same reasons with and without the keep-apart pairs."""
    instance = read_instance(instance_like(seed, (6, 20)))
    found = plan(instance, moves=20_000)
    if found.status != "ok":
        return
    frank = replace(instance, apart=frozenset())
    for r in range(instance.rounds):
        reasons = seat_reasons(instance, found, r)
        assert reasons == seat_reasons(frank, found, r)
        assert set(reasons) == set(instance.present[r])
        assert {x.kind for x in reasons.values()} <= set(KINDS)
