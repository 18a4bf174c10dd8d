"""The planner keeps every hard rule wherever a plan exists, and says why where none does."""

from __future__ import annotations

import json
import random
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.engine.seating import Instance, Unreadable, plan, read_instance
from alongside.engine.seating.construct import repeat_free, without_repeat
from alongside.engine.seating.model import REASON_CODES
from alongside.engine.seating.score import evaluate
from alongside.engine.tests.family import feasible_like, instance_like

QUICK = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def plain(people: int, size: list[int], rounds: int, **more: Any) -> dict[str, Any]:
    """An instance without rules."""
    return {
        "format": "breakouts-instance/1",
        "id": "t",
        "members": [{"id": f"m{i:02d}"} for i in range(people)],
        "rounds": rounds,
        "room_size": size,
        **more,
    }


@QUICK
@given(st.integers(1, 10**6))
def test_a_plan_breaks_no_hard_rule(seed: int) -> None:
    """Whatever the rules, an answer is a plan that keeps them, or names a reason of the contract."""
    instance = read_instance(instance_like(seed, (5, 24)))
    found = plan(instance, moves=150_000, seed=seed)
    if found.status == "ok":
        assert evaluate(instance, found.rounds).violations == ()
    else:
        assert found.reasons
        assert {r.code for r in found.reasons} <= set(REASON_CODES)


@QUICK
@given(st.integers(1, 10**6))
def test_same_seed_and_moves_same_plan(seed: int) -> None:
    """The seed and the number of moves decide the plan."""
    instance = read_instance(instance_like(seed, (5, 20)))
    assert plan(instance, moves=30_000, seed=seed) == plan(instance, moves=30_000, seed=seed)


def _partitions(people: list[int], lo: int, hi: int) -> Any:
    """Every way to split people into rooms of lo..hi."""
    if not people:
        yield []
        return
    first, rest = people[0], people[1:]
    for size in range(lo, min(hi, len(people)) + 1):
        for mates in combinations(rest, size - 1):
            left = [i for i in rest if i not in mates]
            for others in _partitions(left, lo, hi):
                yield [(first, *mates), *others]


def _possible(instance: Instance, before: tuple[Any, ...] = ()) -> bool:
    """By trying everything: whether the rounds can be seated without breaking a hard rule."""
    r = len(before)
    if r == instance.rounds:
        return True
    if r < len(instance.held):
        return _possible(instance, (*before, instance.held[r]))
    lo, hi, _ = instance.sizes(len(instance.present[r]))
    for rooms in _partitions(list(instance.present[r]), lo, hi):
        so_far = (*before, tuple(rooms))
        now = [v for v in evaluate(instance, so_far).violations if v.round == r and v.rule != "seats"]
        if not now and _possible(instance, so_far):
            return True
    return False


@settings(QUICK, max_examples=60)
@given(st.integers(1, 10**6))
def test_verdicts_agree_with_trying_everything(seed: int) -> None:
    """On tiny instances, a plan is found exactly where one exists."""
    source = instance_like(seed, (4, 7))
    source["rounds"] = min(source["rounds"], 2)
    source.pop("held", None)
    instance = read_instance(source)
    assert (plan(instance, moves=60_000, seed=1).status == "ok") == _possible(instance)


WEEKS = {
    3: {3: 4, 4: 4, 5: 7, 6: 8, 7: 10, 8: 11, 9: 13, 10: 14},
    4: {4: 5, 5: 5, 6: 7, 7: 9, 8: 10},
    5: {5: 6, 6: 6, 7: 7},
}


@pytest.mark.parametrize(
    ("size", "rooms", "weeks"), [(s, g, w) for s, known in WEEKS.items() for g, w in known.items()]
)
def test_best_known_weeks_without_a_repeat(size: int, rooms: int, weeks: int) -> None:
    """Equal rooms: as many rounds as are known to be possible, nobody meets anybody twice, at once."""
    rounds = repeat_free(rooms, size, weeks)
    assert len(rounds) == weeks
    assert without_repeat(rounds)
    found = plan(read_instance(plain(size * rooms, [size, size], weeks)), moves=0)
    assert found.metrics is not None
    assert found.metrics.new_pairs == found.metrics.bound_pairs
    assert found.metrics.max_deficit == 0


def test_a_thousand_people_meet_eighteen_each() -> None:
    """A large event needs no search."""
    found = plan(read_instance(plain(1000, [4, 4], 6)), moves=0)
    assert found.metrics is not None
    assert found.proven_best
    assert (found.metrics.new_pairs, found.metrics.worst_new) == (9000, 18)


def test_more_rounds_than_a_word_has_bits() -> None:
    """A hundred rounds are planned in stretches, and still everyone has a seat in each."""
    instance = read_instance(plain(7, [3, 4], 100))
    found = plan(instance, moves=20_000)
    assert found.status == "ok"
    assert evaluate(instance, found.rounds).violations == ()


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("size", plain(5, [3, 4], 2)),
    (
        "apart_together",
        plain(
            8,
            [4, 4],
            1,
            constraints={
                "apart": [["m00", "m02"]],
                "together": [{"pair": ["m00", "m01"]}, {"pair": ["m01", "m02"]}],
            },
        ),
    ),
    (
        "together_too_large",
        plain(9, [3, 3], 1, constraints={"together": [{"pair": ["m00", f"m0{i}"]} for i in (1, 2, 3)]}),
    ),
    (
        "apart_clique",
        plain(
            9,
            [3, 3],
            1,
            constraints={"apart": [[f"m0{a}", f"m0{b}"] for a, b in combinations(range(4), 2)]},
        ),
    ),
    (
        "held",
        plain(6, [3, 3], 2, held=[[["m00", "m01", "m02"], ["m03", "m04"]]]),
    ),
]


@pytest.mark.parametrize(("code", "source"), REFUSED, ids=[code for code, _ in REFUSED])
def test_the_reason_comes_first(code: str, source: dict[str, Any]) -> None:
    """What counting can see is said without a search."""
    found = plan(read_instance(source), moves=0)
    assert found.status == "infeasible"
    assert code in {r.code for r in found.reasons}


@pytest.mark.parametrize("seed", [8, 68, 79, *range(100, 125)])
def test_a_plan_that_exists_is_found(seed: int) -> None:
    """Hard rules so tight that the search alone doesn't always keep them: the exact solver then has rooms."""
    found = plan(read_instance(feasible_like(seed)), moves=20_000)
    assert found.status == "ok", found.reasons
    assert found.metrics is not None
    assert found.metrics.valid


def test_a_proven_reason_names_the_rule() -> None:
    """What counting can't see, the exact solver proves: two guides kept apart from one person can't be spread."""
    source = _two_guides({"apart": [["m00", "m02"], ["m01", "m02"]]})
    found = plan(read_instance(source), moves=20_000)
    assert found.status == "infeasible"
    assert "guide" in {r.code for r in found.reasons}


def test_a_thousand_people_under_hard_rules() -> None:
    """Pairs apart and together, guides, absences, familiar faces, six rounds: a valid plan in some seconds."""
    dice = random.Random(1)
    source = plain(1000, [4, 5], 6)
    ids = [m["id"] for m in source["members"]]
    for m in dice.sample(source["members"], 260):
        m["role"] = "peer"
    for m in dice.sample(source["members"], 100):
        m["anxious"] = True
    guides = {m["id"] for m in source["members"] if "role" in m}
    partners = dice.sample([i for i in ids if i not in guides], 100)
    source["constraints"] = {
        "apart": [dice.sample(ids, 2) for _ in range(200)],
        "together": [{"pair": list(pair)} for pair in zip(partners[::2], partners[1::2], strict=True)],
        "guide": {"roles": ["peer"], "hard": True},
        "warm_tie": {"hard": True},
    }
    source["absent"] = {str(r): dice.sample(ids, dice.randint(20, 100)) for r in range(6)}
    source["history"] = [{"pair": dice.sample(ids, 2)} for _ in range(3000)]
    found = plan(read_instance(source), moves=600_000)
    assert found.status == "ok", found.reasons
    assert found.metrics is not None
    assert found.metrics.valid


def test_guides_who_must_sit_together_are_counted() -> None:
    """Two guides who must sit together can't be spread over two rooms; one more guide, and there is a plan."""
    source = _two_guides({"together": [{"pair": ["m00", "m01"]}]})
    found = plan(read_instance(source), moves=0)
    assert found.status == "infeasible"
    assert {r.code for r in found.reasons} == {"guide"}
    source["members"][2]["role"] = "peer"
    assert plan(read_instance(source), moves=20_000).status == "ok"


def _two_guides(rules: dict[str, Any]) -> dict[str, Any]:
    """Eight people in two rooms that each need a guide, and two guides."""
    source = plain(8, [4, 4], 1, constraints={"guide": {"roles": ["peer"], "hard": True}, **rules})
    source["members"][0]["role"] = source["members"][1]["role"] = "peer"
    return source


def test_better_plans_are_shown_as_they_are_found() -> None:
    """`improved` sees ever better valid plans; the last is the answer."""
    instance = read_instance(instance_like(11, (18, 18), rules=2, hard_warm=False))
    seen = []
    found = plan(instance, moves=200_000, improved=seen.append)
    scores = [p.metrics.score for p in seen if p.metrics]
    assert scores == sorted(scores, reverse=True)
    assert found.metrics is not None
    assert scores[-1] == found.metrics.score


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(QUICK, max_examples=300)
@given(st.integers(1, 500), st.data())
def test_a_damaged_instance_is_refused_with_a_sentence(seed: int, data: st.DataObject) -> None:
    """Anything at all in any place: read, or refused with one sentence; never another exception."""
    source = json.loads(json.dumps(instance_like(seed, (4, 8))))
    spot: Any = source
    for _ in range(data.draw(st.integers(1, 4))):
        keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if not isinstance(spot[key], dict | list) or data.draw(st.booleans()):
            spot[key] = data.draw(junk)
            break
        spot = spot[key]
    try:
        read_instance(source)
    except Unreadable as refusal:
        assert str(refusal).endswith(".")
        assert "\n" not in str(refusal)
