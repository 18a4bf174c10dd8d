"""The room of a circle: open while a host is in it, led by hosts, who learn nothing that comes from care data."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from alongside.boundaries.actions import keep_apart
from alongside.core import clock
from alongside.groups.circles import actions as circles
from alongside.groups.models import CircleRole, Meeting
from alongside.groups.tests.circle_scene import circle
from alongside.live import outbox
from alongside.people import actions as people
from alongside.people.models import Person
from alongside.rooms import ports
from alongside.rooms.actions import breakouts, entering, hosting
from alongside.rooms.models import Paging
from alongside.rooms.tests.scene import DOORS, STARTS, Scene
from tests.cast import Cast
from tests.event_fixtures import Writer, steady

Post = Callable[..., tuple[int, Any]]


@pytest.fixture
def scene(cast: Cast) -> Iterator[Scene]:
    """The doors of a meeting of Rosa's circle have just opened; Maya, Sam, Walt and Inés are in the circle."""
    it = Scene(cast)
    it.now = DOORS - timedelta(hours=4)
    with clock.reading(lambda: it.now):
        made = circle(cast, cast.member, cast.groupmate, cast.third, cast.fourth)
        it.meeting = Meeting.objects.select_related("circle", "program").filter(circle=made).earliest("starts_at")
        Meeting.objects.filter(pk=it.meeting.pk).update(starts_at=STARTS, ends_at=STARTS + timedelta(hours=1))
        it.meeting.refresh_from_db()
        it.now = DOORS
        yield it


def inside(it: Scene) -> set[str]:
    return set(it.room.attendees.filter(state="in").values_list("person__display_name", flat=True))


def test_it_opens_with_the_host_and_closes_kindly_without_one(scene: Scene, cast: Cast, settings: Any) -> None:
    it = scene
    it.enter(cast.member, cast.groupmate)
    assert inside(it) == set() and it.me(cast.member).state == "waiting"
    it.join(cast.mentor)
    assert inside(it) == {"Rosa Delgado", "Maya", "Sam"}  # who waited is in by themselves
    assert it.told(cast.member, "rooms.admitted")
    it.arrive(cast.member, cast.groupmate)
    it.join(cast.third)
    entering.leave(it.me(cast.mentor), by=cast.mentor)
    it.connected.pop(cast.mentor)
    told = it.events(f"room:{it.meeting.public_id}", "rooms.staffed")[-1]
    assert told == {"staffed": False, "closesAt": (it.now + timedelta(minutes=3)).isoformat()}
    assert it.state(cast.member)["room"]["closesAt"] == told["closesAt"]
    it.enter(cast.fourth)
    assert it.me(cast.fourth).state == "waiting"  # nobody more comes in meanwhile
    it.pass_time(178)
    assert inside(it) == {"Maya", "Sam", "Walt"}
    it.pass_time(4)
    assert inside(it) == set() and it.me(cast.member).state == "waiting" and it.room.ended_at is None
    assert it.told(cast.member, "rooms.host_gone") == [{"meeting": it.meeting.public_id}]
    it.join(cast.mentor)
    assert inside(it) == {"Rosa Delgado", "Maya", "Sam", "Walt", "Inés"}
    assert it.state(cast.member)["room"]["closesAt"] is None


def test_a_host_who_comes_back_in_time_keeps_it_open_also_its_small_rooms(scene: Scene, cast: Cast) -> None:
    it = scene
    it.join(cast.mentor, cast.member, cast.groupmate, cast.third, cast.fourth)
    round_ = it.open([cast.member, cast.groupmate], [cast.third, cast.fourth])
    it.drop(cast.mentor)  # a tunnel
    it.pass_time(120)
    it.join(cast.mentor)
    it.pass_time(120)
    assert len(it.rooms()) == 2
    entering.leave(it.me(cast.mentor), by=cast.mentor)
    it.connected.pop(cast.mentor)
    it.pass_time(185)
    round_.refresh_from_db()
    assert round_.phase == "closed" and it.rooms() == [] and inside(it) == set()


def test_a_member_who_was_asked_to_leave_does_not_come_in_with_the_host(scene: Scene, cast: Cast) -> None:
    it = scene
    it.join(cast.mentor, cast.member, cast.groupmate)
    entering.remove(it.me(cast.member), by=cast.mentor)
    entering.leave(it.me(cast.mentor), by=cast.mentor)
    it.enter(cast.member)
    it.join(cast.mentor)
    assert it.me(cast.member).state == "waiting"


def test_who_is_asked_to_co_host_leads_at_once(scene: Scene, cast: Cast) -> None:
    it = scene
    it.join(cast.mentor, cast.member, cast.groupmate)
    made = it.meeting.circle
    assert made is not None
    assert it.state(cast.member)["me"]["isHost"] is False and "staff" not in it.state(cast.member)
    circles.offer_role(made, cast.member, CircleRole.COHOST, by=cast.mentor)
    circles.accept_offer(made, cast.member, by=cast.member)
    assert it.state(cast.member)["me"]["isHost"] is True and "staff" in it.state(cast.member)
    entering.leave(it.me(cast.mentor), by=cast.mentor)
    it.connected.pop(cast.mentor)
    it.pass_time(200)
    assert inside(it) == {"Maya", "Sam"}
    circles.end_hosting(made, cast.member, by=cast.member)
    assert it.state(cast.member)["me"]["isHost"] is False
    assert it.state(cast.member)["room"]["closesAt"] is not None


def test_hosts_reshuffle_and_place_nobody_and_learn_no_reasons(scene: Scene, cast: Cast, post: Post) -> None:
    it = scene
    people.change_profile(cast.third, wants_familiar_face=True, by=cast.third)
    keep_apart(cast.member, cast.groupmate, why="a secret of theirs", by=cast.counselor)
    it.join(cast.mentor, cast.member, cast.groupmate, cast.third, cast.fourth)
    topic = f"room-staff:{it.meeting.public_id}"
    wish = {"minutes": 10, "low": 2, "high": 2, "prompt": ""}
    status, plan = post(cast.mentor, "plan", **wish)
    assert status == 200 and len(plan["rooms"]) == 2
    together = {cast.member.public_id, cast.groupmate.public_id}
    for _again in range(6):
        status, plan = post(cast.mentor, "shuffle", round=plan["round"])
        assert status == 200
        for room in plan["rooms"]:
            assert {seat["person"] for seat in room["seats"]} != together  # all rules hold, and none is told
    assert post(cast.mentor, "better", round=plan["round"])[0] == 200
    move = {"round": plan["round"], "person": cast.member.public_id, "room": 1}
    assert post(cast.mentor, "move", **move)[0] == 404 and post(cast.mentor, "effects", **move)[0] == 404
    assert post(cast.member, "plan", **wish)[0] == 404
    assert post(cast.mentor, "open", round=plan["round"])[0] == 200
    it.pass_time(11)
    assert len(it.rooms()) == 2
    entering.leave(it.me(cast.third), by=cast.third)
    it.connected.pop(cast.third)
    it.pass_time(6)
    it.sink.spoke(it.connected[cast.member][0], cast.member.public_id, 5000)
    it.pass_time(10)
    seen = [it.state(cast.mentor), plan, *(each.data for each in outbox.since(topic, 0).events)]
    text = json.dumps(seen)
    for secret in ("familiar", "warm", "new_to", "knows", "newPairs", "everyoneMeets", "apart", "guide", "secret"):
        assert secret not in text, secret
    assert set(find(seen, "reason")) == {json.dumps({"kind": "", "people": []})}
    assert set(find(seen, "summary")) == {"null"} and set(find(seen, "notYetHere")) == {"[]"}
    assert it.state(cast.mentor)["staff"]["talk"] == {} and not it.events(topic, "rooms.talk")


def find(value: Any, key: str) -> Iterator[str]:
    """Everything that stands under `key`, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key:
                yield json.dumps(inner)
            yield from find(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from find(inner, key)


def test_hosts_have_the_basics_and_staff_come_only_when_a_host_asks(scene: Scene, cast: Cast, post: Post) -> None:
    it = scene
    people.add_shift(
        cast.other_counselor, starts_at=DOORS - timedelta(hours=5), ends_at=DOORS + timedelta(hours=9), by=cast.director
    )
    it.join(cast.mentor, cast.member)
    it.pass_time(15 * 60)
    assert not Paging.objects.filter(why="on_call").exists()
    assert it.cast and _standing(it, cast.other_counselor) is None and _standing(it, cast.director) is None
    for verb, data in (
        ("lock", {"locked": 1}),
        ("ask-mute", {"person": cast.member.public_id}),
        ("lock", {"locked": 0}),
    ):
        assert post(cast.mentor, verb, **data)[0] == 200
        assert post(cast.member, verb, **data)[0] == 404
    assert post(cast.member, "call-staff")[0] == 404
    assert post(cast.mentor, "call-staff")[0] == 200
    assert [each.room for each in ports.pagings_for(cast.other_counselor)] == [it.room]
    it.join(cast.other_counselor)
    assert it.state(cast.other_counselor)["me"]["isStaff"] is True
    assert _standing(it, cast.director) is None
    hosting.end(it.room, by=cast.mentor)
    assert it.room.ended_at is not None


def _standing(it: Scene, person: Person) -> object:
    from alongside.rooms import access

    return access.find_standing(person, it.meeting.public_id)


def test_small_rooms_of_a_circle_are_planned_by_the_same_rules(scene: Scene, cast: Cast) -> None:
    it = scene
    it.join(cast.mentor, cast.member, cast.groupmate)
    round_ = breakouts.plan(it.room, breakouts.Wish(5, 2, 2), 1, by=cast.mentor)
    seated = {seat.person for seat in round_.seats.all()}
    assert seated == {cast.member, cast.groupmate}  # hosts visit, and take no seat


def test_fixtures_of_a_circle(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """rooms_circle: as Maya sees the hosts go and come; what begins for her with being a host is fetched anew."""
    steady(cast, monkeypatch)
    it = Scene(cast)
    it.now = DOORS - timedelta(hours=4)
    with clock.reading(lambda: it.now):
        made = circle(cast, cast.member, cast.groupmate)
        it.meeting = Meeting.objects.select_related("circle", "program").filter(circle=made).earliest("starts_at")
        Meeting.objects.filter(pk=it.meeting.pk).update(starts_at=STARTS, ends_at=STARTS + timedelta(hours=1))
        it.meeting.refresh_from_db()
        it.now = DOORS
        it.join(cast.mentor, cast.member, cast.groupmate)
        topics = [f"room:{it.meeting.public_id}", f"person:{cast.member.public_id}"]
        writer = Writer("rooms_circle", lambda: it.state(cast.member), topics)
        with writer.case("the only host goes"):
            entering.leave(it.me(cast.mentor), by=cast.mentor)
            it.connected.pop(cast.mentor)
        it.pass_time(2)
        with writer.case("and is back in time"):
            it.join(cast.mentor)
        with writer.case("someone else helps to host"):
            circles.offer_role(made, cast.groupmate, CircleRole.COHOST, by=cast.mentor)
            circles.accept_offer(made, cast.groupmate, by=cast.groupmate)
        writer.keep()
