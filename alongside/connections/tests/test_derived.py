"""What is worked out about someone is theirs to read, to correct and to take away; and it tells of no cut."""

import json
from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from alongside.connections.actions import record
from alongside.connections.models import Correction, Kind, Standing, State, Wishes
from alongside.connections.recording import Fact
from alongside.connections.tests.test_around import DAY, NOON
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.people.models import Person
from tests.cast import Cast

ClientOf = Callable[[Person | None], Client]
URL = "/people/derived/"


def _scene(cast: Cast) -> None:
    me, other, third = cast.member.pk, cast.groupmate.pk, cast.third.pk
    facts = [
        Fact(Kind.WROTE, other, me, NOON - DAY, "said:1", private=True),
        Fact(Kind.WROTE, other, me, NOON - 2 * DAY, "said:2"),
        Fact(Kind.WROTE, me, third, NOON - DAY, "said:3", "pair:9", private=True),
        Fact(Kind.SMALL_ROOM, me, other, NOON - 3 * DAY, "met:1", amount=12),
        Fact(Kind.REACTED, me, third, NOON - DAY, "reacted:1", private=True),
    ]
    record(cast.program.pk, facts, by=SYSTEM)
    reasons = [
        {"code": "two_way", "facts": {"people": 2, "days": 14}},
        {"code": "no_answer_from", "facts": {"people": 1, "days": 14}},
    ]
    Standing.objects.create(
        person=cast.member, state=State.CONNECTED, since=NOON - DAY, score=0.1, reasons=reasons, judged_at=NOON
    )


def test_what_is_worked_out_is_said_to_them_alone(cast: Cast, client_of: ClientOf) -> None:
    _scene(cast)
    client = client_of(cast.member)
    with clock.reading(NOON):
        html = client.get(URL).content.decode()
        assert "You and others here are in touch with each other." in html
        assert "in touch with 2 people in 14 days" in html and "heard back" not in html
        assert "Wrote to you 2 times" in html and "One small room together" in html
        assert cast.third.display_name not in html, "what they sent alone shows nobody"
        answer = client.get(f"{URL}export.json")
        assert answer["Content-Disposition"].startswith("attachment") and "no-store" in answer["Cache-Control"]
        data = json.loads(answer.content)
        assert {row["with"] for row in data["came_to_you_or_together"]} == {cast.groupmate.display_name}
        assert data["what_you_did"] == [{"at": (NOON - DAY).isoformat(), "kind": "said"}]
        assert cast.third.display_name not in answer.content.decode() and cast.third.public_id not in str(data)
        others = client_of(cast.groupmate).get(URL).content.decode()
        assert "Nothing has been worked out" in others and "Wrote to you" not in others
        assert client_of(cast.counselor).get(URL).status_code == 404


def test_a_cut_changes_nothing_that_is_exported(cast: Cast, client_of: ClientOf) -> None:
    """What is sent to someone is on record as said to nobody where something cuts: the file reads the same."""
    said = Fact(Kind.WROTE, cast.member.pk, cast.third.pk, NOON, "said:8", "pair:9", private=True)
    unheard = Fact(Kind.POSTED, cast.groupmate.pk, None, NOON, "said:9", "pair:10", private=True)
    record(cast.program.pk, [said, unheard], by=SYSTEM)
    with clock.reading(NOON):
        mine, theirs = (client_of(each).get(f"{URL}export.json").content for each in (cast.member, cast.groupmate))
    assert mine == theirs


def test_wishes_and_corrections_hold_and_can_be_taken_back(cast: Cast, client_of: ClientOf) -> None:
    _scene(cast)
    client, me, other = client_of(cast.member), cast.member, cast.groupmate
    with clock.reading(NOON):
        client.post(URL, {"gets_suggestions": "on", "rhythm_days": "7", "goals": " sleep ,, back  to work"})
        kept = Wishes.objects.get(person=me)
        assert (kept.may_be_suggested, kept.gets_suggestions, kept.rhythm_days) == (False, True, 7)
        assert kept.goals == "sleep, back to work"
        assert client.post(URL, {"rhythm_days": "5"}).status_code == 422
        assert client.post(URL, {"goals": "x\x00" * 3}).status_code == 400
        for said in ("in_touch", "not_close", "not_close"):
            client.post(f"{URL}{other.public_id}/correct", {"said": said})
        row = Correction.objects.get()
        assert (row.person, row.other, row.code, row.until) == (me, other, "not_close", NOON + timedelta(weeks=8))
        assert "left out when your contacts are looked at" in client.get(URL).content.decode()
        assert f'data-person="{other.public_id}"' not in client.get("/people/").content.decode()
        client.post(f"{URL}{other.public_id}/correct", {"said": ""})
        assert not Correction.objects.exists()
        assert f'data-person="{other.public_id}"' in client.get("/people/").content.decode()
        client.post(f"{URL}enough", {"said": "enough"})
        client.post(f"{URL}enough", {"said": "enough"})
        assert Correction.objects.get().code == "enough" and "It holds until" in client.get(URL).content.decode()
        client.post(f"{URL}enough", {"said": ""})
        assert not Correction.objects.exists()
        for wrong in (me.public_id, cast.outsider.public_id, "nobody"):
            assert client.post(f"{URL}{wrong}/correct", {"said": "in_touch"}).status_code == 404
