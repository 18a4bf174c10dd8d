"""Conversations: acknowledged is stored, once, in order; read by those who were there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.conversations import actions, queries
from alongside.conversations.events import topic
from alongside.conversations.models import Conversation, Kind, Message
from alongside.conversations.queries import Place
from alongside.conversations.topics import on_conversation
from alongside.conversations.words import LONGEST, clean
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.live import outbox
from alongside.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def chat(cast: Cast) -> Conversation:
    with clock.reading(NOON):
        return actions.open_conversation(
            cast.program, Kind.SESSION, [cast.member, cast.groupmate, cast.counselor], by=SYSTEM
        )


def say(chat: Conversation, person: Person, body: str, key: str = "") -> Message:
    count = Message.objects.count()
    return actions.post_message(chat, body, by=person, key=key or f"key-{count:06}")


def bodies(chat: Conversation, **where: int) -> list[str]:
    return [message.body for message in queries.page(chat, Place(**where)).messages]


def test_messages_are_numbered_without_gaps_and_told_to_everyone_who_takes_part(cast: Cast, chat: Conversation) -> None:
    say(chat, cast.member, "Hello")
    with pytest.raises(Refused):
        say(chat, cast.groupmate, "  ")
    last = say(chat, cast.groupmate, "Hello to you")
    assert list(Message.objects.values_list("seq", flat=True)) == [1, 2]
    events = outbox.since(topic(chat), 0).events
    assert [event.seq for event in events] == [1, 2]
    assert events[1].data == {
        "id": last.public_id,
        "seq": 2,
        "author": cast.groupmate.public_id,
        "name": "Sam",
        "body": "Hello to you",
        "at": last.at.isoformat(),
        "key": last.key,
        "thread": "",
        "replies": 0,
        "quote": None,
        "mentions": [],
        "company": False,
        "edited": "",
        "gone": "",
        "reactions": {},
        "files": [],
        "waiting": None,
        "helped": False,
    }


def test_the_same_key_is_the_same_message_also_after_keys_are_forgotten(cast: Cast, chat: Conversation) -> None:
    from alongside.core.models import DoneOnce

    first = say(chat, cast.member, "Hello", "the-key-1")
    assert say(chat, cast.member, "Hello", "the-key-1") == first
    DoneOnce.objects.all().delete()
    assert say(chat, cast.member, "Hello", "the-key-1") == first
    assert say(chat, cast.groupmate, "Hello", "the-key-1") != first
    assert len(outbox.since(topic(chat), 0).events) == 2


def test_only_who_takes_part_writes(cast: Cast, chat: Conversation) -> None:
    with pytest.raises(Refused):
        say(chat, cast.third, "Let me in")
    actions.close_conversation(chat, by=SYSTEM)
    with pytest.raises(Refused):
        say(chat, cast.member, "Too late")
    assert not Message.objects.exists()


def test_who_left_reads_what_was_and_nothing_after(cast: Cast, chat: Conversation, client_of: ClientOf) -> None:
    say(chat, cast.member, "Before")
    actions.end_participation(chat, cast.groupmate, by=SYSTEM)
    say(chat, cast.member, "After")
    state = queries.state(chat, cast.groupmate)
    assert [message["body"] for message in state["messages"]] == ["Before"]
    assert not state["mayWrite"]
    page = client_of(cast.groupmate).get(f"/conversations/{chat.public_id}/").content.decode()
    assert "Before" in page and "After" not in page and '<form class="composer"' not in page
    listed = client_of(cast.groupmate).get(f"/conversations/{chat.public_id}/messages?after=0").json()
    assert [message["body"] for message in listed["messages"]] == ["Before"]
    with pytest.raises(Refused):
        say(chat, cast.groupmate, "One more thing")
    assert on_conversation(cast.groupmate, topic(chat)) is None
    assert outbox.revoked_since(topic(chat), 0, cast.groupmate.public_id)
    actions.add_participant(chat, cast.groupmate, by=SYSTEM)
    assert say(chat, cast.groupmate, "Back again").seq == 3


def test_who_never_took_part_learns_nothing(cast: Cast, chat: Conversation, client_of: ClientOf) -> None:
    say(chat, cast.member, "Between us")
    for stranger in (cast.third, cast.director, cast.outsider):
        client = client_of(stranger)
        for path in ("", "messages", "state"):
            assert client.get(f"/conversations/{chat.public_id}/{path}").status_code == 404
        body = {"body": "Hi", "key": "12345678"}
        assert client.post(f"/conversations/{chat.public_id}/messages", body).status_code == 404
        assert on_conversation(stranger, topic(chat)) is None
    assert queries.state(chat, cast.third)["messages"] == []
    assert on_conversation(cast.member, topic(chat)) is not None


def test_posting_answers_with_the_stored_message(cast: Cast, chat: Conversation, client_of: ClientOf) -> None:
    client = client_of(cast.member)
    url = f"/conversations/{chat.public_id}/messages"
    sent = {"body": "Hello", "key": "abcdefgh"}
    first = client.post(url, sent, content_type="application/json")
    again = client.post(url, sent)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert first.json()["seq"] == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ("{", ""),
        ("[" * 5000, ""),
        ('"words"', "body"),
        ("[1]", "body"),
        ('{"body": 7, "key": "abcdefgh"}', "body"),
        ('{"body": "Hello"}', "key"),
        ('{"body": "Hello", "key": "short"}', "key"),
        ('{"body": "Hello", "key": "' + "k" * 81 + '"}', "key"),
        ('{"body": "\\u0000\\u200b", "key": "abcdefgh"}', "body"),
        ('{"body": "\\ud800", "key": "abcdefgh"}', "body"),
        ('{"body": "' + "x" * (LONGEST + 1) + '", "key": "abcdefgh"}', "body"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_and_stores_nothing(
    cast: Cast, chat: Conversation, client_of: ClientOf, sent: str, field: str
) -> None:
    url = f"/conversations/{chat.public_id}/messages"
    answer = client_of(cast.member).generic("POST", url, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert answer.json()["error"]
    assert not Message.objects.exists()


def test_a_closed_conversation_answers_with_a_sentence(cast: Cast, chat: Conversation, client_of: ClientOf) -> None:
    actions.close_conversation(chat, by=SYSTEM)
    body = {"body": "Hello", "key": "abcdefgh"}
    answer = client_of(cast.member).post(f"/conversations/{chat.public_id}/messages", body)
    assert answer.status_code == 409
    assert "still read" in answer.json()["error"]


@pytest.mark.parametrize("query", ["before=x", "after=-1", "before=1e9", "before=2&after=1", "before=" + "9" * 40])
def test_a_broken_place_in_the_stream_is_a_sentence(
    cast: Cast, chat: Conversation, client_of: ClientOf, query: str
) -> None:
    answer = client_of(cast.member).get(f"/conversations/{chat.public_id}/messages?{query}")
    assert answer.status_code == 422


def test_the_plain_page_works_without_scripts(cast: Cast, chat: Conversation, client_of: ClientOf) -> None:
    client = client_of(cast.member)
    url = f"/conversations/{chat.public_id}/"
    assert client.post(url, {"body": "Hello", "key": "abcdefgh"}).status_code == 302
    assert "Hello" in client.get(url).content.decode()
    long = client.post(url, {"body": "x" * 5000, "key": "abcdefgi"})
    assert long.status_code == 422
    assert "1,000 characters too long" in long.content.decode()
    assert "x" * 5000 in long.content.decode()  # what was typed is kept


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(0, 23), limit=st.integers(1, 9))
def test_paging_either_way_shows_everything_once(cast: Cast, count: int, limit: int) -> None:
    chat = actions.open_conversation(cast.program, Kind.SESSION, [cast.member], by=SYSTEM)
    for number in range(count):
        actions.post_message(chat, f"Line {number}", by=cast.member, key=f"{chat.public_id}-{number}")
    everything = [f"Line {number}" for number in range(count)]
    page = queries.page(chat, limit=limit)
    back = [message.body for message in page.messages]
    while page.earlier:
        assert page.first_seq is not None
        page = queries.page(chat, Place(before=page.first_seq), limit=limit)
        back = [message.body for message in page.messages] + back
    assert back == everything
    page = queries.page(chat, Place(after=0), limit=limit)
    forth = [message.body for message in page.messages]
    while page.later:
        assert page.last_seq is not None
        page = queries.page(chat, Place(after=page.last_seq), limit=limit)
        forth += [message.body for message in page.messages]
    assert forth == everything


def test_a_state_costs_the_same_however_much_was_said(cast: Cast, chat: Conversation) -> None:
    """Four for the place and the messages, three for what hangs on them, two for what is the reader's alone."""
    costs = []
    for count in (2, 58):
        for number in range(count):
            last = say(chat, cast.member, f"Line {number}")
            actions.react(last, "warm", True, by=cast.groupmate)
        with CaptureQueriesContext(connection) as queried:
            state = queries.state(chat, cast.member)
        costs.append(len(queried))
    assert costs == [9, 9], [each["sql"] for each in queried]
    assert (len(state["messages"]), state["earlier"], state["head"], state["seq"]) == (50, True, 60, 120)


def test_posting_costs_a_fixed_number_of_queries(cast: Cast, chat: Conversation) -> None:
    with CaptureQueriesContext(connection) as queried:
        say(chat, cast.member, "Hello", "abcdefgh")
    assert len(queried) <= 12, [each["sql"] for each in queried]  # one of them so that it can be found


def test_words_are_sealed_at_rest(cast: Cast, chat: Conversation) -> None:
    say(chat, cast.member, "a secret word")
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM conversations_message")
        assert "secret" not in str(cursor.fetchone())


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_clean_words_cannot_disturb_what_stands_around_them(text: str) -> None:
    try:
        body = clean(text)
    except Refused:
        return
    assert clean(body) == body
    assert not set(body) & set("\x00\u202a\u202b\u202d\u202e\u2028\u2029\r")
    for line in body.split("\n"):
        depth = 0
        for char in line:
            depth += (char in "\u2066\u2067\u2068") - (char == "\u2069")
            assert depth >= 0
        assert depth == 0
    body.encode()


def test_markup_in_words_and_names_stays_words(cast: Cast, chat: Conversation, client_of: ClientOf) -> None:
    say(chat, cast.groupmate, "<script>alert(1)</script>\nsecond line")
    page = client_of(cast.member).get(f"/conversations/{chat.public_id}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_page_has_days_between_messages(cast: Cast, chat: Conversation, client_of: ClientOf) -> None:
    for day in range(3):
        with clock.reading(NOON + timedelta(days=day)):
            say(chat, cast.member, f"Day {day}")
            say(chat, cast.groupmate, f"Day {day} too")
    page = client_of(cast.member).get(f"/conversations/{chat.public_id}/").content.decode()
    assert page.count('class="day"') == 3
    assert bodies(chat, before=3) == ["Day 0", "Day 0 too"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time by itself")
def test_people_who_write_at_once_leave_no_gap_and_no_double() -> None:
    cast = make_cast()
    chat = actions.open_conversation(cast.program, Kind.SESSION, cast.roster, by=SYSTEM)

    def write(person: Person) -> None:
        try:
            for number in range(8):
                say(chat, person, f"{person.display_name} {number}", f"{person.public_id}-{number}")
                say(chat, person, f"{person.display_name} {number}", f"{person.public_id}-{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(cast.roster)) as pool:
        list(pool.map(write, cast.roster))
    count = 8 * len(cast.roster)
    assert list(Message.objects.values_list("seq", flat=True)) == list(range(1, count + 1))
    told = [event.data["seq"] for event in outbox.since(topic(chat), 0).events]
    assert told == list(range(1, count + 1))
    for person in cast.roster:
        mine = [message.body for message in Message.objects.filter(author=person)]
        assert mine == [f"{person.display_name} {number}" for number in range(8)]
