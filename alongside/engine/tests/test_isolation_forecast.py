"""The forecast: what it measures is what plain code measures, and it is right often enough on a made community."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.isolation import Contact, Record
from alongside.engine.isolation.forecast import Forecaster
from alongside.engine.isolation.prior import PRIOR
from alongside.engine.isolation.regression import fit, logistic
from alongside.engine.isolation.traits import traits
from alongside.engine.tests.community import BEGIN, DAY, community, without_two_way

PEOPLE, WEEKS = 150, 30

few_contacts = st.lists(
    st.builds(
        Contact,
        at=st.integers(0, 40).map(lambda d: BEGIN + d * DAY),
        actor=st.integers(0, 4),
        target=st.one_of(st.none(), st.integers(0, 4)),
        kind=st.sampled_from(["message", "reply", "react", "post", "met", "attend"]),
    ),
    max_size=40,
)


def plain_ways(contacts: list[Contact]) -> list[tuple[float, int, int]]:
    """(time, from, to) in order of time."""
    out = []
    for c in sorted(contacts, key=lambda c: c.at):
        if c.target is not None and c.target != c.actor and c.kind != "attend":
            out.append((c.at, c.actor, c.target))
            if c.kind == "met":
                out.append((c.at, c.target, c.actor))
    return out


@settings(max_examples=300, deadline=None, derandomize=True)
@given(few_contacts, st.integers(0, 40))
def test_measures_equal_plain_loops(contacts: list[Contact], day: int) -> None:
    """People in two-way contact, days and gaps, on random contacts with many at the same moment."""
    at = BEGIN + day * DAY
    seen = traits(Record.of(contacts, range(5)), at)
    ways = [w for w in plain_ways(contacts) if w[0] <= at]
    near = {(u, v) for t, u, v in ways if t > at - 14 * DAY}
    answered = [(t, u, v) for t, u, v in ways if any((v, u) == (a, b) and 0 <= t - s <= 14 * DAY for s, a, b in ways)]
    for i in range(5):
        acts = {c.at for c in contacts if c.at <= at and i in (c.actor, c.target if c.kind == "met" else c.actor)}
        assert seen.now[i] == sum((i, j) in near and (j, i) in near for j in range(5))
        assert seen.unanswered[i] == sum((i, j) in near and (j, i) not in near for j in range(5))
        assert seen.waiting[i] == sum((j, i) in near and (i, j) not in near for j in range(5))
        assert seen.active_days[i] == len({int((at - t) / DAY) for t in acts if at - t < 28 * DAY})
        assert seen.gap[i] == pytest.approx(min([(at - t) / DAY for t in acts], default=112))
        talks = [t for t, u, v in answered if i in (u, v)]
        assert seen.two_way_gap[i] == pytest.approx(min([(at - t) / DAY for t in talks], default=112))
        assert seen.two_way_days[i] == len({int((at - t) / DAY) for t in talks if at - t < 28 * DAY})
        assert seen.ever_two_way[i] == bool(talks)


def test_the_fit_is_where_the_slope_is_nought() -> None:
    """At the answer the penalised likelihood has no slope; without rows it is where it started; far data move it."""
    dice = np.random.default_rng(5)
    x = np.column_stack([dice.normal(size=(400, 3)), np.ones(400)])
    y = (dice.random(400) < logistic(x @ np.array([1.5, -1.0, 0.0, 0.5]))).astype(float)
    weight, start, hold = dice.random(400), np.array([0.1, 0.2, 0.3, 0.4]), np.full(4, 2.0)
    found = fit(x, y, weight, start, hold)
    slope = x.T @ (weight * (logistic(x @ found) - y)) + hold * (found - start)
    assert np.abs(slope).max() < 1e-8
    assert fit(x[:0], y[:0], weight[:0], start, hold) == pytest.approx(start)
    # separable data and a belief far off still end where they should
    far = fit(x, (x[:, 0] > 0).astype(float), weight, np.full(4, -20.0), hold)
    assert np.isfinite(far).all()


@pytest.fixture(scope="module")
def judged() -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(settled, scores, outcomes) for each of the later weeks of a made community."""
    contacts = community(12, PEOPLE, WEEKS)
    forecaster = Forecaster(Record.of(contacts, range(PEOPLE)))
    out = []
    for week in range(12, WEEKS - 2):
        at = BEGIN + week * 7 * DAY
        seen = traits(forecaster.record, at)
        out.append((seen.settled, forecaster.scores(seen), np.array(without_two_way(contacts, at, PEOPLE))))
    return out


def week_auc(judged: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> float:
    """The share of pairs of one week that are in the right order, ties counting half."""
    right = pairs = 0.0
    for settled, score, alone in judged:
        yes, no = score[settled & alone], score[settled & ~alone]
        right += (yes[:, None] > no).sum() + 0.5 * (yes[:, None] == no).sum()
        pairs += len(yes) * len(no)
    return right / pairs


def test_a_made_community_is_ranked_well(judged: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> None:
    """Settled people, within weeks; the outcomes are counted by plain code. Days of taking part alone reach .78."""
    assert sum((s & a).sum() for s, _, a in judged) > 100
    assert week_auc(judged) > 0.85


def test_a_made_community_is_told_true_probabilities(
    judged: list[tuple[np.ndarray, np.ndarray, np.ndarray]],
) -> None:
    """What comes true is the share that was told, in each fifth of the scores; the prior alone is .067 off."""
    score = np.concatenate([p[s] for s, p, _ in judged])
    alone = np.concatenate([a[s] for s, _, a in judged]).astype(float)
    gaps = [abs(score[q].mean() - alone[q].mean()) for q in np.array_split(np.argsort(score), 5)]
    assert np.mean(gaps) < 0.03


def test_it_learns_what_is_different_here() -> None:
    """A prior that is far too gloomy is put right by the weeks whose outcome is known."""
    contacts = community(12, PEOPLE, WEEKS)
    record = Record.of(contacts, range(PEOPLE))
    gloomy = replace(PRIOR, settled=replace(PRIOR.settled, level=PRIOR.settled.level + 2))
    at = BEGIN + 26 * 7 * DAY
    seen = traits(record, at)
    told = seen.settled
    taught = Forecaster(record, gloomy).scores(seen)[told].mean()
    untaught = gloomy.settled.score(seen.columns())[told].mean()
    calm = Forecaster(record).scores(seen)[told].mean()
    assert abs(taught - calm) < 0.25 * abs(untaught - calm)


def test_only_known_outcomes_teach() -> None:
    """Weights at a moment are the same whether or not anything happens afterwards; a week later they are not."""
    contacts = community(13, PEOPLE, WEEKS)
    at = BEGIN + 140 * DAY + 3600.0
    whole = Forecaster(Record.of(contacts, range(PEOPLE)))
    cut = Forecaster(Record.of([c for c in contacts if c.at <= at], range(PEOPLE)))
    assert whole.weights(at) == cut.weights(at)
    assert whole.weights(at) != whole.weights(at + 7 * DAY)
    assert whole.weights(at + 7 * DAY) != cut.weights(at + 7 * DAY)


def test_before_anything_is_known_the_prior_speaks() -> None:
    """In the first six weeks no outcome is known."""
    forecaster = Forecaster(Record.of(community(14), range(PEOPLE)))
    assert forecaster.weights(BEGIN + 40 * DAY) == (PRIOR.settled, PRIOR.rest)
    assert forecaster.weights(BEGIN + 60 * DAY) != (PRIOR.settled, PRIOR.rest)
