"""The ticket names this person, and only what they may be on."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from alongside.core import clock
from alongside.live import outbox, tickets
from alongside.people import actions
from alongside.people.models import Person, Stage
from tests.cast import Cast

ClientOf = Callable[[Person | None], Client]


def ask(client: Client, topics: object) -> tuple[int, dict[str, object]]:
    response = client.post("/live/ticket", json.dumps({"topics": topics}), content_type="application/json")
    return response.status_code, response.json()


def test_a_person_gets_their_own_topic_and_nobody_elses(cast: Cast, client_of: ClientOf) -> None:
    """What isn't granted is left out, without saying why."""
    mine, theirs = f"person:{cast.member.public_id}", f"person:{cast.groupmate.public_id}"
    status, answer = ask(client_of(cast.member), [mine, theirs, "person:", "nonsense", "no:such"])
    assert status == 200
    assert answer["granted"] == [mine]
    ticket = tickets.check(str(answer["ticket"]), now=clock.now())
    assert ticket.person == cast.member.public_id
    assert set(ticket.grants) == {mine}
    assert str(answer["url"]).startswith("ws://testserver:")


def test_visitors_get_none(db: None, client_of: ClientOf) -> None:
    """A script is told so in its own language: 401."""
    assert ask(client_of(None), [])[0] == 401


@pytest.mark.parametrize("topics", [None, 7, "person:x", ["person:x"] * 51, {"a": 1}])
def test_rubbish_is_refused(cast: Cast, client_of: ClientOf, topics: object) -> None:
    """Anything but a short list of topics is 400."""
    assert ask(client_of(cast.member), topics)[0] == 400


@pytest.mark.parametrize("change", ["stage", "role", "sign_out"])
def test_a_lost_right_beats_the_ticket(cast: Cast, client_of: ClientOf, change: str) -> None:
    """Leaving, another role and signing out end the person's own subscription, also for tickets made before."""
    topic = f"person:{cast.member.public_id}"
    _, answer = ask(client_of(cast.member), [topic])
    grant = tickets.check(str(answer["ticket"]), now=clock.now()).grants[topic]
    if change == "stage":
        actions.change_stage(cast.member, Stage.LEFT, by=cast.director)
    elif change == "role":
        actions.change_role(cast.member, "mentor", by=cast.director)
    else:
        actions.sign_out(cast.member, by=cast.member)
    assert outbox.revoked_since(topic, grant.seq, cast.member.public_id)
    assert not outbox.revoked_since(topic, grant.seq, cast.groupmate.public_id)
