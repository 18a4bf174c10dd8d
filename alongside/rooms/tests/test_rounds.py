"""A round from plan to return: the countdown, late, dropped, alone, extended, closed early, killed."""

from datetime import timedelta

import pytest

from alongside.boundaries.actions import keep_apart
from alongside.core.errors import Refused
from alongside.rooms.actions import breakouts, entering, hosting, visiting
from alongside.rooms.models import AttendeeState, Encounter, Phase, SeatState
from alongside.rooms.tests.scene import STARTS, Scene
from tests.cast import Cast


@pytest.fixture
def four(scene: Scene, cast: Cast) -> Scene:
    """Maya, Sam, Walt and Inés are in, with Dana."""
    scene.join(cast.counselor, cast.member, cast.groupmate, cast.third, cast.fourth)
    return scene


@pytest.fixture
def two_rooms(four: Scene, cast: Cast) -> Scene:
    """Maya and Sam in one small room, Walt and Inés in the other."""
    four.open([cast.member, cast.groupmate], [cast.third, cast.fourth])
    return four


def test_everyone_moves_at_once_after_ten_seconds(four: Scene, cast: Cast) -> None:
    """Each is told privately where to and with whom; nobody moves before the countdown is over."""
    round_ = four.plan([cast.member, cast.groupmate], [cast.third, cast.fourth])
    breakouts.open_round(round_, by=cast.counselor)
    seat = four.state(cast.member)["me"]["seat"]
    assert seat["number"] == 1 and set(seat["people"]) == {cast.member.public_id, cast.groupmate.public_id}
    four.pass_time(9)
    assert four.rooms() == []
    four.pass_time(2)
    assert four.rooms() == [{"Inés", "Walt"}, {"Maya", "Sam"}]
    assert four.in_main() == {"Dana Ruiz"}
    placed = four.told(cast.member, "rooms.placed")[-1]
    assert placed["why"] == "opened" and placed["small"]["number"] == 1
    assert set(placed["small"]["people"]) == set(seat["people"])


def test_any_request_moves_people_when_the_worker_is_late(four: Scene, cast: Cast, post) -> None:
    round_ = four.plan([cast.member, cast.groupmate], [cast.third, cast.fourth])
    breakouts.open_round(round_, by=cast.counselor)
    four.pass_time(10, worker=False)
    assert four.rooms() == []
    assert post(cast.member, "react", reaction="nod") == (200, {})
    assert four.rooms() == [{"Inés", "Walt"}, {"Maya", "Sam"}]


def test_thirty_seconds_before_the_end_everyone_is_told(two_rooms: Scene, cast: Cast) -> None:
    ends = two_rooms.room.rounds.get().ends_at
    two_rooms.until(ends - timedelta(seconds=29))
    assert two_rooms.state(cast.member)["room"]["round"]["phase"] == "returning"
    two_rooms.pass_time(31)
    assert two_rooms.rooms() == [] and len(two_rooms.in_main()) == 5
    assert two_rooms.told(cast.member, "rooms.placed")[-1]["why"] == "returned"
    assert two_rooms.state(cast.member)["room"]["round"] is None
    assert two_rooms.state(cast.counselor)["staff"]["plan"] is None


def test_who_met_whom_is_remembered(two_rooms: Scene, cast: Cast) -> None:
    """Seconds together come from presence, not from the plan."""
    two_rooms.until(two_rooms.room.rounds.get().ends_at + timedelta(seconds=2))
    pairs = {
        frozenset((each.first.display_name, each.second.display_name)): each.seconds
        for each in Encounter.objects.select_related("first", "second")
    }
    assert set(pairs) == {frozenset(("Maya", "Sam")), frozenset(("Walt", "Inés"))}
    assert all(590 <= seconds <= 601 for seconds in pairs.values())
    assert all(Encounter.objects.values_list("met", flat=True))


def test_a_moment_together_is_not_having_met(two_rooms: Scene, cast: Cast) -> None:
    """Under a minute, and under half the round: the seconds are kept, the pair counts as new."""
    two_rooms.pass_time(10)
    entering.leave(two_rooms.me(cast.groupmate), by=cast.groupmate)
    two_rooms.connected.pop(cast.groupmate)
    two_rooms.until(two_rooms.room.rounds.get().ends_at + timedelta(seconds=2))
    pair = Encounter.objects.get(first__in=[cast.member, cast.groupmate], second__in=[cast.member, cast.groupmate])
    assert pair.seconds <= 12 and not pair.met


def test_closed_early_in_thirty_seconds_and_asked_again_in_ten(two_rooms: Scene, cast: Cast) -> None:
    round_ = two_rooms.room.rounds.get()
    breakouts.close(round_, by=cast.counselor)
    round_.refresh_from_db()
    assert round_.phase == Phase.RETURNING and round_.ends_at == two_rooms.now + timedelta(seconds=30)
    breakouts.close(round_, by=cast.counselor)
    two_rooms.pass_time(11)
    assert two_rooms.rooms() == []


def test_extending_stops_the_countdown(two_rooms: Scene, cast: Cast) -> None:
    round_ = two_rooms.room.rounds.get()
    two_rooms.until(round_.ends_at - timedelta(seconds=20))
    breakouts.extend(round_, 5, by=cast.counselor)
    assert two_rooms.state(cast.member)["room"]["round"]["phase"] == "open"
    two_rooms.pass_time(60)
    assert len(two_rooms.rooms()) == 2


def test_a_reload_lands_in_the_same_small_room(two_rooms: Scene, cast: Cast) -> None:
    before = two_rooms.small_of(cast.member)
    two_rooms.drop(cast.member)
    assert two_rooms.seat(cast.member).state == SeatState.HELD
    two_rooms.pass_time(15)
    assert two_rooms.state(cast.member)["me"]["mediaKey"] == before.public_id
    two_rooms.arrive(cast.member)
    assert two_rooms.seat(cast.member).state == SeatState.SEATED
    two_rooms.pass_time(60)
    assert two_rooms.small_of(cast.member) == before


def test_a_seat_is_held_twenty_seconds_then_who_is_alone_moves_with_notice(two_rooms: Scene, cast: Cast) -> None:
    two_rooms.drop(cast.member)
    two_rooms.pass_time(19)
    assert two_rooms.rooms() == [{"Inés", "Walt"}, {"Maya", "Sam"}]
    two_rooms.pass_time(2)
    assert two_rooms.me(cast.member).state == AttendeeState.OUT
    notices = two_rooms.state(cast.groupmate)["small"]["notices"]
    assert notices[0]["person"] == cast.groupmate.public_id and notices[0]["to"] == 2
    two_rooms.pass_time(3)
    assert {"Sam"} in two_rooms.rooms()
    two_rooms.pass_time(2)
    assert two_rooms.rooms() == [{"Inés", "Sam", "Walt"}]
    assert two_rooms.told(cast.groupmate, "rooms.placed")[-1]["why"] == "alone"


def test_who_comes_back_late_is_seated_again(two_rooms: Scene, cast: Cast) -> None:
    two_rooms.drop(cast.member)
    two_rooms.pass_time(22)
    two_rooms.join(cast.member)
    two_rooms.pass_time(10)
    assert two_rooms.rooms() == [{"Inés", "Walt"}, {"Maya", "Sam"}]
    assert two_rooms.state(cast.groupmate)["small"]["notices"] == []


def test_a_late_arrival_is_seated_at_once(two_rooms: Scene, cast: Cast) -> None:
    before = {frozenset(room) for room in two_rooms.rooms()}
    two_rooms.join(cast.mentor)
    after = {frozenset(room) for room in two_rooms.rooms()}
    assert len(after - before) == 1 and "Rosa Delgado" in next(iter(after - before))
    assert two_rooms.told(cast.mentor, "rooms.placed")[-1]["why"] == "late"


def test_a_newcomer_during_the_countdown_is_seated_too(four: Scene, cast: Cast) -> None:
    round_ = four.plan([cast.member, cast.groupmate], [cast.third, cast.fourth])
    breakouts.open_round(round_, by=cast.counselor)
    four.pass_time(5)
    four.join(cast.mentor)
    assert four.state(cast.mentor)["me"]["seat"] is not None
    four.pass_time(7)
    assert sum(len(room) for room in four.rooms()) == 5


def test_nobody_is_seated_with_whom_they_are_kept_apart_from(four: Scene, cast: Cast) -> None:
    """Late, alone, by hand, coming back: not once in a whole round."""
    keep_apart(cast.groupmate, cast.third, by=cast.counselor)
    keep_apart(cast.groupmate, cast.fourth, by=cast.counselor)
    four.open([cast.member, cast.groupmate], [cast.third, cast.fourth])
    four.drop(cast.member)
    four.pass_time(30)
    assert four.rooms() == [{"Inés", "Walt"}] and "Sam" in four.in_main()
    assert four.seat(cast.groupmate).state == SeatState.MAIN
    events = four.events(f"room-staff:{four.meeting.public_id}", "rooms.seat")
    assert {"person": cast.groupmate.public_id, "room": None, "state": "main"}.items() <= events[-1].items()
    with pytest.raises(Refused):
        visiting.rejoin(four.me(cast.groupmate), by=cast.groupmate)
    with pytest.raises(Refused) as refused:
        breakouts.move(four.room.rounds.get(), cast.groupmate, four.small_of(cast.third), by=cast.counselor)
    assert str(refused.value) == "That seat is not possible. Choose another room."
    four.join(cast.member)
    four.pass_time(2)
    for room in four.rooms():
        assert not ("Sam" in room and room & {"Walt", "Inés"})


def test_a_small_room_of_two_that_both_leave_ends_quietly(two_rooms: Scene, cast: Cast) -> None:
    two_rooms.drop(cast.member, cast.groupmate)
    two_rooms.pass_time(30)
    assert two_rooms.rooms() == [{"Inés", "Walt"}]


def test_when_everyone_has_left_the_round_is_over(two_rooms: Scene, cast: Cast) -> None:
    two_rooms.drop(cast.member, cast.groupmate, cast.third, cast.fourth)
    two_rooms.pass_time(25)
    assert two_rooms.room.rounds.get().phase == Phase.CLOSED


def test_two_people_one_leaves_the_other_returns_to_the_main_room(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor, cast.member, cast.groupmate)
    scene.open([cast.member, cast.groupmate])
    entering.leave(scene.me(cast.groupmate), by=cast.groupmate)
    scene.connected.pop(cast.groupmate)
    scene.pass_time(6)
    assert scene.in_main() == {"Dana Ruiz", "Maya"}
    assert scene.room.rounds.get().phase == Phase.CLOSED


def test_stepping_out_and_back(two_rooms: Scene, cast: Cast) -> None:
    two_rooms.join(cast.mentor)
    small = two_rooms.small_of(cast.mentor)
    visiting.step_out(two_rooms.me(cast.mentor), by=cast.mentor)
    two_rooms.follow()
    assert two_rooms.in_main() == {"Dana Ruiz", "Rosa Delgado"}
    two_rooms.pass_time(30)
    visiting.rejoin(two_rooms.me(cast.mentor), by=cast.mentor)
    assert two_rooms.small_of(cast.mentor) == small


def test_a_visit_takes_no_seat_and_keeps_company(two_rooms: Scene, cast: Cast) -> None:
    """While staff are with someone whose room emptied, they aren't moved away; when staff go, they are."""
    visiting.visit(two_rooms.me(cast.counselor), two_rooms.small_of(cast.member), by=cast.counselor)
    two_rooms.follow()
    entering.leave(two_rooms.me(cast.groupmate), by=cast.groupmate)
    two_rooms.connected.pop(cast.groupmate)
    two_rooms.pass_time(30)
    assert {"Dana Ruiz", "Maya"} in two_rooms.rooms()
    assert not two_rooms.room.rounds.get().seats.filter(person=cast.counselor).exists()
    visiting.visit(two_rooms.me(cast.counselor), None, by=cast.counselor)
    two_rooms.follow()
    two_rooms.pass_time(7)
    assert two_rooms.rooms() == [{"Inés", "Maya", "Walt"}]


def test_a_call_is_seen_by_staff_and_the_caller_until_it_is_answered(two_rooms: Scene, cast: Cast) -> None:
    small = two_rooms.small_of(cast.member)
    row = visiting.call(two_rooms.me(cast.member), small, by=cast.member)
    again = visiting.call(two_rooms.me(cast.member), small, by=cast.member)
    assert row.pk == again.pk
    assert two_rooms.state(cast.member)["small"]["call"]["answeredBy"] is None
    assert two_rooms.state(cast.groupmate)["small"]["call"] is None
    assert two_rooms.state(cast.counselor)["staff"]["calls"][0]["by"] == cast.member.public_id
    visiting.answer(row, two_rooms.me(cast.counselor), by=cast.counselor)
    call = two_rooms.state(cast.groupmate)["small"]["call"]
    assert call["answeredBy"] == cast.counselor.public_id and "by" not in call
    assert two_rooms.small_of(cast.counselor) == small


def test_a_broadcast_reaches_all_and_is_kept(two_rooms: Scene, cast: Cast) -> None:
    visiting.broadcast(two_rooms.room.rounds.get(), "Halfway. Leave room for one more voice.", by=cast.counselor)
    for person in (cast.member, cast.third):
        assert two_rooms.state(person)["room"]["broadcasts"][0]["text"].startswith("Halfway")


def test_a_move_by_hand_in_an_open_round_is_at_once(two_rooms: Scene, cast: Cast) -> None:
    two_rooms.join(cast.mentor)
    small = two_rooms.small_of(cast.mentor)
    other = next(each for each in two_rooms.room.rounds.get().small_rooms.all() if each.public_id != small.public_id)
    breakouts.move(two_rooms.room.rounds.get(), cast.mentor, other, by=cast.counselor)
    assert two_rooms.small_of(cast.mentor) == other


def test_ending_the_session_mid_round_ends_the_round(two_rooms: Scene, cast: Cast) -> None:
    two_rooms.pass_time(120)
    hosting.end(two_rooms.room, by=cast.counselor)
    assert two_rooms.rooms() == [] and two_rooms.room.rounds.get().phase == Phase.CLOSED
    assert Encounter.objects.filter(met=True).count() == 2
    assert not two_rooms.room.intervals.filter(left_at=None).exists()
    with pytest.raises(Refused):
        two_rooms.enter(cast.member)


def test_a_round_still_open_when_the_doors_close_is_ended(four: Scene, cast: Cast) -> None:
    four.until(STARTS + timedelta(minutes=55))
    four.open([cast.member, cast.groupmate], [cast.third, cast.fourth], minutes=60)
    four.until(STARTS + timedelta(minutes=70, seconds=2))
    assert four.room.ended_at is not None and four.room.rounds.get().phase == Phase.CLOSED


def test_the_gateway_is_killed_mid_round_and_everyone_is_back(two_rooms: Scene, cast: Cast) -> None:
    """Desired state stays through the crash: they reconnect to where they were."""
    before = two_rooms.rooms()
    people = list(two_rooms.connected)
    two_rooms.kill_gateway()
    two_rooms.pass_time(25)
    two_rooms.arrive(*people)
    two_rooms.pass_time(30)
    assert two_rooms.rooms() == before


def test_the_clock_run_twice_does_nothing_twice(two_rooms: Scene, cast: Cast) -> None:
    from alongside.rooms.actions import keeping

    two_rooms.until(two_rooms.room.rounds.get().ends_at - timedelta(seconds=1))
    two_rooms.pass_time(1, worker=False)
    keeping.tick(two_rooms.room, by=keeping.CLOCK)
    told = len(two_rooms.told(cast.member, "rooms.placed"))
    keeping.tick(two_rooms.room, by=keeping.CLOCK)
    keeping.tick(two_rooms.room, by=keeping.CLOCK)
    assert len(two_rooms.told(cast.member, "rooms.placed")) == told
    assert Encounter.objects.count() == 2


def test_a_round_that_was_over_before_anyone_noticed_moves_nobody(four: Scene, cast: Cast) -> None:
    round_ = four.plan([cast.member, cast.groupmate], [cast.third, cast.fourth], minutes=1)
    breakouts.open_round(round_, by=cast.counselor)
    four.pass_time(75, worker=False)
    four.kill_gateway()
    four.arrive(cast.member, cast.groupmate, cast.third, cast.fourth, cast.counselor)
    four.pass_time(1)
    assert four.rooms() == [] and four.room.rounds.get().phase == Phase.CLOSED
