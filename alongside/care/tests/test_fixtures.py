"""What the browser is held to: every card that differs after an act was named by an event of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alongside.care import actions, queries
from alongside.care.events import own_topic
from alongside.care.models import Kind, Lane, Outcome
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.people.models import Person
from tests.cast import Cast
from tests.event_fixtures import Writer, steady

NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)  # noon in New York


def state(viewer: Person) -> dict[str, Any]:
    """What the lists of `viewer` show of each card that is for them."""
    viewer.refresh_from_db()
    cards = {*queries.mine(viewer), *(queries.everyones(viewer) if viewer.role == "director" else [])}
    return {
        "cards": {
            card.public_id: {
                "due": card.due_at.isoformat(),
                "owner": card.owner.public_id if card.owner else None,
                "taken": card.taken_at is not None,
                "reasons": [reason.kind for reason in card.reasons.all() if reason.settled_at is None],
            }
            for card in sorted(cards, key=lambda each: each.public_id)
        }
    }


@pytest.mark.django_db
def test_fixtures_of_the_desk(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cast.group
    steady(cast, monkeypatch)
    dana = Writer("care", lambda: state(cast.counselor), [own_topic(cast.counselor)])
    amara = Writer("care", lambda: state(cast.director), [own_topic(cast.director)])
    with clock.reading(NOON):
        with dana.case("someone was missed"):
            card = actions.open_reach_out(
                cast.member, Kind.ABSENCE, key="a:1", due_at=NOON + timedelta(hours=3), by=SYSTEM
            )
        with dana.case("one more reason"):
            actions.open_reach_out(cast.member, Kind.MORNING, key="m:1", due_at=NOON, words="Hello", by=cast.member)
        with dana.case("taken on"):
            actions.take(card, by=cast.counselor)
        with dana.case("a reason that no longer holds"):
            actions.settle("a:1", by=SYSTEM)
        with dana.case("handed on"):
            actions.hand_on(card, cast.other_counselor, by=cast.counselor)
        with amara.case("private, to the counselor alone, and passed up by them"):
            private = actions.open_reach_out(
                cast.groupmate,
                Kind.BETWEEN,
                key="b:1",
                due_at=NOON,
                lane=Lane.PRIVATE,
                owner=cast.other_counselor,
                by=cast.groupmate,
            )
            actions.hand_on(private, None, by=cast.other_counselor)
        with dana.case("a call for help when nobody is on call"):
            call = actions.call_for_help(cast.member, by=cast.member)
    with clock.reading(NOON + timedelta(minutes=6)), amara.case("nobody answered: the directors are told"):
        actions.escalate(call, by=SYSTEM)
    with clock.reading(NOON + timedelta(minutes=7)):
        with dana.case("the director is on it"):
            actions.take(call, by=cast.director)
        with amara.case("they talked"):
            actions.close(call, Outcome.TALKED, by=cast.director)
    dana.cases += amara.cases
    dana.keep()
