"""A newcomer in rooms: the hello with a mentor as host, the first session, the first small room of three."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.boundaries.actions import keep_apart
from alongside.engine.seating import model
from alongside.groups import actions as groups
from alongside.people.actions_arriving import accept_agreements
from alongside.people.arriving import actions as arriving
from alongside.people.models import Arrival, ArrivalStepKind, Person, StepState
from alongside.rooms import access, firsts
from alongside.rooms.actions import entering
from alongside.rooms.actions.entering import Entry
from alongside.rooms.models import Attendee, Overheard, Paging, Way
from alongside.rooms.state import state
from alongside.rooms.tests.scene import STARTS, Scene
from tests.cast import Cast, enroll

ENTRY = Entry(Way.CAMERA, Overheard.NO)


def open_step(person: Person, kind: str) -> bool:
    return bool(Arrival.objects.get(person=person).steps.get(kind=kind).state == StepState.OPEN)


@pytest.fixture
def newcomer(scene: Scene, cast: Cast) -> Person:
    """Noor, welcomed by Rosa (a mentor), agreements accepted, on the roster."""
    arriving.name_welcomer(cast.newcomer, cast.mentor, by=cast.director)
    arriving.begin(cast.newcomer, by=cast.newcomer)
    accept_agreements(cast.newcomer, list(cast.program.agreements.all()), by=cast.newcomer)
    groups.add_to_roster(cast.group, cast.newcomer, by=cast.director)
    return cast.newcomer


@pytest.fixture
def hello(scene: Scene, cast: Cast, newcomer: Person) -> Any:
    """A hello of the two, whose doors are open."""
    day = STARTS.date() + timedelta(days=1)
    begins = STARTS.replace(hour=20).time()
    offered = groups.offer_times(cast.mentor, day, begins, begins.replace(hour=21), by=cast.mentor)
    meeting = groups.book_hello(offered[0], newcomer, by=newcomer)
    scene.now = meeting.starts_at - timedelta(minutes=5)
    return meeting


def test_two_meet_with_a_mentor_as_host(scene: Scene, cast: Cast, newcomer: Person, hello: Any) -> None:
    """Nobody asks for whereabouts; the mentor is host here and nowhere else; once both are in, they have met."""
    one = entering.enter(access.standing(newcomer, hello.public_id), ENTRY, by=newcomer)
    assert one.state == "in" and not one.is_staff and open_step(newcomer, ArrivalStepKind.HELLO)
    standing = access.standing(cast.mentor, hello.public_id)
    host = entering.enter(standing, ENTRY, by=cast.mentor)
    assert standing.is_staff and host.state == "in" and host.is_staff
    assert not open_step(newcomer, ArrivalStepKind.HELLO) and not open_step(newcomer, ArrivalStepKind.DEVICES)
    assert not scene.standing(cast.mentor).is_staff
    seen = state(access.standing(newcomer, hello.public_id), Attendee.objects.get(pk=one.pk))
    assert seen["room"]["staffed"] and len(seen["room"]["people"]) == 2
    assert seen["room"]["meeting"]["title"] == "A short hello"


def test_a_newcomer_who_waits_alone_calls_the_welcomer_and_nobody_else(
    scene: Scene, cast: Cast, newcomer: Person, hello: Any
) -> None:
    from alongside.people import actions as people
    from alongside.rooms import duties

    people.add_shift(cast.counselor, starts_at=scene.now, ends_at=scene.now + timedelta(hours=8), by=cast.director)
    entering.enter(access.standing(newcomer, hello.public_id), ENTRY, by=newcomer)
    for minutes in (6, 9, 12):
        scene.now = hello.starts_at + timedelta(minutes=minutes)
        Attendee.objects.filter(person=newcomer).update(away_since=None)
        duties.keep_rooms()
    assert set(Paging.objects.values_list("person", flat=True)) == {cast.mentor.pk}


def test_coming_in_is_the_first_session(scene: Scene, cast: Cast, newcomer: Person, client_of: Any) -> None:
    page = client_of(newcomer).get(f"/sessions/{scene.meeting.public_id}/").content.decode()
    assert "You don’t have to introduce yourself" in page and "sits beside you" in page
    scene.join(newcomer)
    assert not open_step(newcomer, ArrivalStepKind.FIRST_SESSION)
    due = Arrival.objects.get(person=newcomer).steps.get(kind=ArrivalStepKind.NOTE_FIRST).due_at
    assert due == scene.meeting.ends_at + timedelta(hours=1)
    assert scene.state(newcomer)["me"]["beside"] == cast.mentor.public_id
    scene.join(cast.member)
    assert "beside" not in scene.state(cast.member)["me"]


def test_the_first_small_room_is_three_with_the_welcomer(scene: Scene, cast: Cast, newcomer: Person, post: Any) -> None:
    """Whatever sizes were asked for; the others sit by those. Looking longer and again keeps it."""
    more = scene.add("Bea", "Omar", "Lena")
    scene.join(cast.counselor, *cast.roster, *more, newcomer)
    status, plan = post(cast.counselor, "plan", minutes=10, low=3, high=4, key="p1")
    assert status == 200

    def room_of_newcomer(plan: Any) -> set[str]:
        rooms = [{seat["person"] for seat in room["seats"]} for room in plan["rooms"]]
        assert sorted(len(room) for room in rooms) == [3, 3, 3]
        return next(room for room in rooms if newcomer.public_id in room)

    assert cast.mentor.public_id in room_of_newcomer(plan)
    for _ in range(3):
        _status, plan = post(cast.counselor, "better", round=plan["round"])
        assert cast.mentor.public_id in room_of_newcomer(plan)
    _status, plan = post(cast.counselor, "shuffle", round=plan["round"])
    assert cast.mentor.public_id in room_of_newcomer(plan)


def test_pairs_or_fours_for_the_others_and_three_for_the_newcomer(
    scene: Scene, cast: Cast, newcomer: Person, post: Any
) -> None:
    more = scene.add("Bea")
    scene.join(cast.counselor, *cast.roster, *more, newcomer)  # seven
    for low, high, others in ((2, 2, [2, 2]), (4, 4, [4])):
        _status, plan = post(cast.counselor, "plan", minutes=10, low=low, high=high)
        sizes = {len(room["seats"]): room for room in plan["rooms"]}
        assert newcomer.public_id in {seat["person"] for seat in sizes[3]["seats"]}
        assert sorted(len(room["seats"]) for room in plan["rooms"]) == sorted([*others, 3])


def test_after_it_the_step_is_done_and_the_next_round_is_as_for_all(
    scene: Scene, cast: Cast, newcomer: Person, post: Any
) -> None:
    scene.join(cast.counselor, *cast.roster, newcomer)
    scene.until(STARTS)
    scene.open([newcomer, cast.mentor, cast.member], [cast.groupmate, cast.third, cast.fourth], minutes=2)
    scene.pass_time(140)
    assert scene.rooms() == [] and not open_step(newcomer, ArrivalStepKind.FIRST_BREAKOUT)
    _status, plan = post(cast.counselor, "plan", minutes=10, low=2, high=2)
    assert {len(room["seats"]) for room in plan["rooms"]} == {2}


def test_a_keep_apart_is_stronger_than_the_welcome(scene: Scene, cast: Cast, newcomer: Person, post: Any) -> None:
    keep_apart(newcomer, cast.mentor, why="They asked for it.", by=cast.counselor)
    scene.join(cast.counselor, *cast.roster, newcomer)
    _status, plan = post(cast.counselor, "plan", minutes=10, low=3, high=3)
    room = next(
        {seat["person"] for seat in room["seats"]}
        for room in plan["rooms"]
        if newcomer.public_id in {seat["person"] for seat in room["seats"]}
    )
    assert cast.mentor.public_id not in room
    assert "apart" not in json.dumps(plan)


def test_guides_stand_in_where_nobody_is_known(scene: Scene, cast: Cast, post: Any) -> None:
    """Without history: whoever asked for a familiar face sits with the mentor, and isn’t said to know them."""
    shy = enroll(cast.program, "Shy", "member", wants_familiar_face=True)
    groups.add_to_roster(cast.group, shy, by=cast.director)
    scene.join(cast.counselor, *cast.roster, shy)
    for seed in range(4):
        _status, plan = post(cast.counselor, "plan", minutes=10, low=3, high=3, key=f"seed-{seed}")
        seats = [seat for room in plan["rooms"] for seat in room["seats"]]
        room = next(room for room in plan["rooms"] if shy.public_id in {seat["person"] for seat in room["seats"]})
        assert cast.mentor.public_id in {seat["person"] for seat in room["seats"]}
        why = next(seat["reason"]["kind"] for seat in seats if seat["person"] == shy.public_id)
        assert why not in {"familiar_face", "knows"}


@settings(max_examples=60, deadline=None)
@given(
    count=st.integers(2, 14),
    guides=st.integers(0, 4),
    fresh=st.integers(0, 5),
    low=st.integers(2, 5),
    apart=st.sets(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=8),
)
def test_rooms_that_are_set_are_threes_with_one_guide(
    count: int, guides: int, fresh: int, low: int, apart: set[tuple[int, int]]
) -> None:
    """However many guides, newcomers and keep-aparts: nobody twice, nobody kept apart together, the rest can sit."""
    roles = ["peer" if one < guides else "member" for one in range(count)]
    pairs = frozenset((a, b) for a, b in apart if a < b < count)
    instance = model.Instance(
        id="x",
        members=tuple(model.Member(id=str(one), role=role) for one, role in enumerate(roles)),
        rounds=1,
        room_size=(low, low + 1),
        size_fallback=(max(2, low - 1), low + 2),
        absent=(frozenset(),),
        apart=pairs,
        guide=model.Guide(frozenset({"peer"}), False) if guides else None,
    )
    newcomers = dict.fromkeys(range(count - 1, max(guides, count - 1 - fresh), -1), 0 if guides else None)
    rooms = firsts.rooms_of_three(instance, newcomers)
    seated = [one for room in rooms for one in room]
    assert len(seated) == len(set(seated))
    for room in rooms:
        assert len(room) == 3 and sum(roles[one] == "peer" for one in room) == 1
        assert any(one in newcomers for one in room)
        assert not any((min(a, b), max(a, b)) in pairs for a in room for b in room if a != b)
    left = count - len(seated)
    assert not rooms or left == 0 or model.room_counts(left, *instance.sizes(left)[:2])
    found = firsts.plan(instance, rooms, moves=500, seed=1)
    if found.status == "ok":
        assert sorted(one for room in found.rounds[-1] for one in room) == list(range(count))
