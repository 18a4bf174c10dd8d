"""What strangers and bored people might send: each gets a sentence, never a 500, and nothing changes."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from alongside.core.actions import SYSTEM
from alongside.groups import schedule
from alongside.groups.models import Meeting
from alongside.people import actions, actions_arriving
from alongside.people.models import Agreement, Invitation, OnCallShift
from alongside.rooms.tests.scene import Scene, post, scene
from tests.cast import Cast

__all__ = ["post", "scene"]
ON_CALL = "/program/on-call/"


@pytest.mark.parametrize("wanted", ["foo", "people:me", "//evil.test", "/\\evil.test", "javascript:alert(1)", "."])
def test_a_next_that_is_no_address_of_ours_leads_home(cast: Cast, client_of: Any, wanted: str) -> None:
    client = client_of(cast.member)
    for answer in (
        client.post("/agreements/", {"next": wanted}),
        client.post("/which-program/", {"next": wanted, "program": cast.program.public_id}),
    ):
        assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize("topic", ["\\ud800", "person:\\u0000", "room:\\n"])
def test_a_topic_that_no_column_holds_is_not_granted(cast: Cast, client_of: Any, topic: str) -> None:
    body = f'{{"topics": ["{topic}"]}}'
    answer = client_of(cast.member).post("/live/ticket", body, content_type="application/json")
    assert answer.status_code == 200 and answer.json()["granted"] == []


@pytest.mark.parametrize("path", ["/%0aX-Bad:1", "/%0d%0aX", "/%00", "//evil.test/", "/%5cevil.test"])
def test_coming_back_on_purpose_leads_nowhere_else(cast: Cast, client_of: Any, path: str) -> None:
    client = client_of(cast.member)
    client.cookies["away"] = "1"
    answer = client.get(f"{path}?back=1")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/") and not answer["Location"].startswith(("//", "/\\"))
    assert answer["Location"].isprintable()


@pytest.mark.parametrize("key", ["k" * 81, "a\u200bb"])
def test_a_key_that_cannot_be_one_is_a_sentence(cast: Cast, client_of: Any, key: str) -> None:
    client, texts = client_of(cast.director), Agreement.objects.count()
    person = {"email": "new@example.org", "display_name": "New", "role": "member", "language": "en", "key": key}
    answers = (
        client.post("/program/invite/", person),
        client.post("/program/agreements/new/consent/", {"title": "Consent", "body": "x" * 100, "key": key}),
    )
    for answer in answers:
        assert answer.status_code < 500 and "load the page again" in answer.content.decode()
    assert not Invitation.objects.exists() and Agreement.objects.count() == texts


def test_a_key_of_half_a_character_is_a_sentence(scene: Scene, cast: Cast, client_of: Any) -> None:
    scene.join(cast.member)
    answer = client_of(cast.member).post(
        f"/sessions/{scene.meeting.public_id}/hand",
        '{"up": 1, "key": "\\ud800"}',
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    assert answer.status_code in {409, 422} and answer.json()["error"]
    assert scene.me(cast.member).hand_at is None


def test_the_same_invitation_sent_twice_keeps_its_link(cast: Cast, client_of: Any) -> None:
    client = client_of(cast.director)
    person = {"email": "new@example.org", "display_name": "New", "role": "member", "language": "en", "key": "once"}
    client.post("/program/invite/", person)
    link = client.session["invitation_link"]
    client.post("/program/invite/", person)
    assert link and client.session["invitation_link"] == link and Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("9999-12-31T23:00", "9999-12-31T23:59"),
        ("0001-01-01T00:00", "0001-01-01T00:10"),
        ("9999-12-31T00:00", "0001-01-01T00:00"),
        ("2026-02-30T00:00", "x" * 5000),
    ],
)
def test_a_shift_at_the_ends_of_time_is_a_sentence(cast: Cast, client_of: Any, starts: str, ends: str) -> None:
    form = {"person": cast.counselor.public_id, "starts": starts, "ends": ends}
    assert client_of(cast.director).post(ON_CALL, form).status_code == 200
    assert not OnCallShift.objects.exists()


@pytest.mark.parametrize("minutes", ["0", "-1", "14", "241", "1" + "0" * 15, "9" * 400, "1e5", ""])
def test_a_length_that_no_session_has_is_a_sentence(scene: Scene, cast: Cast, client_of: Any, minutes: str) -> None:
    meeting = cast.group.meetings.order_by("starts_at")[1]
    form = {"day": "2026-12-02", "starts": "10:00", "minutes": minutes}
    answer = client_of(cast.counselor).post(f"/groups/meetings/{meeting.public_id}/move", form)
    assert answer.status_code == 422
    assert Meeting.objects.get(pk=meeting.pk).starts_at == meeting.starts_at


@pytest.mark.parametrize("until", ["00010101", "00010101T000000", "00010101T000000Z", "99991231T235959Z"])
def test_an_end_far_away_is_read(until: str) -> None:
    """At the ends of time a rule is one that ends too soon, ends late, or can't be read: never a crash."""
    try:
        found = schedule.coming(
            datetime(2026, 11, 24, 10), "Asia/Tokyo", f"FREQ=DAILY;UNTIL={until}", datetime(2026, 11, 24, tzinfo=UTC)
        )
    except schedule.RuleProblem as problem:
        assert str(problem)
    else:
        assert len(found) == (5 if until.startswith("9") else 0)


def test_a_flood_of_words_is_refused_before_it_is_read(scene: Scene, cast: Cast, client_of: Any) -> None:
    scene.join(cast.member)
    address = f"/conversations/{scene.room.conversation.public_id}/messages"
    body = json.dumps({"body": "x" * 3_000_000, "key": "a-long-one"})
    answer = client_of(cast.member).post(address, body, content_type="application/json")
    assert answer.status_code == 422 and "2,996,000 characters too long" in answer.json()["error"]


def test_an_old_invitation_never_opens_someone_elses_place(cast: Cast, client_of: Any) -> None:
    """Sent again from a stale page after the person came in, a link would hand their place to whoever holds it."""
    first = actions_arriving.invite_person(cast.program, email="n@example.org", display_name="Nel", by=cast.director)
    second = actions_arriving.invite_again(first, by=cast.director)
    account = actions.create_account("n@example.org", by=SYSTEM)
    person = actions_arriving.accept_invitation(
        second, account=account, display_name="Nel", adult=True, by=second.person
    )
    client = client_of(cast.director)
    client.post(f"/program/invitations/{first.public_id}/again")
    assert "invitation_link" not in client.session
    assert Invitation.objects.filter(used_at=None, withdrawn_at=None).count() == 0
    person.refresh_from_db()
    assert person.account == account


def test_sending_an_invitation_again_ends_every_older_link(cast: Cast) -> None:
    first = actions_arriving.invite_person(cast.program, email="n@example.org", display_name="Nel", by=cast.director)
    actions_arriving.invite_again(first, by=cast.director)
    actions_arriving.invite_again(Invitation.objects.get(pk=first.pk), by=cast.director)
    assert Invitation.objects.filter(withdrawn_at=None).count() == 1


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize(
    "path", ["/groups/a%00b/", "/people/%00/picture", "/program/people/?q=%00", "/help?region=%00"]
)
def test_a_nul_in_an_address_is_a_sentence(cast: Cast, client_of: Any, path: str, accept: str) -> None:
    answer = client_of(cast.director).get(path, headers={"Accept": accept})
    assert answer.status_code == 400 and "Nothing was changed" in answer.content.decode()


@pytest.mark.parametrize("field", ["display_name", "usual_place", "a\0b"])
def test_a_nul_in_a_form_is_a_sentence(cast: Cast, client_of: Any, field: str) -> None:
    answer = client_of(cast.member).post("/me/", {"display_name": "Mo", "language": "en", field: "a\0b"})
    assert answer.status_code == 400 and "Nothing was changed" in answer.content.decode()
    cast.member.refresh_from_db()
    assert cast.member.display_name == "Maya"


@pytest.mark.parametrize("path", ["/account/login/", "/me/picture", "/help"])
def test_a_body_that_would_fill_the_disk_is_not_read(cast: Cast, client_of: Any, path: str) -> None:
    answer = client_of(cast.member).generic("POST", path, b"", CONTENT_LENGTH=str(50 * 1024**3))
    assert answer.status_code == 413 and "too much at once" in answer.content.decode()


def test_nobody_is_active_before_they_came_in(cast: Cast, client_of: Any) -> None:
    """The page offers no stage for someone invited; a post made by hand gets a sentence."""
    made = actions_arriving.invite_person(cast.program, email="n@example.org", display_name="Nel", by=cast.director)
    answer = client_of(cast.director).post(f"/program/people/{made.person.public_id}/", {"stage": "active"})
    assert answer.status_code == 200
    made.person.refresh_from_db()
    assert made.person.stage == "invited"
    actions.change_stage(made.person, "left", by=cast.director)
    assert made.person.stage == "left"
