"""Whatever people do, in whatever order: nobody sits with whom they are kept apart from, nobody stays alone, desired
state and rights agree, and a crash in the middle of anything leaves either all of it or nothing."""

import random
from datetime import timedelta

import pytest

from alongside.boundaries.actions import keep_apart
from alongside.core.errors import Refused
from alongside.live import outbox, topics
from alongside.people.models import Person
from alongside.rooms.actions import breakouts, entering, keeping, visiting
from alongside.rooms.models import AttendeeState, Encounter, Interval, Phase, Seat, SeatState
from alongside.rooms.state import state
from alongside.rooms.tests.scene import STARTS, Scene
from tests.cast import Cast

STEPS = 45


def seated_together(scene: Scene) -> dict[str, set[int]]:
    """Who should be in each small room now, staff left out."""
    found: dict[str, set[int]] = {}
    rows = scene.room.attendees.filter(state=AttendeeState.IN, is_staff=False)
    for key, person in rows.exclude(media_key=scene.room.public_id).values_list("media_key", "person_id"):
        found.setdefault(key, set()).add(person)
    return found


def check(scene: Scene, apart: list[tuple[Person, Person]]) -> None:
    rooms = seated_together(scene)
    for room in rooms.values():
        for one, other in apart:
            assert not {one.pk, other.pk} <= room
    round_ = scene.room.rounds.exclude(phase=Phase.CLOSED).first()
    assert not rooms or (round_ is not None and round_.phase in (Phase.OPEN, Phase.RETURNING))
    with_staff = set(scene.room.attendees.filter(state="in", is_staff=True).values_list("media_key", flat=True))
    for key, room in rooms.items():
        if len(room) == 1 and key not in with_staff:
            seat = Seat.objects.get(round=round_, person__in=room)
            assert seat.moves_at is not None or seat.state == SeatState.HELD, "alone, and nobody has noticed"
    for attendee in scene.room.attendees.select_related("person"):
        names = [f"media:{key}" for key in {scene.room.public_id, attendee.media_key, *rooms} if key]
        granted = set(topics.authorise(attendee.person, names))
        wanted = {f"media:{attendee.media_key}"} if attendee.state == AttendeeState.IN else set()
        assert granted == wanted
    open_leases = Interval.objects.filter(room=scene.room, left_at=None).values_list("person", "media_key")
    desired = dict(scene.room.attendees.values_list("person", "media_key"))
    assert all(desired[person] == key for person, key in open_leases)


def anything(scene: Scene, dice: random.Random, people: list[Person]) -> None:
    """One thing that someone might do now. A refusal is an answer too."""
    cast, person = scene.cast, dice.choice(people)
    me = scene.room.attendees.filter(person=person).first()
    is_in = me is not None and me.state == AttendeeState.IN
    round_ = scene.room.rounds.exclude(phase=Phase.CLOSED).first()
    act = dice.choice(
        ("enter", "enter", "leave", "drop", "return", "out", "rejoin", "visit", "move", "round", "time", "time")
    )
    if act == "enter" and not is_in:
        scene.join(person)
    elif act == "leave" and is_in:
        scene.connected.pop(person, None)
        entering.leave(scene.me(person), by=person)
    elif act == "drop" and person in scene.connected:
        scene.drop(person)
    elif act == "return" and is_in and person not in scene.connected:
        scene.arrive(person)
    elif act == "out" and is_in:
        visiting.step_out(scene.me(person), by=person)
    elif act == "rejoin" and is_in:
        visiting.rejoin(scene.me(person), by=person)
    elif act == "visit":
        smalls = list(round_.small_rooms.all()) if round_ else []
        visiting.visit(scene.me(cast.counselor), dice.choice([None, *smalls]), by=cast.counselor)
    elif act == "move" and round_ is not None:
        breakouts.move(round_, person, dice.choice([None, *round_.small_rooms.all()]), by=cast.counselor)
    elif act == "round":
        if round_ is None:
            breakouts.plan(scene.room, breakouts.Wish(dice.randint(1, 3), 2, 3), dice.randint(0, 9), by=cast.counselor)
        elif round_.phase == Phase.PLANNED:
            breakouts.open_round(round_, by=cast.counselor)
        elif dice.random() < 0.3:
            breakouts.close(round_, by=cast.counselor)
    elif act == "time":
        scene.follow()
        scene.pass_time(dice.choice((1, 6, 12, 26)))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_do(scene: Scene, cast: Cast, seed: int) -> None:
    dice = random.Random(seed)
    people = [*cast.roster, *scene.add("Bea", "Omar")]
    apart = [(people[0], people[1]), (people[1], people[2]), (people[3], people[5])]
    for one, other in apart:
        keep_apart(one, other, by=cast.counselor)
    scene.join(cast.counselor)
    for _ in range(STEPS):
        try:
            anything(scene, dice, people)
        except Refused as refused:
            assert str(refused.sentence)
        check(scene, apart)
    scene.follow()
    scene.pass_time(40)
    alone = [room for room in seated_together(scene).values() if len(room) == 1]
    visited = scene.room.attendees.filter(is_staff=True, state="in").exclude(media_key=scene.room.public_id).exists()
    assert not alone or visited
    scene.until(STARTS + timedelta(minutes=71))
    assert scene.room.ended_at is not None
    assert not Interval.objects.filter(left_at=None).exists()
    assert not scene.room.attendees.filter(state=AttendeeState.IN).exists()
    for encounter in Encounter.objects.all():
        assert (encounter.first_id, encounter.second_id) not in {tuple(sorted((a.pk, b.pk))) for a, b in apart}


@pytest.mark.parametrize("fails_at", [1, 4, 8])
def test_a_crash_in_the_middle_of_opening_moves_nobody_and_the_next_tick_moves_all(
    scene: Scene, cast: Cast, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    scene.join(cast.counselor, cast.member, cast.groupmate, cast.third, cast.fourth)
    breakouts.open_round(scene.plan([cast.member, cast.groupmate], [cast.third, cast.fourth]), by=cast.counselor)
    scene.pass_time(10, worker=False)
    publish, calls = outbox.publish, [0]

    def dies(*args, **kwargs) -> None:
        calls[0] += 1
        if calls[0] == fails_at:
            raise KeyboardInterrupt
        publish(*args, **kwargs)

    monkeypatch.setattr(outbox, "publish", dies)
    before = outbox.heads([f"room:{scene.meeting.public_id}", f"person:{cast.member.public_id}"])
    with pytest.raises(KeyboardInterrupt):
        keeping.tick(scene.room, by=keeping.CLOCK)
    assert scene.rooms() == [] and scene.room.rounds.get().phase == Phase.OPENING
    assert outbox.heads(before) == before
    assert not Seat.objects.filter(small_room__conversation__isnull=False).exists()
    keeping.tick(scene.room, by=keeping.CLOCK)
    assert len(scene.rooms()) == 2


def test_the_state_stays_cheap_while_small_rooms_are_open(
    scene: Scene, cast: Cast, django_assert_max_num_queries
) -> None:
    """Nine of them are for each of two chats, the session's and the small room's."""
    scene.join(cast.counselor, *cast.roster)
    scene.open([cast.member, cast.groupmate, cast.mentor], [cast.third, cast.fourth])
    visiting.call(scene.me(cast.member), scene.small_of(cast.member), by=cast.member)
    visiting.visit(scene.me(cast.counselor), scene.small_of(cast.member), by=cast.counselor)
    for person in (cast.member, cast.counselor):
        found, me = scene.standing(person), scene.me(person)
        with django_assert_max_num_queries(29):
            state(found, me)
