"""Who may do nothing in a circle's live room tries all of it: a member, someone asked to leave, someone shut out."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from alongside.core import clock
from alongside.groups.circles import actions as circles
from alongside.live.topics import authorise
from alongside.people.models import Person
from alongside.rooms.tests.scene import Scene
from alongside.rooms.tests.test_circles import scene
from alongside.rooms.urls import urlpatterns
from tests.cast import Cast

__all__ = ["scene"]
FOR_HOSTS = {
    "lock", "admit", "turn-away", "remove", "ask-mute", "may-share", "end", "call-staff", "plan", "better", "shuffle",
    "move", "effects", "open", "discard", "extend", "close", "broadcast", "call", "visit",
}  # fmt: skip
FOR_ALL = {"enter", "leave", "way", "hand", "react", "share", "step-went", "chat", "answer", "step-out", "rejoin"}


def verbs() -> Iterator[str]:
    """What can be posted to a room."""
    for pattern in urlpatterns:
        path = str(pattern.pattern)
        if path.startswith("sessions/"):
            yield path.rpartition("/")[2]


def everything(it: Scene, cast: Cast, client: Any) -> dict[str, int]:
    """What each verb answers, with all that it could want."""
    wish = {"minutes": 10, "low": 2, "high": 2, "prompt": "", "locked": 1, "may": 1, "up": 1, "words": "Listen"}
    wish |= {"person": cast.groupmate.public_id, "round": 1, "room": 1, "yes": 1}
    found = {}
    for verb in sorted(FOR_HOSTS):
        answer = client.post(f"/sessions/{it.meeting.public_id}/{verb}", wish, headers={"Accept": "application/json"})
        found[verb] = answer.status_code
    return found


def told(it: Scene, cast: Cast) -> Any:
    state = it.state(cast.mentor)
    return {name: value for name, value in state.items() if name not in {"now", "heads"}}


@pytest.mark.parametrize("who", ["member", "third", "fourth", "newcomer", "outsider", "counselor", "director"])
def test_who_hosts_nothing_moves_nothing(scene: Scene, cast: Cast, client_of: Any, who: str) -> None:
    it, person = scene, cast.people[who]
    it.join(cast.mentor, cast.member, cast.groupmate, cast.third)
    client = client_of(person)
    if who == "third":
        circles.remove(it.meeting.circle, cast.third, "Please rest.", by=cast.mentor)
    if who == "fourth":
        Person.objects.filter(pk=person.pk).update(suspended_until=clock.now() + timedelta(days=1))
    before = told(it, cast)
    statuses = everything(it, cast, client)
    assert set(statuses.values()) <= {302, 401, 403, 404}, statuses
    assert told(it, cast) == before and it.room.ended_at is None
    if who != "member":
        topics = [f"{kind}:{it.meeting.public_id}" for kind in ("room", "room-staff")]
        person.refresh_from_db()
        assert authorise(person, topics) == {}
        for page in ("state", "room", "chat", "after", "plan", "attendance", "whereabouts"):
            assert client.get(f"/sessions/{it.meeting.public_id}/{page}").status_code in {302, 401, 403, 404}, page
    else:
        assert "room-staff" not in str(authorise(person, [f"room-staff:{it.meeting.public_id}"]))


def test_every_verb_of_a_room_is_tried() -> None:
    pages = {"", "room", "state", "after", "attendance", "attendance.csv", "whereabouts"}
    assert set(verbs()) - pages == FOR_HOSTS | FOR_ALL
