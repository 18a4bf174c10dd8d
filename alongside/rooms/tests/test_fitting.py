"""Where one more person fits: hard rules always, nobody left alone, least disturbance."""

from hypothesis import given
from hypothesis import strategies as st

from alongside.engine.seating.model import Guide, Instance, Member
from alongside.rooms import fitting


def instance(count: int, *, size: tuple[int, int] = (2, 3), **rules: object) -> Instance:
    guides = rules.pop("guides", ())
    members = tuple(Member(str(one), role="peer" if one in guides else "member") for one in range(count))
    return Instance("i", members, 1, size, absent=(frozenset(),), **rules)


def test_who_sits_alone_gets_company_first() -> None:
    assert fitting.best_room(instance(5), [[0, 1], [2]], 4, prefer=0) == 1


def test_a_former_room_is_kept() -> None:
    assert fitting.best_room(instance(5), [[0, 1], [2, 3]], 4, prefer=1) == 1


def test_full_rooms_hold_one_more_and_no_more() -> None:
    assert fitting.best_room(instance(9), [[0, 1, 2], [3, 4, 5]], 6) in (0, 1)
    assert fitting.best_room(instance(9), [[0, 1, 2, 7], [3, 4, 5, 8]], 6) is None


def test_who_may_sit_in_no_room_gets_none() -> None:
    apart = frozenset({(0, 4), (2, 4)})
    assert fitting.best_room(instance(5, apart=apart), [[0, 1], [2, 3]], 4) is None


def test_nobody_is_left_alone_by_a_move_but_places_can_be_changed() -> None:
    one = instance(4, size=(2, 2))
    rooms = [[0, 1], [2, 3]]
    assert not fitting.allowed(one, rooms, 0, 1)
    assert fitting.allowed(one, rooms, 0, 1, swap=2)
    assert fitting.best_swap(one, rooms, 0, 1) in (2, 3)


def test_the_only_guide_of_a_room_stays_where_every_room_needs_one() -> None:
    one = instance(6, guides=(0, 3), guide=Guide(frozenset({"peer"}), True))
    rooms = [[0, 1, 2], [3, 4, 5]]
    assert not fitting.allowed(one, rooms, 0, 1)
    assert fitting.allowed(one, rooms, 1, 1)
    assert fitting.allowed(one, rooms, 0, 1, swap=3)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Instance, list[list[int]], int]:
    count = draw(st.integers(4, 12))
    order = draw(st.permutations(range(count - 1)))
    cut = draw(st.integers(1, 4))
    rooms = [list(order[at : at + cut]) for at in range(0, count - 1, cut)]
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] < pair[1])
    apart = frozenset(draw(st.sets(pairs, max_size=12)))
    known = dict.fromkeys(draw(st.sets(pairs, max_size=12)), 1.0)
    return instance(count, apart=apart, familiarity=known), rooms, count - 1


@given(situations())
def test_nobody_is_seated_with_whom_they_are_kept_apart_from(situation: tuple[Instance, list[list[int]], int]) -> None:
    one, rooms, newcomer = situation
    place = fitting.best_room(one, rooms, newcomer)
    free = [k for k, room in enumerate(rooms) if len(room) < 4 and not apart(one, newcomer, room)]
    assert (place is None) == (not free) and (place is None or place in free)
    for mover in rooms[0]:
        for target in range(1, len(rooms)):
            if fitting.allowed(one, rooms, mover, target):
                assert not apart(one, mover, rooms[target]) and len(rooms[0]) != 2


@given(situations())
def test_reasons_do_not_depend_on_who_is_kept_apart(situation: tuple[Instance, list[list[int]], int]) -> None:
    from dataclasses import replace

    one, rooms, _ = situation
    assert fitting.reasons(one, rooms) == fitting.reasons(replace(one, apart=frozenset()), rooms)


def apart(one: Instance, person: int, room: list[int]) -> bool:
    return any((min(person, other), max(person, other)) in one.apart for other in room)
