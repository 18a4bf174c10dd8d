"""Nobody on staff in the room; who is asked to come; where people are; sharing, muting, talk."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail

from alongside.core.errors import Refused
from alongside.groups import actions as groups
from alongside.live import topics
from alongside.people.actions import add_shift
from alongside.rooms import duties, ports
from alongside.rooms.actions import entering, hosting, ways
from alongside.rooms.models import AttendeeState, NextStep, Paging, StepWent, Way
from alongside.rooms.tests.scene import STARTS, Scene
from tests.cast import Cast


def on_call(cast: Cast) -> None:
    """Ken is on call around the session."""
    began, ends = STARTS - timedelta(hours=1), STARTS + timedelta(hours=3)
    add_shift(cast.other_counselor, starts_at=began, ends_at=ends, by=cast.director)


def called(scene: Scene, person) -> list[str]:
    return [each["why"] for each in scene.told(person, "rooms.called")]


def test_without_staff_at_the_start_the_leader_is_called_then_who_is_on_call(scene: Scene, cast: Cast) -> None:
    on_call(cast)
    scene.join(cast.member)
    scene.until(STARTS - timedelta(seconds=1))
    assert not Paging.objects.exists()
    scene.until(STARTS + timedelta(seconds=2))
    assert called(scene, cast.counselor) == ["cofacilitator"]
    assert called(scene, cast.other_counselor) == []
    assert [row.room for row in ports.pagings_for(cast.counselor)] == [scene.room]
    scene.until(STARTS + timedelta(minutes=3, seconds=2))
    assert called(scene, cast.counselor) == ["cofacilitator"]
    assert called(scene, cast.other_counselor) == ["on_call"]


def test_who_is_called_from_the_rota_may_come_in_as_staff_and_is_on_record(scene: Scene, cast: Cast) -> None:
    from django.http import Http404

    with pytest.raises(Http404):
        scene.standing(cast.other_counselor)
    on_call(cast)
    scene.join(cast.member)
    scene.until(STARTS + timedelta(minutes=3, seconds=5))
    scene.join(cast.other_counselor)
    state = scene.state(cast.other_counselor)
    assert state["me"]["isStaff"] and state["room"]["staffed"]
    assert Paging.objects.get(person=cast.other_counselor).came_at is not None
    hosting.end(scene.room, by=cast.other_counselor)
    with pytest.raises(Http404):
        scene.standing(cast.other_counselor)


def test_an_empty_room_calls_nobody(scene: Scene, cast: Cast) -> None:
    scene.join(cast.member)
    entering.leave(scene.me(cast.member), by=cast.member)
    scene.connected.clear()
    scene.until(STARTS + timedelta(minutes=5))
    assert not Paging.objects.exists()


def test_letters_name_nobody_and_nothing(scene: Scene, cast: Cast, django_capture_on_commit_callbacks) -> None:
    scene.join(cast.member)
    scene.until(STARTS - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        scene.pass_time(2)
    for letter in django_mail.outbox:
        text = letter.subject + letter.body
        assert not any(word in text for word in ("Maya", "Dana", "Harbor", "Tuesday", "group", "therapy"))


def test_whereabouts_are_seen_by_staff_of_the_session_and_forgotten_after_it(
    scene: Scene, cast: Cast, client_of
) -> None:
    scene.join(cast.counselor, cast.member)
    url = f"/sessions/{scene.meeting.public_id}/whereabouts"
    page = client_of(cast.counselor).get(url)
    assert "12 Elm Street" in page.content.decode() and "no-store" in page["Cache-Control"]
    for person in (cast.member, cast.groupmate, cast.director, cast.other_counselor):
        assert client_of(person).get(url).status_code == 404
    assert "12 Elm" not in str(scene.state(cast.counselor)) + str(scene.events(f"room:{scene.meeting.public_id}"))
    scene.until(STARTS + timedelta(minutes=71))
    duties.forget_whereabouts()
    me = scene.me(cast.member)
    assert (me.place, me.phone) == ("", "") and me.place_confirmed_at is not None


def test_a_small_step_is_its_owners_alone(scene: Scene, cast: Cast, post) -> None:
    from dataclasses import replace

    from alongside.rooms.tests.scene import HERE

    scene.enter(cast.counselor)
    scene.enter(cast.member, entry=replace(HERE, step="say one thing"))
    assert post(cast.member, "step-went", went="did", next="larger") == (200, {})
    me = scene.me(cast.member)
    assert (me.step_went, me.next_step) == (StepWent.DID, NextStep.LARGER)
    assert "say one thing" not in str(scene.state(cast.counselor)) + str(scene.state(cast.member))
    with pytest.raises(Refused):
        ways.say_how_step_went(me, StepWent.DID, NextStep.SAME, by=cast.counselor)


def test_hands_stay_in_order_and_staff_may_lower_them(scene: Scene, cast: Cast, post) -> None:
    scene.join(cast.counselor, cast.member, cast.groupmate)
    post(cast.member, "hand", up=1)
    first = scene.me(cast.member).hand_at
    scene.pass_time(5)
    post(cast.member, "hand", up=1)
    assert scene.me(cast.member).hand_at == first
    assert post(cast.groupmate, "hand", up=0, person=cast.member.public_id)[0] == 404
    assert post(cast.counselor, "hand", up=0, person=cast.member.public_id) == (200, {})
    assert scene.me(cast.member).hand_at is None
    assert scene.told(cast.member, "rooms.hand_lowered")


def test_sharing_is_for_staff_and_whom_they_allow_one_at_a_time(scene: Scene, cast: Cast, post) -> None:
    scene.join(cast.counselor, cast.member)
    assert post(cast.member, "share", on=1)[0] == 409
    post(cast.counselor, "may-share", person=cast.member.public_id, may=1)
    assert post(cast.member, "share", on=1)[0] == 200
    assert post(cast.counselor, "share", on=1)[0] == 409
    scene.drop(cast.member)
    scene.pass_time(21)
    assert scene.state(cast.counselor)["room"]["sharer"] is None


def test_nobody_can_mute_another_only_ask(scene: Scene, cast: Cast, post) -> None:
    scene.join(cast.counselor, cast.member)
    assert post(cast.member, "ask-mute", person=cast.counselor.public_id)[0] == 404
    assert post(cast.counselor, "ask-mute", person=cast.member.public_id)[0] == 200
    assert scene.told(cast.member, "rooms.asked_to_mute")


def test_how_long_people_spoke_is_for_staff_only(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor, cast.member)
    topic, _ = scene.connected[cast.member]
    scene.sink.spoke(topic, cast.member.public_id, 4000)
    scene.sink.spoke(topic, cast.member.public_id, 1500)
    scene.pass_time(11)
    assert scene.state(cast.counselor)["staff"]["talk"][cast.member.public_id]["ms"] == 5500
    assert "5500" not in str(scene.state(cast.member))


def test_the_way_of_being_here_changes_at_any_moment(scene: Scene, cast: Cast, post) -> None:
    scene.join(cast.member, cast.groupmate)
    assert post(cast.member, "way", way="listening") == (200, {})
    assert scene.me(cast.member).way == Way.LISTENING
    assert post(cast.member, "way", way="shouting")[0] == 422
    assert post(cast.member, "react", reaction="💣")[0] == 422


def test_after_the_end_the_room_stays_while_staff_are_there(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor, cast.member)
    scene.until(STARTS + timedelta(minutes=65))
    assert scene.room.ended_at is None
    entering.leave(scene.me(cast.counselor), by=cast.counselor)
    scene.connected.pop(cast.counselor)
    scene.pass_time(2)
    assert scene.room.ended_at is not None
    assert scene.me(cast.member).state == AttendeeState.OUT
    assert not topics.authorise(cast.member, [f"room:{scene.meeting.public_id}", f"media:{scene.room.public_id}"])


def test_a_cancelled_session_ends(scene: Scene, cast: Cast) -> None:
    scene.join(cast.member)
    groups.cancel_meeting(scene.meeting, "Dana is ill.", by=cast.director)
    scene.pass_time(2)
    assert scene.room.ended_at is not None


def test_who_is_already_here_is_shown_only_of_who_allows_it(scene: Scene, cast: Cast) -> None:
    scene.join(cast.member, cast.groupmate)
    cast.groupmate.shows_when_here = False
    cast.groupmate.save()
    assert ports.who_is_here(scene.meeting, cast.third) == [cast.member]
    assert ports.who_is_here(scene.meeting, cast.member) == []
