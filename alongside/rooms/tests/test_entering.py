"""Coming in, leaving, waiting, being asked to leave."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alongside.core.errors import Refused
from alongside.groups import actions as groups
from alongside.live import topics
from alongside.rooms.actions import entering, hosting
from alongside.rooms.actions.entering import Entry
from alongside.rooms.models import AttendeeState, Overheard, Way
from alongside.rooms.tests.scene import DOORS, HERE, STARTS, Scene
from tests.cast import Cast


def rights(scene: Scene, person) -> set[str]:
    key = scene.me(person).media_key
    wanted = [
        f"room:{scene.meeting.public_id}",
        f"room-staff:{scene.meeting.public_id}",
        f"media:{scene.room.public_id}",
        f"media:{key}" if key else "media:",
    ]
    return {name.partition(":")[0] for name in topics.authorise(person, wanted)}


def test_members_enter_before_the_start_without_staff(scene: Scene, cast: Cast) -> None:
    """Bonds form before: the doors are open ten minutes early, with or without staff."""
    scene.join(cast.member, cast.groupmate)
    state = scene.state(cast.member)
    assert [each["name"] for each in state["room"]["people"]] == ["Maya", "Sam"]
    assert state["room"]["staffed"] is False
    assert state["me"]["mediaKey"] == scene.room.public_id
    assert "staff" not in state


@pytest.mark.parametrize("early", [timedelta(seconds=1), timedelta(hours=3)])
def test_the_doors_open_ten_minutes_early_and_not_before(scene: Scene, cast: Cast, early: timedelta) -> None:
    scene.now = DOORS - early
    with pytest.raises(Refused):
        scene.enter(cast.member)


def test_after_the_end_one_enters_only_while_staff_are_there(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor)
    scene.until(STARTS + timedelta(minutes=62))
    scene.enter(cast.member)
    entering.leave(scene.me(cast.counselor), by=cast.counselor)
    with pytest.raises(Refused):
        scene.enter(cast.groupmate)


def test_nobody_enters_before_accepting_the_agreements(scene: Scene, cast: Cast) -> None:
    groups.add_to_roster(cast.group, cast.newcomer, by=cast.director)
    with pytest.raises(Refused):
        scene.enter(cast.newcomer)
    assert not scene.meeting.places.filter(person=cast.outsider).exists()


def test_a_clinical_session_asks_where_people_are(scene: Scene, cast: Cast) -> None:
    """Without place, number and confirmation a member isn't in; staff need none."""
    with pytest.raises(Refused) as refused:
        scene.enter(cast.member, entry=replace(HERE, confirmed=False))
    assert refused.value.field == "confirm"
    scene.enter(cast.counselor, entry=Entry(Way.VOICE, Overheard.NO))
    assert scene.me(cast.counselor).state == AttendeeState.IN


def test_who_can_be_overheard_only_types(scene: Scene, cast: Cast) -> None:
    scene.enter(cast.member, entry=replace(HERE, way=Way.CAMERA, overheard=Overheard.YES))
    assert scene.me(cast.member).way == Way.CHAT


def test_entering_twice_is_entering_once(scene: Scene, cast: Cast) -> None:
    scene.enter(cast.member)
    scene.enter(cast.member)
    assert len(scene.events(f"room:{scene.meeting.public_id}", "rooms.entered")) == 1


def test_while_locked_people_are_nearly_in_until_let_in(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor)
    hosting.set_locked(scene.room, True, by=cast.counselor)
    scene.enter(cast.member)
    assert scene.me(cast.member).state == AttendeeState.WAITING
    assert rights(scene, cast.member) == set()
    state = scene.state(cast.member)
    assert state["room"]["people"] == [] and state["chat"] is None
    assert [each["name"] for each in scene.state(cast.counselor)["staff"]["waiting"]] == ["Maya"]
    entering.admit(scene.me(cast.member), by=cast.counselor)
    assert scene.told(cast.member, "rooms.admitted")
    assert rights(scene, cast.member) == {"room", "media"}


def test_staff_pass_a_locked_door_and_so_does_who_lost_the_line(scene: Scene, cast: Cast) -> None:
    scene.join(cast.member, cast.counselor)
    hosting.set_locked(scene.room, True, by=cast.counselor)
    scene.drop(cast.member)
    scene.pass_time(21)
    assert scene.me(cast.member).state == AttendeeState.OUT and scene.me(cast.member).lapsed
    scene.enter(cast.member, entry=Entry())
    assert scene.me(cast.member).state == AttendeeState.IN
    assert scene.me(cast.member).way == Way.CHAT


def test_who_was_asked_to_leave_comes_back_only_when_let_in(scene: Scene, cast: Cast) -> None:
    scene.join(cast.member, cast.counselor)
    entering.remove(scene.me(cast.member), by=cast.counselor)
    assert scene.told(cast.member, "rooms.removed")
    assert rights(scene, cast.member) == set()
    scene.enter(cast.member)
    assert scene.me(cast.member).state == AttendeeState.WAITING
    entering.turn_away(scene.me(cast.member), by=cast.counselor)
    assert scene.me(cast.member).state == AttendeeState.REMOVED


def test_staff_are_not_removed(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor)
    with pytest.raises(Refused):
        entering.remove(scene.me(cast.counselor), by=cast.counselor)


def test_a_lost_place_ends_presence_at_once(scene: Scene, cast: Cast) -> None:
    scene.join(cast.member, cast.groupmate)
    groups.remove_from_roster(cast.group, cast.member, by=cast.director)
    assert scene.me(cast.member).state == AttendeeState.OUT
    assert [each["name"] for each in scene.state(cast.groupmate)["room"]["people"]] == ["Sam"]


def test_a_director_without_a_place_is_not_staff_of_the_session(scene: Scene, cast: Cast) -> None:
    from django.http import Http404

    scene.join(cast.counselor)
    with pytest.raises(Http404):
        scene.standing(cast.director)
    assert not topics.authorise(cast.director, [f"room-staff:{scene.meeting.public_id}"])


def test_the_state_costs_at_most_25_queries(scene: Scene, cast: Cast, django_assert_max_num_queries) -> None:
    scene.join(*cast.roster, cast.counselor)
    for person in (cast.member, cast.counselor):
        found, me = scene.standing(person), scene.me(person)
        with django_assert_max_num_queries(25):
            from alongside.rooms.state import state

            state(found, me)
