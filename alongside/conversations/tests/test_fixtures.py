"""What the browser's reducer must agree with: events and the state fetched again."""

from datetime import UTC, datetime

import pytest

from alongside.conversations import actions, queries
from alongside.conversations.events import topic
from alongside.conversations.models import Kind
from alongside.core import clock
from alongside.core.actions import SYSTEM
from tests.cast import Cast
from tests.event_fixtures import Writer, steady

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_fixtures_of_a_conversation(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    steady(cast, monkeypatch)
    with clock.reading(NOON):
        people = [cast.member, cast.groupmate, cast.counselor]
        chat = actions.open_conversation(cast.program, Kind.SESSION, people, by=SYSTEM)
        writer = Writer("conversations", lambda: queries.state(chat, cast.member), [topic(chat)])
        with writer.case("the first words"):
            actions.post_message(chat, "Good morning", by=cast.counselor, key="fixture-1")
        with writer.case("several at once, one's own among them"):
            actions.post_message(chat, "Hello\nto all of you", by=cast.member, key="fixture-2")
            actions.post_message(chat, "<b>Hello</b> & שלום", by=cast.groupmate, key="fixture-3")
            actions.post_message(chat, "👋🏽", by=cast.member, key="fixture-4")
        with writer.case("someone's part ends: an empty number for the others"):
            actions.end_participation(chat, cast.groupmate, by=SYSTEM)
        with writer.case("it is closed"):
            actions.close_conversation(chat, by=SYSTEM)
    writer.keep()
