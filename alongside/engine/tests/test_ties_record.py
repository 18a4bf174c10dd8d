"""Recorded one by one, rebuilt from the record, or summed by hand: ties are the same."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.ties import DECAYS, TWO_WAY_WINDOW, Kind
from alongside.engine.ties.reading import Tie, standing, tie_of
from alongside.engine.ties.record import Events, Ties, rebuild

DAY = 86_400.0
NOW = 1.7e9
PEOPLE = 4
WINDOW = TWO_WAY_WINDOW.total_seconds()
Row = tuple[float, int, int, Kind, float]
QUICK = settings(max_examples=150, deadline=None, derandomize=True)

# Half days, so that equal moments and the edges of the window come up often.
MOMENTS = st.integers(0, 140).map(lambda n: NOW + n * DAY / 2)
PAIRS = st.sampled_from(list(permutations(range(PEOPLE), 2)))
ROWS = st.tuples(MOMENTS, PAIRS, st.sampled_from(Kind), st.floats(0.01, 20)).map(
    lambda drawn: (drawn[0], *drawn[1], drawn[2], drawn[3])
)
RECORD = st.lists(ROWS, min_size=1, max_size=60)


def by_hand(rows: Iterable[Row], person: int, other: int, at: float) -> dict[str, object] | None:
    """The tie straight from its definition, looking at every event and every pair of events."""
    between = [row for row in rows if {row[1], row[2]} == {person, other}]
    if not between:
        return None
    contact = [row for row in between if row[3] is not Kind.SESSION]
    out = [row[0] for row in contact if row[1] == person]
    back = [row[0] for row in contact if row[1] == other]

    def strength(some: list[Row]) -> float:
        left = (row[4] * 2.0 ** ((row[0] - at) / DECAYS[row[3]].seconds) * DECAYS[row[3]].weight for row in some)
        return math.fsum(left)

    return {
        "strength_out": strength([row for row in contact if row[1] == person]),
        "strength_in": strength([row for row in contact if row[1] == other]),
        "company": strength([row for row in between if row[3] is Kind.SESSION]),
        "last_out": max(out, default=None),
        "last_in": max(back, default=None),
        "last_two_way": max((max(o, b) for o in out for b in back if abs(o - b) <= WINDOW), default=None),
        "first_at": min(row[0] for row in between),
        "last_at": max(row[0] for row in between),
        "kinds": {row[3] for row in between},
    }


def same(tie: Tie | None, hand: dict[str, object] | None) -> bool:
    if tie is None or hand is None:
        return tie is None and hand is None
    close = all(
        getattr(tie, name) == pytest.approx(hand[name], rel=1e-9, abs=1e-9)
        for name in ("strength_out", "strength_in", "company")
    )
    exact = all(
        getattr(tie, name) == hand[name] for name in ("last_out", "last_in", "last_two_way", "first_at", "last_at")
    )
    return close and exact and set(tie.kinds) == hand["kinds"]


def one_by_one(rows: Iterable[Row], people: int = PEOPLE) -> Ties:
    ties = Ties(people)
    for row in rows:
        ties.add(*row)
    return ties


@QUICK
@given(RECORD, st.randoms(use_true_random=False), st.floats(0, 90 * DAY))
def test_one_by_one_rebuilt_and_by_hand_are_the_same_in_any_order(rows, dice, later) -> None:
    """To 1e-9, late events, events of one moment and the exact two-way moment included."""
    at = max(row[0] for row in rows) + later
    shuffled = list(rows)
    dice.shuffle(shuffled)
    backwards = sorted(rows, key=lambda row: -row[0])
    states = [one_by_one(rows), one_by_one(shuffled), rebuild(Events.of(rows), PEOPLE)]
    states += [rebuild(Events.of(some), PEOPLE) for some in (shuffled, backwards)]
    for person, other in permutations(range(PEOPLE), 2):
        hand = by_hand(rows, person, other, at)
        for ties in states:
            assert same(tie_of(ties, person, other, at), hand)


@QUICK
@given(RECORD, st.integers(0, 60))
def test_a_rebuilt_state_goes_on_one_by_one(rows, cut) -> None:
    ties = rebuild(Events.of(rows[:cut]), PEOPLE)
    for row in rows[cut:]:
        ties.add(*row)
    at = ties.newest
    assert ties.events == len(rows)
    for person, other in permutations(range(PEOPLE), 2):
        assert same(tie_of(ties, person, other, at), by_hand(rows, person, other, at))


def test_a_large_program_is_found_again_whole() -> None:
    """The table of pairs grows many times on the way; every pair is there, and nobody else is."""
    dice = random.Random(5)
    people = 300
    rows: list[Row] = []
    for _ in range(9000):
        one, other = dice.sample(range(people), 2)
        rows.append((NOW + dice.random() * 60 * DAY, one, other, dice.choice(list(Kind)), dice.uniform(0.1, 3)))
    states = one_by_one(rows, people), rebuild(Events.of(rows), people)
    at = NOW + 70 * DAY
    listed: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        listed.setdefault((min(row[1:3]), max(row[1:3])), []).append(row)
    for ties in states:
        assert len(ties.pairs) == len(listed)
        for (lo, hi), between in listed.items():
            assert same(tie_of(ties, hi, lo, at), by_hand(between, hi, lo, at))
        strangers = [(a, b) for a in range(40) for b in range(a + 1, 40) if (a, b) not in listed]
        assert strangers
        assert all(tie_of(ties, a, b, at) is None for a, b in strangers)
    one, other = (standing(ties, at) for ties in states)
    assert np.array_equal(one.two_way_ties, other.two_way_ties)
    assert np.allclose(one.strength, other.strength, rtol=1e-9, atol=1e-9)
    assert np.array_equal(one.newest_two_way, other.newest_two_way, equal_nan=True)


def test_a_long_one_sided_run_answered_at_last_gives_back_its_memory() -> None:
    """Unanswered contacts are kept for late answers; an answer frees them, and the room is used again."""
    ties = Ties(3)
    for n in range(500):
        ties.add(NOW + n * 60, 0, 1, Kind.WROTE)
    assert tie_of(ties, 0, 1, ties.newest).last_two_way is None
    ties.add(NOW + 600 * 60, 1, 0, Kind.WROTE)
    assert tie_of(ties, 0, 1, ties.newest).last_two_way == NOW + 600 * 60
    held = ties.used_bytes
    for n in range(500):
        ties.add(NOW + n * 60, 2, 1, Kind.WROTE)
    assert len(ties.node_at) == 500
    assert ties.used_bytes - held < 200


def test_room_given_back_by_one_pair_is_not_mixed_up_with_the_next() -> None:
    """A late answer frees the message it answers, but not the newer ones; another pair takes that room."""
    ties = Ties(3)
    for day in (0, 42):
        ties.add(NOW + day * DAY, 0, 1, Kind.WROTE)
    ties.add(NOW + 3 * DAY, 1, 0, Kind.REPLIED)
    ties.add(NOW + 30 * DAY, 0, 2, Kind.WROTE)
    assert len(ties.node_at) == 2
    ties.add(NOW + 25 * DAY, 1, 0, Kind.WROTE)
    assert tie_of(ties, 0, 1, ties.newest).last_two_way == NOW + 3 * DAY


def test_contacts_of_one_moment_are_kept_once() -> None:
    ties = Ties(2)
    for moment in (NOW, NOW + DAY) * 20:
        ties.add(moment, 0, 1, Kind.REACTED)
    assert len(ties.node_at) == 2
    assert tie_of(ties, 0, 1, ties.newest).times == {Kind.REACTED: 40}


def test_many_together_is_no_different_from_few() -> None:
    """Both ways of ordering a batch: more events than people, and fewer."""
    rows: list[Row] = [(NOW + n * DAY, n % 3, (n + 1) % 3, Kind.REPLIED, 1.0) for n in range(12)]
    few, many = rebuild(Events.of(rows), 1000), rebuild(Events.of(rows), 3)
    for person, other in permutations(range(3), 2):
        assert tie_of(few, person, other, few.newest) == tie_of(many, person, other, many.newest)


BAD = [
    ((math.nan, 0, 1, Kind.WROTE, 1.0), "moment"),
    ((math.inf, 0, 1, Kind.WROTE, 1.0), "moment"),
    ((NOW, 0, 1, Kind.WROTE, -1.0), "amount"),
    ((NOW, 0, 1, Kind.WROTE, 0.0), "amount"),
    ((NOW, 0, 1, Kind.WROTE, math.nan), "amount"),
    ((NOW, 0, 1, Kind.WROTE, math.inf), "amount"),
    ((NOW, 1, 1, Kind.WROTE, 1.0), "themselves"),
    ((NOW, -1, 1, Kind.WROTE, 1.0), "people"),
    ((NOW, 0, 9, Kind.WROTE, 1.0), "people"),
]


@pytest.mark.parametrize(("row", "word"), BAD)
def test_what_can_not_be_is_refused_and_changes_nothing(row, word) -> None:
    good: Row = (NOW, 0, 1, Kind.WROTE, 1.0)
    ties = one_by_one([good], 2)
    with pytest.raises(ValueError, match=word):
        ties.add(*row)
    with pytest.raises(ValueError, match=f"event 1 .*{word}"):
        ties.add_all(Events.of([good, row]))
    assert (ties.events, len(ties.pairs)) == (1, 1)
    assert tie_of(ties, 0, 1, NOW).strength_out == 1.0


def test_columns_that_do_not_fit_are_refused() -> None:
    good = Events.of([(NOW, 0, 1, Kind.WROTE, 1.0)])
    two = np.zeros(2)
    with pytest.raises(ValueError, match="one length"):
        rebuild(Events(two, good.actor, good.target, good.kind, good.amount), 2)
    with pytest.raises(ValueError, match="whole numbers"):
        rebuild(Events(good.at, good.actor.astype(float), good.target, good.kind, good.amount), 2)
    with pytest.raises(ValueError, match="kind is unknown"):
        rebuild(Events(good.at, good.actor, good.target, np.array([8], np.uint8), good.amount), 2)
    with pytest.raises(ValueError, match="not a valid Kind"):
        Ties(2).add(NOW, 0, 1, "shouted")


def test_no_events_and_nobody_are_fine() -> None:
    empty = rebuild(Events.of([]), 0)
    assert len(standing(empty, NOW).strength) == 0
    ties = Ties(2)
    assert standing(ties, NOW).two_way_ties.tolist() == [0, 0]
    assert tie_of(ties, 0, 1, NOW) is None


def test_new_people_come_in_and_nobody_is_dropped() -> None:
    ties = Ties(2)
    ties.enlarge(3)
    ties.add(NOW, 2, 0, Kind.THANKED)
    assert len(standing(ties, NOW).strength) == 3
    with pytest.raises(ValueError, match="can't become"):
        ties.enlarge(2)
    with pytest.raises(ValueError, match="can't be"):
        Ties(-1)
