"""What a running room follows: its session is moved, cancelled or brought back, and people are shown anew."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from alongside.core.errors import Refused
from alongside.groups import actions as groups
from alongside.live import outbox, topics
from alongside.people import actions as people
from alongside.people import actions_pictures
from alongside.people.models import Role
from alongside.rooms.actions import entering, hosting
from alongside.rooms.models import AttendeeState, Interval
from alongside.rooms.tests.scene import STARTS, Scene
from tests.cast import Cast
from tests.event_fixtures import Writer, steady


@pytest.fixture
def same_ids(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids that don't change from run to run; asked for before the scene, so that its rows have them too."""
    steady(cast, monkeypatch)


def room_events(scene: Scene, kind: str) -> list[dict]:
    return scene.events(f"room:{scene.meeting.public_id}", kind)


def test_fixtures_of_what_happens_outside(same_ids: None, scene: Scene, cast: Cast) -> None:
    """rooms_outside: as Dana sees it, who leads."""
    it = scene
    it.join(cast.counselor, cast.member, cast.groupmate)
    it.pass_time(5)
    writer = Writer(
        "rooms_outside",
        lambda: it.state(cast.counselor),
        [f"room:{it.meeting.public_id}", f"room-staff:{it.meeting.public_id}"],
    )
    with writer.case("someone who is in changes their name and pronouns"):
        people.change_profile(cast.member, display_name="May B.", pronouns="they/them", by=cast.member)
    with writer.case("so does someone who is expected"):
        people.change_profile(cast.fourth, display_name="Zoe", by=cast.fourth)
    hosting.set_locked(it.room, True, by=cast.counselor)
    it.enter(cast.third)
    with writer.case("so does someone who is nearly in"):
        people.change_profile(cast.third, display_name="Walter", by=cast.third)
    with writer.case("who leads the session gets another job, and leads it still"):
        people.change_role(cast.counselor, Role.DIRECTOR, by=cast.director)
    with writer.case("the session begins some minutes later"):
        groups.move_meeting(it.meeting, STARTS + timedelta(minutes=4), by=cast.counselor)
    writer.keep()


def test_a_picture_reaches_those_in_the_room(scene: Scene, cast: Cast, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    scene.join(cast.member, cast.groupmate)
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(out, "JPEG")
    actions_pictures.set_picture(cast.member, SimpleUploadedFile("x", out.getvalue()), by=cast.member)
    actions_pictures.remove_picture(cast.member, by=cast.member)
    shown = [each["card"]["picture"] for each in room_events(scene, "rooms.person_changed")]
    assert shown[0] and shown[1:] == [""]


def test_what_others_do_not_see_says_nothing(scene: Scene, cast: Cast) -> None:
    """Where someone lives, what they like, and the same name again: no event."""
    scene.join(cast.member)
    people.change_profile(
        cast.member,
        usual_place="Oak Road 3",
        hides_self_view=True,
        display_name=cast.member.display_name,
        by=cast.member,
    )
    assert room_events(scene, "rooms.person_changed") == []


def test_who_has_no_part_in_a_room_is_not_spoken_of_in_it(scene: Scene, cast: Cast) -> None:
    scene.join(cast.member)
    people.change_profile(cast.director, display_name="Amara", by=cast.director)
    for topic in (f"room:{scene.meeting.public_id}", f"room-staff:{scene.meeting.public_id}"):
        assert scene.events(topic, "rooms.person_changed") == []


def test_a_new_name_of_someone_nearly_in_is_for_staff_alone(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor, cast.member)
    hosting.set_locked(scene.room, True, by=cast.counselor)
    scene.enter(cast.groupmate)
    people.change_profile(cast.groupmate, display_name="Samuel", by=cast.groupmate)
    assert room_events(scene, "rooms.person_changed") == []
    told = scene.events(f"room-staff:{scene.meeting.public_id}", "rooms.person_changed")
    assert [each["card"]["name"] for each in told] == ["Samuel"]


def test_a_room_of_a_session_that_moves_far_away_empties(scene: Scene, cast: Cast, client_of) -> None:
    """Those inside are told and out at once; the page they come to says when; the room is there for them then."""
    scene.join(cast.counselor, cast.member)
    hosting.set_locked(scene.room, True, by=cast.counselor)
    scene.enter(cast.groupmate)
    later = STARTS + timedelta(days=1)
    groups.move_meeting(scene.meeting, later, by=cast.counselor)
    told = room_events(scene, "rooms.meeting_changed")
    assert [(each["closes"], each["session"]["startsAt"]) for each in told] == [(True, later.isoformat())]
    for person in (cast.counselor, cast.member, cast.groupmate):
        assert scene.me(person).state == AttendeeState.OUT
        assert not topics.authorise(person, [f"room:{scene.meeting.public_id}", f"media:{scene.room.public_id}"])
        page = client_of(person).get(f"/sessions/{scene.meeting.public_id}/room").content.decode()
        assert "This session was moved" in page
    assert not Interval.objects.filter(left_at=None).exists()
    scene.connected.clear()
    scene.now = later - timedelta(minutes=5)
    scene.meeting.refresh_from_db()
    scene.join(cast.counselor, cast.member)
    assert scene.in_main() == {"Dana Ruiz", "Maya"}


def test_a_room_whose_doors_stay_open_keeps_its_people(scene: Scene, cast: Cast, client_of) -> None:
    """So that nobody is sent away for some minutes; a reload finds the room, too."""
    scene.join(cast.counselor, cast.member)
    groups.move_meeting(scene.meeting, STARTS + timedelta(minutes=2), minutes=45, by=cast.counselor)
    told = room_events(scene, "rooms.meeting_changed")
    ends = STARTS + timedelta(minutes=47)
    assert [(each["closes"], each["session"]["endsAt"]) for each in told] == [(False, ends.isoformat())]
    scene.pass_time(5)
    assert scene.in_main() == {"Dana Ruiz", "Maya"}
    page = client_of(cast.member).get(f"/sessions/{scene.meeting.public_id}/room").content.decode()
    assert "<al-room" in page


def test_a_cancelled_session_tells_those_inside_before_it_ends(scene: Scene, cast: Cast, client_of) -> None:
    scene.join(cast.member)
    groups.cancel_meeting(scene.meeting, "Dana is ill.", by=cast.director)
    events = [each.kind for each in outbox.since(f"room:{scene.meeting.public_id}", 0).events]
    assert events.index("rooms.meeting_changed") < events.index("rooms.ended")
    assert room_events(scene, "rooms.meeting_changed")[0]["closes"] is True
    assert scene.me(cast.member).state == AttendeeState.OUT
    assert "Dana is ill." in client_of(cast.member).get(f"/sessions/{scene.meeting.public_id}/room").content.decode()


def test_a_session_that_is_brought_back_has_its_room_again(scene: Scene, cast: Cast) -> None:
    scene.join(cast.member)
    groups.cancel_meeting(scene.meeting, "By mistake.", by=cast.director)
    scene.connected.clear()
    scene.pass_time(2)
    with pytest.raises(Refused):
        scene.enter(cast.member)
    groups.restore_meeting(scene.meeting, by=cast.director)
    scene.pass_time(2)
    scene.join(cast.member, cast.counselor)
    state = scene.state(cast.member)
    assert state["me"]["state"] == "in" and state["room"]["ended"] is False and state["chat"]["mayWrite"] is True


def test_a_session_nobody_has_come_to_has_nothing_to_follow(scene: Scene, cast: Cast) -> None:
    groups.move_meeting(scene.meeting, STARTS + timedelta(days=1), by=cast.counselor)
    assert room_events(scene, "rooms.meeting_changed") == []


def test_a_session_that_was_ended_stays_so_when_it_is_cancelled(scene: Scene, cast: Cast) -> None:
    scene.join(cast.counselor, cast.member)
    hosting.end(scene.room, by=cast.counselor)
    ended = scene.room.ended_at
    scene.pass_time(5)
    groups.cancel_meeting(scene.meeting, "It was too short.", by=cast.director)
    assert scene.room.ended_at == ended


def test_the_planner_opens_in_the_room_and_nowhere_else(scene: Scene, cast: Cast, client_of) -> None:
    """A page of its own would let the planner's place lapse; who isn't in is led to the green room."""
    url = f"/sessions/{scene.meeting.public_id}/plan"
    assert client_of(cast.counselor).get(url)["Location"] == f"/sessions/{scene.meeting.public_id}/"
    scene.join(cast.counselor, cast.member)
    page = client_of(cast.counselor).get(url).content.decode()
    assert "<al-room" in page and " planning" in page and 'id="deck"' in page
    assert client_of(cast.member).get(url).status_code == 404
    room = client_of(cast.counselor).get(f"/sessions/{scene.meeting.public_id}/room").content.decode()
    assert " planning" not in room
    entering.leave(scene.me(cast.counselor), by=cast.counselor)
    assert client_of(cast.counselor).get(url).status_code == 302
