"""“I can’t come today”: one tap, no reason, the place is kept, whoever leads knows."""

import re
from datetime import timedelta
from typing import Any

import pytest

from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.groups import actions
from alongside.groups.models import Group, Meeting, Place
from alongside.groups.tests.scene import MONDAY, full_group
from alongside.live import outbox
from tests.cast import Cast

MORNING = MONDAY + timedelta(days=1)  # nine o'clock on the day of the first session, an hour before it


@pytest.fixture
def group(cast: Cast) -> Group:
    with clock.reading(MONDAY):
        return full_group(cast)


def first(group: Group) -> Meeting:
    return group.meetings.order_by("starts_at")[0]


def place_of(cast: Cast, group: Group, who: str = "member") -> Place:
    return Place.objects.get(meeting=first(group), person=getattr(cast, who))


def test_the_place_is_kept_and_staff_of_the_session_hear_it(cast: Cast, group: Group) -> None:
    with clock.reading(MORNING):
        actions.excuse(place_of(cast, group), by=cast.member)
        actions.excuse(place_of(cast, group), by=cast.member)
        actions.unexcuse(place_of(cast, group), by=cast.member)
    told = [each.data for each in outbox.since(f"person:{cast.counselor.public_id}", 0).events]
    ids = {"meeting": first(group).public_id, "person": cast.member.public_id}
    assert told == [ids | {"excused": True}, ids | {"excused": False}]
    assert place_of(cast, group).excused_at is None
    for other in (cast.groupmate, cast.director, cast.other_counselor):
        assert not outbox.since(f"person:{other.public_id}", 0).events


def test_it_works_until_the_end_and_not_after(cast: Cast, group: Group) -> None:
    meeting = first(group)
    with clock.reading(meeting.ends_at - timedelta(seconds=1)):
        assert actions.excuse(place_of(cast, group), by=cast.member).excused_at
    with clock.reading(meeting.ends_at), pytest.raises(Refused, match="over"):
        actions.unexcuse(place_of(cast, group), by=cast.member)


def test_whoever_leads_cannot_be_excused(cast: Cast, group: Group) -> None:
    with clock.reading(MORNING), pytest.raises(Refused, match="without you"):
        actions.excuse(place_of(cast, group, "counselor"), by=cast.counselor)


def test_a_place_lost_meanwhile_and_a_cancelled_session_get_a_sentence(cast: Cast, group: Group) -> None:
    place = place_of(cast, group)
    with clock.reading(MORNING):
        actions.cancel_meeting(first(group), "Snow.", by=cast.counselor)
        with pytest.raises(Refused, match="cancelled"):
            actions.excuse(place, by=cast.member)
        actions.remove_from_roster(group, cast.member, by=cast.counselor)
        with pytest.raises(Refused, match="no place"):
            actions.excuse(place, by=cast.member)


def test_one_tap_from_today_and_back(cast: Cast, group: Group, client_of: Any) -> None:
    client, url = client_of(cast.member), f"/groups/meetings/{first(group).public_id}"
    with clock.reading(MORNING):
        assert "I can’t come today" in client.get("/").content.decode()
        answer = client.post(f"{url}/excuse", {"next": "/"}, follow=True)
        page = answer.content.decode()
        assert "Your place is kept" in page and "I can come after all" in page and "I can’t come today" not in page
        leader = client_of(cast.counselor).get("/").content.decode()
        assert "Can’t come today:" in leader
        group_page = client.get(f"/groups/{group.public_id}/").content.decode()
        assert "I can come after all" in group_page
        client.post(f"{url}/unexcuse", {"next": "/"})
        assert "Can’t come today:" not in client_of(cast.counselor).get("/").content.decode()


@pytest.mark.parametrize("wanted", ["//evil.test", "javascript:alert(1)", "http://evil.test/"])
def test_it_leads_nowhere_else(cast: Cast, group: Group, client_of: Any, wanted: str) -> None:
    with clock.reading(MORNING):
        answer = client_of(cast.member).post(f"/groups/meetings/{first(group).public_id}/excuse", {"next": wanted})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_others_in_the_group_read_nothing_of_it(cast: Cast, group: Group, client_of: Any) -> None:
    """What a groupmate sees is the same before and after."""
    client = client_of(cast.groupmate)
    pages = ["/", f"/groups/{group.public_id}/"]

    def seen() -> list[str]:
        return [without_tokens(client.get(page).content.decode()) for page in pages]

    with clock.reading(MORNING):
        before = seen()
        actions.excuse(place_of(cast, group), by=cast.member)
        assert seen() == before


def without_tokens(page: str) -> str:
    """A page without what is drawn anew for each request."""
    page = re.sub(r'<meta name="csrf" content="[^"]*">', "", page)
    return re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"|nonce="[^"]*"', "", page)


def test_the_next_session_gets_a_familiar_face_once(cast: Cast, group: Group) -> None:
    second = group.meetings.order_by("starts_at")[1]
    with clock.reading(first(group).ends_at):
        given = actions.give_familiar_face(cast.member, by=SYSTEM)
        assert given is not None and given.meeting == second
        actions.give_familiar_face(cast.member, by=SYSTEM)
    assert Place.objects.filter(familiar_face=True).count() == 1
    with clock.reading(group.meetings.latest("starts_at").starts_at):
        assert actions.give_familiar_face(cast.member, by=SYSTEM) is None
