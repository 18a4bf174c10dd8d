"""Contact fades by half in a half-life, exactly, whatever order events come in."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.ties import (
    DECAYS,
    TWO_WAY_LATELY,
    Kind,
    Level,
    add,
    company,
    faded,
    mutual,
    reciprocity,
    strength,
    two_way_lately,
    value_at,
)

DAY = 86_400.0
NOW = 1.7e9
QUICK = settings(max_examples=60, deadline=None, derandomize=True)
HAPPENED = st.lists(st.tuples(st.floats(0, 400 * DAY), st.floats(0, 50)), min_size=1, max_size=40)


@pytest.mark.parametrize("kind", Kind)
def test_half_is_left_after_a_half_life(kind: Kind) -> None:
    seconds = DECAYS[kind].seconds
    assert faded(8.0, seconds, seconds) == pytest.approx(4.0, rel=1e-12)
    assert faded(8.0, 3 * seconds, seconds) == pytest.approx(1.0, rel=1e-12)
    assert faded(8.0, 0, seconds) == 8.0


def test_the_table_has_every_kind_with_its_reason() -> None:
    assert set(DECAYS) == set(Kind)
    assert all(decay.why.endswith(".") and decay.seconds > 0 and decay.weight > 0 for decay in DECAYS.values())
    assert [kind for kind in Kind if not DECAYS[kind].two_way] == [Kind.SESSION]
    assert DECAYS[Kind.REACTED].half_life < DECAYS[Kind.WROTE].half_life < DECAYS[Kind.SMALL_ROOM].half_life


@QUICK
@given(HAPPENED, st.randoms(use_true_random=False), st.floats(3600, 100 * DAY))
def test_a_level_is_the_sum_of_what_is_left_in_any_order(happened, dice, half_life) -> None:
    """Late events and events of one moment included; the result keeps the newest moment."""
    shuffled = list(happened)
    dice.shuffle(shuffled)
    level = None
    for at, amount in shuffled:
        level = add(level, NOW + at, amount, half_life)
    newest = max(at for at, _ in happened)
    assert level is not None
    assert level.at == NOW + newest
    later = newest + 5 * DAY
    whole = math.fsum(amount * 2 ** ((at - later) / half_life) for at, amount in happened)
    assert value_at(level, NOW + later, half_life) == pytest.approx(whole, rel=1e-9, abs=1e-9)


def test_what_can_not_be_is_refused() -> None:
    level = Level(1.0, NOW)
    for bad in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="amount"):
            add(level, NOW, bad, DAY)
        with pytest.raises(ValueError, match="seconds"):
            faded(1.0, bad, DAY)
    for bad in (math.nan, math.inf):
        with pytest.raises(ValueError, match="moment"):
            add(None, bad, 1.0, DAY)
    for bad in (0.0, -DAY, math.nan, math.inf):
        with pytest.raises(ValueError, match="half-life"):
            add(None, NOW, 1.0, bad)
    with pytest.raises(ValueError, match="seconds"):
        value_at(level, NOW - 1, DAY)
    assert value_at(None, NOW, DAY) == 0.0


def test_only_what_is_answered_is_mutual() -> None:
    assert (mutual(3.0, 0.0), reciprocity(3.0, 0.0), reciprocity(0.0, 0.0)) == (0.0, 0.0, 0.0)
    assert (mutual(3.0, 1.0), reciprocity(3.0, 1.0), reciprocity(2.0, 2.0)) == (2.0, 0.5, 1.0)


def test_company_is_no_strength() -> None:
    values = [(Kind.WROTE, 2.0), (Kind.SESSION, 40.0)]
    assert strength(values) == pytest.approx(2.0 * DECAYS[Kind.WROTE].weight)
    assert company(values) == pytest.approx(40.0 * DECAYS[Kind.SESSION].weight)


def test_two_way_needs_each_to_have_turned_to_the_other_lately() -> None:
    lately = TWO_WAY_LATELY.total_seconds()
    assert two_way_lately(NOW - lately, NOW, NOW)
    assert not two_way_lately(NOW - lately - 1, NOW, NOW)
    assert not two_way_lately(NOW, None, NOW)
    with pytest.raises(ValueError, match="after the moment"):
        two_way_lately(NOW, NOW, NOW - 1)


def test_decay_and_its_table_load_without_numpy() -> None:
    """Pages use them on database rows."""
    code = (
        "import sys; from alongside.engine.ties import decay, kinds, measures, words; "
        "sys.exit(any(m in sys.modules for m in ('django', 'numba', 'numpy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
