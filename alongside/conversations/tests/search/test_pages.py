"""Filters, pages of what was found, and what they cost."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.conversations import actions
from alongside.conversations.models import Conversation, Kind, Message
from alongside.conversations.search.finding import PAGE, Question, find
from alongside.conversations.tests.search.asking import bodies, say
from alongside.core import clock
from alongside.core.actions import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_filters_and_their_edges(cast: Cast, chat: Conversation) -> None:
    """By part of a name, by place, by days on the reader's own clock; together, too."""
    other = actions.open_conversation(cast.program, Kind.CIRCLE, [cast.member, cast.third], by=SYSTEM)
    cast.member.time_zone = "America/Los_Angeles"
    days = {}
    for at in (
        datetime(2024, 2, 29, 12, tzinfo=UTC),
        datetime(2026, 3, 1, 7, 59, tzinfo=UTC),  # still February 28 in Los Angeles
        datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
        datetime(2026, 3, 4, 7, 59, tzinfo=UTC),  # March 3
        datetime(2026, 6, 1, 12, tzinfo=UTC),
    ):
        with clock.reading(at):
            days[at] = say(chat, f"Rain on {at:%m-%d %H:%M}", cast.groupmate).body
    first, feb, begins, ends, june = days.values()
    with clock.reading(datetime(2026, 6, 2, tzinfo=UTC)):
        say(other, "Rain elsewhere", cast.third)

        def found(**more: Any) -> list[str]:
            return bodies(cast.member, "rain", **more)

        assert found(since=date(2026, 3, 1), until=date(2026, 3, 3)) == [ends, begins]
        assert found(until=date(2026, 2, 28)) == [feb, first]
        assert found(since=date(2026, 3, 3)) == ["Rain elsewhere", june, ends]
        assert found(since=date(1, 1, 1), until=date.max) == ["Rain elsewhere", june, ends, begins, feb, first]
        assert found(since=date(2026, 3, 3), until=date(2026, 3, 1)) == found(since=date.max) == []
        assert found(until=date.min) == []
        assert found(place=other) == found(who="WALT") == found(who="wa") == ["Rain elsewhere"]
        assert found(who="sam", since=date(2026, 5, 1)) == [june]
        assert found(who="sam", place=other) == found(who="nobody") == found(who="al") == []
        assert found(who="%") == found(who="\u200b") == []


def test_pages_go_down_without_gaps_or_repeats(cast: Cast, chat: Conversation) -> None:
    said = [say(chat, f"Rain number {each}", cast.member).body for each in range(2 * PAGE + 3)]
    seen: list[str] = []
    before, pages = "", 0
    while pages == 0 or before:
        found = find(cast.groupmate, Question("rain", before=before))
        seen += [hit.message.body for hit in found.hits]
        before, pages = found.next, pages + 1
    assert seen == said[::-1] and pages == 3
    exactly = find(cast.groupmate, Question('rain "number 1"'))
    assert len(exactly.hits) == 1 and exactly.next == ""
    assert bodies(cast.groupmate, "rain", before="no-such-message") == seen[:PAGE]


def test_the_page(cast: Cast, chat: Conversation, client_of: Any) -> None:
    client = client_of(cast.member)
    for each in range(PAGE + 1):
        say(chat, f"Rain & <b>wind</b> {each}", cast.groupmate)
    empty = client.get("/talk/search/?q=rain&who=sam")
    assert b"<mark>" not in empty.content and b'value="sam"' in empty.content  # words in an address are nobody's
    page = client.post("/talk/search/", {"q": "rain wind"}).content.decode()
    newest = Message.objects.get(conversation=chat, seq=PAGE + 1)
    assert f'href="/conversations/{chat.public_id}/?around={newest.seq}#m{newest.seq}"' in page
    assert "<mark>Rain</mark> &amp; &lt;b&gt;<mark>wind</mark>&lt;/b&gt;" in page
    oldest_shown = Message.objects.get(conversation=chat, seq=2)
    assert f'name="before" value="{oldest_shown.public_id}"' in page
    older = client.post("/talk/search/", {"q": "rain wind", "before": oldest_shown.public_id})
    assert older.content.decode().count("<mark>Rain</mark>") == 1
    for fields, words in (
        ({"q": "snow"}, "Nothing was found"),
        ({"q": "…"}, "There is no word in that"),
        ({}, "find again"),
    ):
        assert words in client.post("/talk/search/", fields).content.decode()
    beside = actions.post_message(chat, "Hail", by=cast.member, key="beside-key-1", thread=newest)
    answer = client.post("/talk/search/", {"q": "hail"}).content.decode()
    assert f'href="/conversations/{chat.public_id}/messages/{beside.public_id}/"' in answer


def test_a_page_costs_a_fixed_number_of_queries(cast: Cast, chat: Conversation, client_of: Any) -> None:
    client = client_of(cast.member)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queried:
            assert client.post("/talk/search/", {"q": "rain"}).status_code == 200
        return len(queried)

    say(chat, "Rain", cast.groupmate)
    cost()
    first = cost()
    for each in range(PAGE - 2):
        more = actions.open_conversation(cast.program, Kind.GROUP, [cast.member], by=SYSTEM)
        say(more, f"Rain {each}", cast.member)
    assert cost() <= first + 2
