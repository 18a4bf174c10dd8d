"""What ties say: two-way only where both directions happened, company apart, and the same for one as for all."""

from __future__ import annotations

import random
from dataclasses import fields

import numpy as np
import pytest

from alongside.engine.ties import DECAYS, TWO_WAY_LATELY, TWO_WAY_WINDOW, Fact, Kind, how_they_know_each_other
from alongside.engine.ties.reading import is_two_way, standing, tie_of, ties_around
from alongside.engine.ties.record import Events, Ties, rebuild
from alongside.engine.ties.words import FACT_CODES

DAY = 86_400.0
NOW = 1.7e9
CONTACT = [kind for kind in Kind if kind is not Kind.SESSION]


def with_events(people: int, *rows: tuple[float, int, int, Kind]) -> Ties:
    return rebuild(Events.of((at, actor, target, kind, 1.0) for at, actor, target, kind in rows), people)


@pytest.mark.parametrize("kind", CONTACT)
def test_one_direction_is_never_two_way_and_both_are(kind: Kind) -> None:
    ties = with_events(2, *((NOW + n, 0, 1, kind) for n in range(5)))
    tie = tie_of(ties, 0, 1, NOW + 5)
    assert not is_two_way(tie, NOW + 5)
    assert (tie.reciprocity, tie.last_in, tie.last_two_way) == (0.0, None, None)
    assert standing(ties, NOW + 5).two_way_ties.tolist() == [0, 0]
    assert standing(ties, NOW + 5).strength.tolist() == [0.0, 0.0]
    ties.add(NOW + 5, 1, 0, kind)
    tie = tie_of(ties, 0, 1, NOW + 5)
    assert is_two_way(tie, NOW + 5)
    assert tie.last_two_way == NOW + 5
    assert standing(ties, NOW + 5).two_way_ties.tolist() == [1, 1]


def test_sharing_sessions_never_makes_a_tie_two_way() -> None:
    """However often; nor does it add strength, nor complete what only one side said."""
    rows = [(NOW + n * DAY, n % 2, 1 - n % 2, Kind.SESSION) for n in range(40)]
    rows.append((NOW, 0, 1, Kind.WROTE))
    ties = with_events(2, *rows)
    at = NOW + 40 * DAY
    tie = tie_of(ties, 1, 0, at)
    assert (tie.last_out, tie.last_in, tie.last_two_way) == (None, NOW, None)
    assert tie.strength_out == 0.0 < tie.company
    assert not is_two_way(tie, NOW + 40 * DAY)
    everyone = standing(ties, at)
    assert everyone.two_way_ties.tolist() == [0, 0]
    assert everyone.strength.tolist() == everyone.strongest_share.tolist() == [0.0, 0.0]
    assert np.isnan(everyone.newest_two_way).all()


def test_a_tie_looks_the_same_from_both_ends() -> None:
    ties = with_events(3, (NOW, 0, 1, Kind.WROTE), (NOW + DAY, 1, 0, Kind.REACTED), (NOW + DAY, 1, 0, Kind.SESSION))
    one, other = tie_of(ties, 0, 1, NOW + 2 * DAY), tie_of(ties, 1, 0, NOW + 2 * DAY)
    assert (one.strength_out, one.last_out) == (other.strength_in, other.last_in)
    assert (one.strength_in, one.last_in) == (other.strength_out, other.last_out)
    mirrored = {"person", "other", "strength_out", "strength_in", "last_out", "last_in"}
    for field in fields(one):
        if field.name not in mirrored:
            assert getattr(one, field.name) == getattr(other, field.name)
    assert one.kinds == (Kind.WROTE, Kind.REACTED, Kind.SESSION)


def test_the_windows_end_where_they_say() -> None:
    window, lately = TWO_WAY_WINDOW.total_seconds(), TWO_WAY_LATELY.total_seconds()
    within = with_events(2, (NOW, 0, 1, Kind.WROTE), (NOW + window, 1, 0, Kind.REPLIED))
    beyond = with_events(2, (NOW, 0, 1, Kind.WROTE), (NOW + window + 1, 1, 0, Kind.REPLIED))
    assert tie_of(within, 0, 1, NOW + window).last_two_way == NOW + window
    assert tie_of(beyond, 0, 1, NOW + window + 1).last_two_way is None
    for at, two_way in ((NOW + lately, 1), (NOW + lately + 1, 0)):
        assert is_two_way(tie_of(within, 0, 1, at), at) == two_way
        assert standing(within, at).two_way_ties.tolist() == [two_way, two_way]


def test_a_late_answer_to_an_old_message_is_found_behind_newer_ones() -> None:
    """The newest two-way moment is exact although the answer is recorded after ten weeks of silence were."""
    ties = with_events(2, *((NOW + n * 7 * DAY, 0, 1, Kind.WROTE) for n in (0, 6, 7, 8)))
    ties.add(NOW + 3 * DAY, 1, 0, Kind.REPLIED)
    assert tie_of(ties, 0, 1, ties.newest).last_two_way == NOW + 3 * DAY
    ties.add(NOW + 40 * DAY, 1, 0, Kind.REPLIED)
    assert tie_of(ties, 0, 1, ties.newest).last_two_way == NOW + 49 * DAY


def test_everyone_at_once_agrees_with_each_tie_read_alone() -> None:
    dice = random.Random(8)
    people = 25
    rows = []
    for _ in range(900):
        one, other = dice.sample(range(people - 1), 2)  # the last person has no contact at all
        rows.append((NOW + dice.random() * 80 * DAY, one, other, dice.choice(list(Kind))))
    ties = with_events(people, *rows)
    at = NOW + 85 * DAY
    everyone = standing(ties, at)
    for person in range(people):
        around = ties_around(ties, person, at)
        assert around == sorted(around, key=lambda tie: -min(tie.strength_out, tie.strength_in))
        assert all(tie == tie_of(ties, person, tie.other, at) for tie in around)
        mutual = [2 * min(tie.strength_out, tie.strength_in) for tie in around]
        newest = [tie.last_two_way for tie in around if tie.last_two_way is not None]
        assert everyone.two_way_ties[person] == sum(is_two_way(tie, at) for tie in around)
        assert everyone.strength[person] == pytest.approx(sum(mutual), rel=1e-9, abs=1e-9)
        share = max(mutual) / sum(mutual) if sum(mutual) else 0.0
        assert everyone.strongest_share[person] == pytest.approx(share, rel=1e-9, abs=1e-9)
        assert (
            np.isnan(everyone.newest_two_way[person]) if not newest else everyone.newest_two_way[person] == max(newest)
        )
    assert everyone.two_way_ties.max() > 3
    assert (everyone.strength[-1], everyone.two_way_ties[-1]) == (0.0, 0)


def test_strength_halves_in_a_half_life() -> None:
    for kind in CONTACT:
        ties = with_events(2, (NOW, 0, 1, kind), (NOW, 1, 0, kind))
        later = NOW + DECAYS[kind].seconds
        full = 2 * DECAYS[kind].weight
        assert standing(ties, NOW).strength == pytest.approx([full, full], rel=1e-12)
        assert standing(ties, later).strength == pytest.approx([full / 2, full / 2], rel=1e-12)
        assert tie_of(ties, 0, 1, later).strength_out == pytest.approx(full / 4, rel=1e-12)


def test_the_past_is_refused_rather_than_guessed() -> None:
    ties = with_events(2, (NOW, 0, 1, Kind.WROTE), (NOW + DAY, 1, 0, Kind.WROTE))
    tie = tie_of(ties, 0, 1, NOW + DAY)
    for read in (lambda at: tie_of(ties, 0, 1, at), lambda at: ties_around(ties, 0, at), lambda at: standing(ties, at)):
        for at in (NOW, float("nan"), float("inf")):
            with pytest.raises(ValueError, match="newest event"):
                read(at)
    with pytest.raises(ValueError, match="after the moment"):
        is_two_way(tie, NOW)
    for one, other in ((0, 0), (0, 2), (-1, 1)):
        with pytest.raises(ValueError, match="two of 2 people"):
            tie_of(ties, one, other, NOW + DAY)


def test_how_two_people_know_each_other_begins_with_what_matters_most() -> None:
    ties = Ties(2)
    for n in range(3):
        ties.add(NOW + n * 7 * DAY, 0, 1, Kind.SMALL_ROOM)
        ties.add(NOW + n * 7 * DAY, 1, 0, Kind.SMALL_ROOM)
    for n, (actor, kind) in enumerate([(0, Kind.WROTE), (1, Kind.REPLIED), (1, Kind.REACTED), (0, Kind.SESSION)]):
        ties.add(NOW + n, actor, 1 - actor, kind)
    tie = tie_of(ties, 1, 0, ties.newest)
    known = how_they_know_each_other(tie.times, tie.first_at, tie.last_at)
    assert known.facts == (Fact("small_rooms", 3), Fact("messages", 2), Fact("reactions", 1), Fact("sessions", 1))
    assert known.as_data() == {
        "facts": [
            {"code": "small_rooms", "n": 3},
            {"code": "messages", "n": 2},
            {"code": "reactions", "n": 1},
            {"code": "sessions", "n": 1},
        ],
        "first_at": NOW,
        "last_at": NOW + 14 * DAY,
    }


def test_every_kind_has_words_and_nothing_has_none() -> None:
    found = [how_they_know_each_other({kind: 2}, NOW, NOW).facts for kind in Kind]
    assert all(len(facts) == 1 and facts[0].n == 2 and facts[0].code in FACT_CODES for facts in found)
    assert {facts[0].code for facts in found} == set(FACT_CODES)
    assert how_they_know_each_other({Kind.WROTE: 0}).facts == ()
    with pytest.raises(ValueError, match="times"):
        how_they_know_each_other({Kind.WROTE: -1})
    with pytest.raises(ValueError, match="before the first"):
        how_they_know_each_other({}, NOW, NOW - 1)
