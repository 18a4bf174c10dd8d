"""What the browser's reducers must agree with: the events of a session, and the state fetched again.

rooms_member: as Maya sees it · rooms_staff: as Dana, who leads, sees it · rooms_small: as Maya sees her small room
"""

import pytest

from alongside.live import outbox
from alongside.rooms.actions import breakouts, entering, hosting, visiting, ways
from alongside.rooms.models import Reaction, Way
from alongside.rooms.tests.scene import Scene
from tests.cast import Cast
from tests.event_fixtures import Writer, steady


@pytest.fixture
def same_ids(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids that don't change from run to run; asked for before the scene, so that its rows have them too."""
    steady(cast, monkeypatch)


@pytest.fixture
def there(same_ids: None, scene: Scene, cast: Cast) -> Scene:
    """Dana, Maya, Sam, Walt and Inés are in."""
    scene.join(cast.counselor, cast.member, cast.groupmate, cast.third, cast.fourth)
    scene.pass_time(5)
    return scene


def test_fixtures_of_a_member(there: Scene, cast: Cast) -> None:
    it = there
    topics = [f"room:{it.meeting.public_id}", f"person:{cast.member.public_id}"]
    writer = Writer("rooms_member", lambda: it.state(cast.member), topics)
    with writer.case("someone comes in"):
        it.join(cast.mentor)
    with writer.case("someone else changes their way, and so do I"):
        ways.change_way(it.me(cast.groupmate), Way.CAMERA, by=cast.groupmate)
        ways.change_way(it.me(cast.member), Way.HAND, by=cast.member)
    with writer.case("hands go up"):
        ways.raise_hand(it.me(cast.groupmate), by=cast.groupmate)
        it.pass_time(1)
        ways.raise_hand(it.me(cast.member), by=cast.member)
    with writer.case("staff lower my hand"):
        ways.lower_hand(it.me(cast.member), by=cast.counselor)
    with writer.case("a reaction changes nothing that stays"):
        ways.react(it.me(cast.third), Reaction.WITH_YOU, by=cast.third)
    with writer.case("the room is locked and I may share"):
        hosting.set_locked(it.room, True, by=cast.counselor)
        hosting.allow_sharing(it.me(cast.member), True, by=cast.counselor)
    with writer.case("I share, and am asked to mute"):
        hosting.share(it.me(cast.member), True, by=cast.member)
        hosting.ask_to_mute(it.me(cast.member), by=cast.counselor)
    with writer.case("staff leave, someone is left without"):
        entering.leave(it.me(cast.counselor), by=cast.counselor)
        it.connected.pop(cast.counselor)
    it.join(cast.counselor)
    round_ = it.plan([cast.member, cast.groupmate], [cast.third, cast.fourth, cast.mentor], prompt="urge-wave")
    with writer.case("small rooms are about to open"):
        breakouts.open_round(round_, by=cast.counselor)
    it.pass_time(9)
    with writer.case("they open"):
        it.pass_time(2)
    with writer.case("a sentence to all rooms, and more time"):
        visiting.broadcast(round_, "Halfway. Leave room for one more voice.", by=cast.counselor)
        breakouts.extend(round_, 2, by=cast.counselor)
    visiting.step_out(it.me(cast.mentor), by=cast.mentor)
    it.follow()
    with writer.case("my neighbour leaves and I join others"):
        entering.leave(it.me(cast.groupmate), by=cast.groupmate)
        it.connected.pop(cast.groupmate)
        it.pass_time(6)
    with writer.case("I step out and come back in"):
        visiting.step_out(it.me(cast.member), by=cast.member)
        it.follow()
        visiting.rejoin(it.me(cast.member), by=cast.member)
        it.follow()
    with writer.case("everyone is called back"):
        breakouts.close(round_, by=cast.counselor)
    with writer.case("and is back"):
        it.pass_time(31)
    writer.keep()


def test_fixtures_of_a_small_room(there: Scene, cast: Cast) -> None:
    it = there
    it.open([cast.member, cast.groupmate, cast.third], [cast.fourth, cast.mentor])
    small = it.small_of(cast.member)
    topics = [
        f"room:{it.meeting.public_id}",
        f"small:{small.public_id}",
        f"person:{cast.member.public_id}",
    ]
    writer = Writer("rooms_small", lambda: it.state(cast.member), topics)
    with writer.case("I ask the counselor to come"):
        call = visiting.call(it.me(cast.member), small, by=cast.member)
    with writer.case("she comes"):
        visiting.answer(call, it.me(cast.counselor), by=cast.counselor)
        it.follow()
    with writer.case("she goes again"):
        visiting.visit(it.me(cast.counselor), None, by=cast.counselor)
        it.follow()
    with writer.case("one leaves"):
        entering.leave(it.me(cast.third), by=cast.third)
        it.connected.pop(cast.third)
    with writer.case("another too: I am told that I will join others"):
        entering.leave(it.me(cast.groupmate), by=cast.groupmate)
        it.connected.pop(cast.groupmate)
    with writer.case("someone comes after all: I stay"):
        it.join(cast.groupmate)
    writer.keep()


def test_fixtures_of_staff(there: Scene, cast: Cast) -> None:
    it = there
    topics = [
        f"room:{it.meeting.public_id}",
        f"room-staff:{it.meeting.public_id}",
        f"person:{cast.counselor.public_id}",
    ]
    writer = Writer("rooms_staff", lambda: it.state(cast.counselor), topics)
    with writer.case("the door is closed and someone is nearly in"):
        hosting.set_locked(it.room, True, by=cast.counselor)
        it.enter(cast.mentor)
    with writer.case("she is let in"):
        entering.admit(it.me(cast.mentor), by=cast.counselor)
        it.arrive(cast.mentor)
    with writer.case("someone speaks"):
        topic, _ = it.connected[cast.member]
        it.sink.spoke(topic, cast.member.public_id, 2500)
        it.pass_time(10)
    with writer.case("someone leaves"):
        entering.leave(it.me(cast.mentor), by=cast.mentor)
        it.connected.pop(cast.mentor)
    with writer.case("a plan is proposed"):
        round_ = it.plan([cast.member, cast.groupmate], [cast.third, cast.fourth])
    with writer.case("someone who is planned for leaves and comes back"):
        entering.leave(it.me(cast.fourth), by=cast.fourth)
        it.connected.pop(cast.fourth)
    hosting.set_locked(it.room, False, by=cast.counselor)
    it.join(cast.fourth)
    with writer.case("small rooms open"):
        breakouts.open_round(round_, by=cast.counselor)
        it.pass_time(11)
    with writer.case("someone comes late and is seated"):
        it.join(cast.mentor)
    with writer.case("a line is lost: the seat is held"):
        it.drop(cast.member)
    with writer.case("and is found again"):
        it.arrive(cast.member)
    with writer.case("a call for help"):
        call = visiting.call(it.me(cast.third), it.small_of(cast.third), by=cast.third)
    with writer.case("I go there"):
        visiting.answer(call, it.me(cast.counselor), by=cast.counselor)
        it.follow()
    with writer.case("I go back"):
        visiting.visit(it.me(cast.counselor), None, by=cast.counselor)
        it.follow()
    with writer.case("someone steps out"):
        visiting.step_out(it.me(cast.third), by=cast.third)
        it.follow()
    with writer.case("the round is closed early"):
        breakouts.close(round_, by=cast.counselor)
    with writer.case("everyone is back"):
        it.pass_time(31)
    writer.keep()


def test_fixtures_name_no_reason_to_members(there: Scene, cast: Cast) -> None:
    """What members can be told never carries a reason for a seat."""
    it = there
    it.open([cast.member, cast.groupmate], [cast.third, cast.fourth])
    for topic in (f"room:{it.meeting.public_id}", f"person:{cast.member.public_id}"):
        assert all("reason" not in str(event.data) for event in outbox.since(topic, 0).events)
