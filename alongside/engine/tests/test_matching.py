"""What pairs and assignments promise, against every possible choice on small cases."""

import itertools
import random
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.matching import Candidate, Option, assign, pair_up

Pair = tuple[int, int]


def every_matching(pairs: list[Pair]) -> Iterator[list[Pair]]:
    if not pairs:
        yield []
        return
    (a, b), *rest = pairs
    yield from every_matching(rest)
    for more in every_matching([pair for pair in rest if a not in pair and b not in pair]):
        yield [(a, b), *more]


@st.composite
def programs(draw: st.DrawFn) -> tuple[list[Candidate], list[Option]]:
    n = draw(st.integers(0, 8))
    people = [Candidate(id=10 + i, level=draw(st.integers(0, 3))) for i in range(n)]
    pairs = list(itertools.combinations([each.id for each in people], 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=11)) if pairs else []
    return people, [Option(a, b, draw(st.integers(1, 40)) / 4) for a, b in chosen]


@given(programs(), st.integers(0, 5), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_no_other_pairs_serve_the_worst_off_better_or_are_worth_more(
    program: tuple[list[Candidate], list[Option]], seed: int, shuffler: random.Random
) -> None:
    people, options = program
    level = {each.id: each.level for each in people}
    worth = {(each.a, each.b): each.worth for each in options}

    def value(pairs: list[Pair]) -> tuple[tuple[int, ...], float]:
        covered = [level[one] for pair in pairs for one in pair]
        return tuple(covered.count(each) for each in range(4)), sum(worth[pair] for pair in pairs)

    found = pair_up(people, options, seed=seed)
    pairs = [(each.a, each.b) for each in found.chosen]
    assert found.proven
    assert len({one for pair in pairs for one in pair}) == 2 * len(pairs)
    assert value(pairs) == max(value(each) for each in every_matching(list(worth)))
    assert found.served == {n: count for n in range(4) if (count := value(pairs)[0][n])}
    shuffled = shuffler.sample(options, len(options))
    assert pair_up(shuffler.sample(people, len(people)), shuffled, seed=seed) == found, "the order decides nothing"


def test_whoever_has_fewest_ties_goes_before_any_worth() -> None:
    people = [Candidate(1, 0), Candidate(2, 5), Candidate(3, 5), Candidate(4, 5)]
    options = [Option(1, 2, 0.01), Option(2, 3, 900.0), Option(1, 3, 0.02)]
    assert [(each.a, each.b) for each in pair_up(people, options).chosen] == [(1, 3)]


def test_too_many_options_are_thinned_and_that_is_said() -> None:
    people, options = crowd(60, 40)
    whole, thinned = pair_up(people, options), pair_up(people, options, most=150)
    assert whole.proven and not thinned.proven
    assert thinned.served[0] == whole.served[0]
    assert thinned.worth >= 0.9 * whole.worth


def test_equals_are_decided_by_the_seed_and_by_nothing_else() -> None:
    people = [Candidate(i, 0) for i in range(8)]
    options = [Option(a, b, 1.0) for a, b in itertools.combinations(range(8), 2)]
    answers = {seed: pair_up(people, options, seed=seed).chosen for seed in range(6)}
    assert all(pair_up(people, options, seed=seed).chosen == answer for seed, answer in answers.items())
    assert len(set(answers.values())) > 1


@pytest.mark.parametrize(
    ("people", "options"),
    [
        ([Candidate(1, 0), Candidate(1, 0)], []),
        ([Candidate(1, 0), Candidate(2, 0)], [Option(1, 1, 1.0)]),
        ([Candidate(1, 0), Candidate(2, 0)], [Option(1, 3, 1.0)]),
        *(([Candidate(1, 0), Candidate(2, 0)], [Option(1, 2, bad)]) for bad in (0.0, -1.0, float("nan"), float("inf"))),
    ],
)
def test_what_makes_no_sense_is_refused(people: list[Candidate], options: list[Option]) -> None:
    with pytest.raises(ValueError, match=r"twice|between|worth"):
        pair_up(people, options)


def test_sixty_people_take_well_under_a_second_and_a_thousand_seconds() -> None:
    """Measured with `make bench-matching`: 60 people 3 ms, 1,000 people with 10 options each 0.3 s, with 40 0.9 s."""
    for n, degree, limit in ((60, 40, 0.5), (1000, 10, 6.0)):
        people, options = crowd(n, degree)
        pair_up(people[:2], options[:0])
        started = time.process_time()
        assert pair_up(people, options).proven
        assert time.process_time() - started < limit


def crowd(n: int, degree: int, seed: int = 1) -> tuple[list[Candidate], list[Option]]:
    dice = random.Random(seed)
    people = [Candidate(i, dice.choices([0, 1, 2, 3], [1, 2, 3, 6])[0]) for i in range(n)]
    pairs = {(min(a, b), max(a, b)) for a in range(n) for b in dice.sample(range(n), degree // 2) if a != b}
    return people, [Option(a, b, dice.randrange(1, 1001) / 100) for a, b in sorted(pairs)]


@st.composite
def waiting(draw: st.DrawFn) -> tuple[list[int], list[int], list[Option], dict[int, int], int]:
    members = list(range(1, draw(st.integers(1, 5)) + 1))
    mentors = list(range(101, draw(st.integers(1, 3)) + 101))
    options = [Option(a, b, draw(st.integers(1, 30)) / 2) for a in members for b in mentors if draw(st.booleans())]
    capacity = {b: draw(st.integers(0, 2)) for b in mentors}
    return draw(st.permutations(members)), mentors, options, capacity, draw(st.integers(1, 3))


@given(waiting())
@settings(max_examples=150, deadline=None)
def test_as_many_as_can_be_have_a_place_kept_and_nobody_is_offered_the_same_twice(
    case: tuple[list[int], list[int], list[Option], dict[int, int], int],
) -> None:
    members, mentors, options, capacity, per_member = case
    found = assign(members, mentors, options, capacity, per_member=per_member)
    assert found == assign(members, mentors, options[::-1], capacity, per_member=per_member)
    assert [one for one in members if one in found] == list(found)
    for member, given_ in found.items():
        assert 1 <= len({each.b for each in given_}) == len(given_) <= per_member
        assert all(each in options and each.a == member and capacity[each.b] for each in given_)
        assert [each.worth for each in given_] == sorted((each.worth for each in given_), reverse=True)
    for mentor in mentors:
        times = sum(each.b == mentor for given_ in found.values() for each in given_)
        assert times <= capacity[mentor] * per_member
    # Everyone who could have a place at the same time has one among their offers, and those who come first go first.
    assert served(members, [each for given_ in found.values() for each in given_], capacity) == served(
        members, options, capacity
    )


def served(members: list[int], options: list[Option], capacity: dict[int, int]) -> tuple[int, ...]:
    """Whom places can be found for at once, those first in `members` first: tried one by one, all ways."""

    def fits(some: list[int]) -> bool:
        choices = [[each.b for each in options if each.a == one] for one in some]
        return any(
            all(seats.count(mentor) <= capacity[mentor] for mentor in set(seats))
            for seats in itertools.product(*choices)
        )

    chosen: list[int] = []
    for one in members:
        if fits([*chosen, one]):
            chosen.append(one)
    return tuple(chosen)


def test_equal_mentors_share_the_load_and_a_worth_can_outweigh_it() -> None:
    members, mentors = list(range(6)), [101, 102, 103]
    options = [Option(a, b, 3.0) for a in members for b in mentors]
    firsts = assign(members, mentors, options, dict.fromkeys(mentors, 6), per_member=1)
    load = [sum(each[0].b == mentor for each in firsts.values()) for mentor in mentors]
    assert load == [2, 2, 2]
    wished = [*options, Option(0, 101, 30.0), Option(1, 101, 30.0), Option(2, 101, 30.0)]
    firsts = assign(members, mentors, wished, dict.fromkeys(mentors, 6), per_member=1)
    assert [firsts[one][0].b for one in (0, 1, 2)] == [101, 101, 101]


def test_a_large_program_is_assigned_in_seconds() -> None:
    dice = random.Random(2)
    members, mentors = list(range(1000)), list(range(10_000, 10_120))
    options = [Option(a, b, dice.randrange(1, 900) / 100) for a in members for b in dice.sample(mentors, 20)]
    started = time.process_time()
    found = assign(members, mentors, options, {one: dice.randrange(0, 12) for one in mentors})
    assert time.process_time() - started < 6.0
    assert len(found) > 500


@pytest.mark.parametrize(
    ("options", "capacity"), [([Option(1, 9, 1.0)], {}), ([Option(1, 101, float("nan"))], {101: 1}), ([], {101: -1})]
)
def test_an_assignment_that_makes_no_sense_is_refused(options: list[Option], capacity: dict[int, int]) -> None:
    with pytest.raises(ValueError, match=r"between|worth|capacity"):
        assign([1], [101], options, capacity)
