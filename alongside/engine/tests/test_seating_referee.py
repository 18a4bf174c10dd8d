"""Our score is the referee's score. Uses the referee beside the checkout; skipped by name where that is absent."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.seating import plan, read_instance
from alongside.engine.seating.bounds import bounds
from alongside.engine.seating.score import evaluate
from alongside.engine.tests.family import instance_like

SHARED = Path(__file__).resolve().parents[4] / "shared" / "breakouts"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "check.py").exists(), reason="needs ../shared/breakouts"),
]


def referee() -> Any:
    """The referee as a module."""
    spec = importlib.util.spec_from_file_location("referee", SHARED / "check.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(1, 10**6), st.randoms(use_true_random=False))
def test_score_and_bounds_equal_the_referees(seed: int, dice: Any) -> None:
    """On random instances and random rooms, good or bad, all seven numbers and the bounds agree."""
    check = referee()
    source = instance_like(seed, (4, 26))
    instance = read_instance(source)
    rounds = []
    for r in range(instance.rounds):
        people = list(instance.present[r])
        dice.shuffle(people)
        count = max(1, len(people) // dice.randint(2, 5))
        rounds.append(tuple(tuple(people[k::count]) for k in range(count) if people[k::count]))
    ours = evaluate(instance, tuple(rounds))
    judged = check.Inst(source)
    theirs, _ = check.evaluate(judged, [[[instance.members[i].id for i in x] for x in q] for q in rounds])
    assert list(ours.score) == theirs["score"]
    limits = check.bounds(judged)
    assert bounds(instance).pairs == limits["pairs"]
    assert list(bounds(instance).most) == limits["u"]
    assert bounds(instance).worst_new == limits["worst_new"]


@pytest.mark.parametrize("path", sorted((SHARED / "instances").glob("*.json")), ids=lambda p: getattr(p, "stem", ""))
def test_every_listed_instance_is_answered_rightly(path: Path) -> None:
    """The referee accepts each answer after a small number of moves."""
    source = json.loads(path.read_text())
    instance = read_instance(source)
    answer = plan(instance, moves=400_000, seed=2).to_json(instance)
    assert referee().check(source, json.loads(json.dumps(answer)))["valid"]
