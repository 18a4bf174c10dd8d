"""What someone might try in a session that isn't theirs, or isn't theirs any more."""

import json
from datetime import timedelta
from typing import Any

import pytest

from alongside.boundaries.actions import keep_apart
from alongside.core.models import AuditEntry
from alongside.groups import actions as groups
from alongside.live import outbox, topics
from alongside.people import actions as people
from alongside.people.models import Person
from alongside.rooms import access
from alongside.rooms.actions import breakouts, entering, hosting
from alongside.rooms.models import AttendeeState
from alongside.rooms.tests.scene import STARTS, Scene
from tests.cast import Cast

STAFF_ONLY = ("whereabouts", "waiting", "talk", "plan", "calls", "pagings", "expected", "kept", "apart", "reason")


def granted(person: Person, *names: str) -> set[str]:
    return set(topics.authorise(Person.objects.get(pk=person.pk), names))


def staff_topic(scene: Scene) -> str:
    return f"room-staff:{scene.meeting.public_id}"


def keys_of(value: Any) -> set[str]:
    """Every key in a JSON value, however deep."""
    if isinstance(value, dict):
        return set(value) | {key for each in value.values() for key in keys_of(each)}
    return {key for each in value for key in keys_of(each)} if isinstance(value, list) else set()


@pytest.fixture
def called(scene: Scene, cast: Cast) -> Person:
    """Someone on call who was asked to come to the session and is in it."""
    other = cast.other_counselor
    people.add_shift(
        other, starts_at=STARTS - timedelta(hours=1), ends_at=STARTS + timedelta(hours=2), by=cast.director
    )
    scene.join(cast.member)
    scene.until(STARTS + timedelta(minutes=4))
    scene.enter(other)
    assert scene.standing(other).is_staff
    return other


def test_who_was_asked_to_leave_cannot_slip_in_by_waiting_and_going(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor, cast.member)
    entering.remove(scene.me(cast.member), by=cast.counselor)
    for _ in range(2):
        scene.enter(cast.member)
        assert scene.me(cast.member).state == AttendeeState.WAITING
        entering.leave(scene.me(cast.member), by=cast.member)
    scene.enter(cast.member)
    entering.admit(scene.me(cast.member), by=cast.counselor)
    assert scene.me(cast.member).state == AttendeeState.IN
    entering.leave(scene.me(cast.member), by=cast.member)
    scene.enter(cast.member)
    assert scene.me(cast.member).state == AttendeeState.IN  # let in once, they come and go as everyone


def test_who_was_turned_away_waits_again_once_the_door_is_unlocked(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor)
    hosting.set_locked(scene.room, True, by=cast.counselor)
    scene.enter(cast.member)
    entering.turn_away(scene.me(cast.member), by=cast.counselor)
    scene.enter(cast.member)
    entering.leave(scene.me(cast.member), by=cast.member)
    hosting.set_locked(scene.room, False, by=cast.counselor)
    scene.enter(cast.member)
    assert scene.me(cast.member).state == AttendeeState.WAITING


def test_who_was_called_and_stops_working_here_is_out_at_once(scene: Scene, cast: Cast, called: Person) -> None:
    assert staff_topic(scene) in granted(called, staff_topic(scene))
    people.change_role(called, "member", by=cast.director)
    assert access.find_standing(Person.objects.get(pk=called.pk), scene.meeting.public_id) is None
    assert scene.me(called).state == AttendeeState.OUT
    assert not granted(called, staff_topic(scene), f"room:{scene.meeting.public_id}", f"media:{scene.room.public_id}")
    for topic in (staff_topic(scene), f"room:{scene.meeting.public_id}", f"media:{scene.room.public_id}"):
        assert outbox.revoked_since(topic, 0, called.public_id)


def test_who_no_longer_leads_hears_nothing_more_even_if_they_never_came(scene: Scene, cast: Cast) -> None:
    scene.join(cast.member)
    assert granted(cast.counselor, staff_topic(scene))
    groups.set_facilitators(cast.group, [cast.other_counselor], by=cast.director)
    assert outbox.revoked_since(staff_topic(scene), 0, cast.counselor.public_id)
    assert not granted(cast.counselor, staff_topic(scene))


def test_nobody_listens_to_a_room_days_ahead(scene: Scene, cast: Cast) -> None:
    """A subscription that is older than the room would outlast a place that is taken away before it."""
    assert not granted(cast.counselor, staff_topic(scene))


def test_a_former_leader_with_a_members_place_sees_what_members_see(scene: Scene, cast: Cast, client_of: Any) -> None:
    scene.join(cast.counselor, cast.member)
    groups.set_facilitators(cast.group, [cast.other_counselor], by=cast.director)
    people.change_role(cast.counselor, "member", by=cast.director)
    groups.add_to_roster(cast.group, Person.objects.get(pk=cast.counselor.pk), by=cast.director)
    answer = client_of(cast.counselor).get(f"/sessions/{scene.meeting.public_id}/state").json()
    assert "staff" not in answer and staff_topic(scene) not in answer["topics"]
    assert not answer["me"]["isStaff"] and not answer["me"]["mayShare"]


def test_a_key_is_good_for_one_session(scene: Scene, cast: Cast, client_of: Any) -> None:
    """Sent again in another session, the key of a plan would bring that plan, also to who may not see it any more."""
    other = groups.create_group(cast.program, name="Another", leaders=[cast.counselor], by=cast.director)
    groups.set_schedule(
        other,
        starts_local=STARTS.replace(tzinfo=None),
        time_zone="UTC",
        minutes=60,
        rule="FREQ=WEEKLY",
        by=cast.director,
    )
    second = other.meetings.get(starts_at=STARTS)
    scene.join(cast.counselor, cast.member, cast.groupmate)
    entering.enter(access.standing(cast.counselor, second.public_id), entering.Entry(), by=cast.counselor)
    wish = {"minutes": 5, "low": 2, "high": 3, "key": "one-key"}
    client = client_of(cast.counselor)

    def ask(meeting: str) -> Any:
        return client.post(f"/sessions/{meeting}/plan", wish, headers={"Accept": "application/json"})

    assert ask(scene.meeting.public_id).json()["round"] == ask(scene.meeting.public_id).json()["round"]
    groups.set_facilitators(cast.group, [cast.other_counselor], by=cast.director)
    answer = ask(second.public_id)
    assert answer.status_code == 409 and cast.member.public_id not in answer.content.decode()


@pytest.mark.parametrize("phase", ["planned", "opening", "open"])
def test_a_member_hears_nothing_of_plans_and_keep_aparts(scene: Scene, cast: Cast, client_of: Any, phase: str) -> None:
    """Neither in the state nor in any event of any topic they may be on."""
    scene.join(cast.counselor, cast.member, cast.groupmate, cast.third, cast.fourth)
    keep_apart(cast.member, cast.third, why="SECRET", by=cast.counselor)
    round_ = breakouts.plan(scene.room, breakouts.Wish(5, 2, 2), 1, by=cast.counselor)
    if phase != "planned":
        breakouts.open_round(round_, by=cast.counselor)
        scene.pass_time(11 if phase == "open" else 1)
    state = client_of(cast.member).get(f"/sessions/{scene.meeting.public_id}/state").json()
    assert not keys_of(state) & set(STAFF_ONLY) and "staff" not in state
    assert "SECRET" not in json.dumps(state)
    assert staff_topic(scene) not in granted(cast.member, *state["topics"], staff_topic(scene))
    for topic in state["topics"]:
        for event in outbox.since(topic, 0).events:
            assert event.kind not in {"rooms.plan", "rooms.seat", "rooms.talk", "rooms.call", "rooms.paged"}
            assert not keys_of(event.data) & set(STAFF_ONLY), (topic, event.kind)


def test_every_impossible_seat_reads_the_same(scene: Scene, cast: Cast, post: Any) -> None:
    """Kept apart, too full, no such room, with someone who sits elsewhere: one status, one sentence, no audit row."""
    extra = scene.add("Ada", "Ben")
    scene.join(cast.counselor, cast.member, cast.groupmate, cast.third, cast.fourth, *extra)
    keep_apart(cast.member, cast.third, by=cast.counselor)
    round_ = scene.plan([cast.member, cast.groupmate], [cast.third, cast.fourth, *extra], low=2, high=3)
    before = AuditEntry.objects.count()
    tries = (
        {"person": cast.member.public_id, "room": "2"},
        {"person": cast.groupmate.public_id, "room": "2"},
        {"person": cast.groupmate.public_id, "room": "99"},
        {"person": cast.fourth.public_id, "room": "1", "swap": cast.third.public_id},
        {"person": cast.fourth.public_id, "room": "2", "swap": cast.groupmate.public_id},
        {"person": cast.third.public_id, "room": "1"},
    )
    answers = {json.dumps(post(cast.counselor, "move", round=round_.public_id, **each)) for each in tries}
    assert len(answers) == 1 and "That seat is not possible" in answers.pop()
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", ["other_counselor", "director", "outsider", "newcomer"])
def test_who_has_no_place_is_granted_nothing(scene: Scene, cast: Cast, name: str) -> None:
    scene.join(cast.counselor, cast.member, cast.groupmate)
    scene.open([cast.member, cast.groupmate])
    small = scene.small_of(cast.member)
    assert small is not None
    wanted = [
        f"room:{scene.meeting.public_id}",
        staff_topic(scene),
        f"small:{small.public_id}",
        f"media:{small.public_id}",
        f"media:{scene.room.public_id}",
        f"conversation:{scene.room.conversation.public_id}",
        f"conversation:{small.conversation.public_id}" if small.conversation else "",
        f"person:{cast.member.public_id}",
        "media:",
        "small:",
        "room:",
        "",
    ]
    assert granted(cast.people[name], *wanted) == set()
