"""The door shut for a while: a kind page, help and another look all the same, and everything as before afterwards."""

from datetime import timedelta

from alongside.core import clock
from alongside.live import outbox
from alongside.moderation import actions
from alongside.moderation.models import Step, Trouble
from alongside.people.actions_suspending import suspend
from tests.cast import Cast


def test_the_door_is_shut_and_help_is_not(cast: Cast, client_of) -> None:
    cast.program.on_call_line = "+1 555 0100"
    cast.program.save()
    assert cast.group
    me = client_of(cast.member)
    report = actions.report(cast.member, Trouble.UNWANTED, by=cast.third)
    until = clock.now() + timedelta(days=3)
    made = actions.decide(report, Step.SUSPEND, words="Please keep a distance.", until=until, by=cast.counselor)
    for address in ("/", "/groups/", f"/groups/{cast.group.public_id}/", "/me/", "/talk/", "/safety/mine/"):
        answer = me.get(address)
        assert answer.status_code == 403 and b"closed for now" in answer.content, address
    assert b"tel:+15550100" in me.get("/").content
    ticket = me.post(
        "/live/ticket", {"topics": []}, content_type="application/json", headers={"accept": "application/json"}
    )
    assert (ticket.status_code, ticket.json()) == (403, {"error": "suspended"})
    assert me.get("/help").status_code == 200 and me.get("/safety/decisions/").status_code == 200
    assert b"Please keep a distance." in me.get(f"/safety/decisions/{made.public_id}/").content
    assert me.post(f"/safety/decisions/{made.public_id}/appeal", {"words": "I didn’t."}).status_code == 302
    assert me.post("/care/help-call").status_code == 302
    topic = f"person:{cast.member.public_id}"
    assert any(event.kind == outbox.REVOKE for event in outbox.since(topic, 0).events)
    assert client_of(cast.groupmate).get("/").status_code == 200
    with clock.reading(until):
        assert me.get("/").status_code == 200  # nobody had to sign in again
    suspend(cast.member, None, by=cast.director)
    assert me.get(f"/groups/{cast.group.public_id}/").status_code == 200


def test_a_door_that_is_open_costs_nothing(cast: Cast, client_of, django_assert_max_num_queries) -> None:
    """It stands on the row that is read anyway."""
    me = client_of(cast.member)
    with django_assert_max_num_queries(3):
        me.get("/calendar")
