"""The Talk list, and the forum."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.conversations import actions
from alongside.conversations.access import get_part
from alongside.conversations.actions.forum import add_tag, close_topic, remove_tag, retag
from alongside.conversations.forum import topics_of
from alongside.conversations.models import Conversation, ForumTopic, Participant, WaitingPost
from alongside.conversations.talk import talk_of
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.live import outbox
from alongside.people.models import Person, Program, Role
from tests.cast import Cast, enroll

ClientOf = Callable[[Person | None], Client]


@pytest.fixture(autouse=True)
def no_limits_for_new_accounts(settings: Any) -> None:
    settings.NEW_ACCOUNT_DAYS = 0


def test_the_list_is_newest_first_in_pages_with_what_is_unread(cast: Cast) -> None:
    start = clock.now()
    chats = []
    for number in range(7):
        other = enroll(cast.program, f"Friend {number}", Role.MEMBER)
        with clock.reading(start + timedelta(minutes=number)):
            chats.append(actions.open_pair(cast.member, other, by=SYSTEM))
            actions.post_message(chats[-1], f"Words {number}", by=other, key=f"the-key-{number}")
    with clock.reading(start + timedelta(minutes=10)):
        actions.post_message(chats[2], "An answer", by=cast.member, key="an-answer")
    first = talk_of(cast.member, limit=3)
    assert [row.words for row in first.rows] == ["You: An answer", "Words 6", "Words 5"]
    assert [row.unread for row in first.rows] == [False, True, True] and not first.all_read
    second = talk_of(cast.member, before=first.next, limit=3)
    third = talk_of(cast.member, before=second.next, limit=3)
    shown = [row.id for page in (first, second, third) for row in page.rows]
    assert len(set(shown)) == 7 and third.next == ""
    for chat in chats:
        actions.mark_read(get_part(cast.member, chat.public_id), chat.head or 1, by=cast.member)
    assert talk_of(cast.member).all_read
    for nonsense in ("_", "x_1", "2026-01-01T00:00:00_1", "9" * 400, "2026-01-01T00:00:00+00:00_99999999999999999999"):
        assert talk_of(cast.member, before=nonsense).first or talk_of(cast.member, before=nonsense).rows == []


def test_the_page_costs_the_same_however_much_is_on_it(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.member)
    counts = []
    assert cast.group
    for number in range(3):
        topic = actions.open_topic(cast.program, f"Topic {number}", "Words", by=cast.member, key=f"the-key-{number}")
        actions.post_message(topic, "An answer", by=cast.groupmate, key=f"an-answer-{number}")
        actions.post_message(
            actions.open_pair(cast.member, enroll(cast.program, f"Friend {number}", Role.MEMBER), by=SYSTEM),
            "Hello",
            by=cast.member,
            key=f"hello-{number}",
        )
        asking = enroll(cast.program, f"Asking {number}", Role.MEMBER)
        actions.request_pair(cast.member, "May I?", by=asking, key=f"may-i-{number}")
        with CaptureQueriesContext(connection) as queried:
            page = client.get("/talk/")
        assert page.status_code == 200
        counts.append(len([each for each in queried if "django_session" not in each["sql"]]))
    assert len(set(counts)) == 1 and counts[0] <= 18, counts  # the list itself takes eleven
    text = page.content.decode()
    assert "Someone would like to write to you" in text and "Topic 2" in text and "Asking 1" in text


def test_empty_it_says_so_and_a_way_is_shown(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.fourth).get("/talk/").content.decode()
    assert "It is quiet here" in page and "/talk/care-team/" in page
    assert "Nothing has ended" in client_of(cast.fourth).get("/talk/?ended=1").content.decode()
    found = client_of(cast.fourth).get("/talk/new/?q=<i>x").content.decode()
    assert "Nobody of that name" in found and "<i>" not in found.split("<main")[1]


def test_writing_to_the_care_team_says_who_reads_it_and_by_when(cast: Cast, client_of: ClientOf) -> None:
    Program.objects.filter(pk=cast.program.pk).update(staffed_days="")
    assert cast.group
    client = client_of(cast.member)
    page = client.get("/talk/care-team/").content.decode()
    assert "Dana Ruiz" in page and "you have an answer" in page and "Nobody is at work right now" in page
    assert "If it can’t wait" in page
    empty = client.post("/talk/care-team/", {"body": "  ", "key": "the-key-0"})
    assert empty.status_code == 422 and not Conversation.objects.filter(about=cast.member).exists()
    there = client.post("/talk/care-team/", {"body": "May I ask something?", "key": "the-key-1"})
    line = Conversation.objects.get(about=cast.member)
    assert there.headers["Location"] == f"/conversations/{line.public_id}/"
    assert client.get("/talk/care-team/").headers["Location"] == there.headers["Location"]
    again = client.post("/talk/care-team/", {"body": "May I ask something?", "key": "the-key-1"})
    assert again.status_code == 302 and line.messages.count() == 1
    shown = client_of(cast.counselor).get(there.headers["Location"]).content.decode()
    assert "May I ask something?" in shown and "Maya and their care team read this" in shown


# --- The forum ---


def topic_of(cast: Cast, title: str = "Sleep, and the lack of it", by: Person | None = None) -> Conversation:
    return actions.open_topic(cast.program, title, "Awake since four.", by=by or cast.member, key=f"topic-{title}"[:80])


def test_the_whole_program_reads_a_topic_and_who_writes_follows_it(cast: Cast) -> None:
    topic = topic_of(cast)
    part = get_part(cast.fourth, topic.public_id)
    assert part.pk is None and not part.follows and talk_of(cast.fourth).rows == []
    assert [row.title for row in talk_of(cast.member).rows] == ["Sleep, and the lack of it"]
    actions.post_message(topic, "The same here", by=cast.fourth, key="the-same-here")
    assert talk_of(cast.fourth).rows[0].id == topic.public_id and talk_of(cast.member).rows[0].unread
    actions.follow_topic(topic, False, by=cast.fourth)
    actions.follow_topic(topic, True, by=cast.third)
    assert talk_of(cast.fourth).rows == [] and not talk_of(cast.third).rows[0].unread
    assert [row.follows for row in topics_of(cast.third).rows] == [True]
    assert topics_of(cast.fourth, followed=True).rows == [] and topics_of(cast.outsider).rows == []


def test_topics_are_found_by_tag_in_pages(cast: Cast) -> None:
    nights = add_tag(cast.program, "Nights", by=cast.counselor)
    assert add_tag(cast.program, " nights ", by=cast.director) == nights
    start = clock.now()
    for number in range(5):
        with clock.reading(start + timedelta(minutes=number)):
            topic = topic_of(cast, f"Topic {number}")
        if number % 2:
            retag(topic.topic, [nights], by=cast.member)
    first = topics_of(cast.third, limit=3)
    rest = topics_of(cast.third, before=first.next, limit=3)
    assert [row.topic.title for row in [*first.rows, *rest.rows]] == [f"Topic {number}" for number in (4, 3, 2, 1, 0)]
    assert [row.topic.title for row in topics_of(cast.third, tag=nights).rows] == ["Topic 3", "Topic 1"]
    remove_tag(nights, by=cast.counselor)
    assert len(topics_of(cast.third).rows) == 5
    for act in (
        lambda: add_tag(cast.program, "Mine", by=cast.member),
        lambda: close_topic(topic, True, by=cast.member),
    ):
        with pytest.raises(Refused, match="Only staff"):
            act()
    with pytest.raises(Refused, match="Only who began"):
        retag(topic.topic, [], by=cast.third)


def test_its_author_marks_what_helped(cast: Cast) -> None:
    topic = topic_of(cast)
    first = actions.post_message(topic, "A walk", by=cast.third, key="the-key-1")
    second = actions.post_message(topic, "Warm milk", by=cast.fourth, key="the-key-2")
    own = actions.post_message(topic, "I will try", by=cast.member, key="the-key-3")
    seq = outbox.heads([f"conversation:{topic.public_id}"]).popitem()[1]
    actions.mark_helped(first, True, by=cast.member)
    actions.mark_helped(second, True, by=cast.member)
    actions.mark_helped(first, False, by=cast.member)  # it no longer stands there anyway
    for message, by in ((first, cast.third), (own, cast.member), (first, cast.counselor)):
        with pytest.raises(Refused):
            actions.mark_helped(message, True, by=by)
    assert ForumTopic.objects.get(conversation=topic).helped == second
    events = outbox.since(f"conversation:{topic.public_id}", seq).events
    assert [(event.data["id"], event.data["on"]) for event in events] == [
        (first.public_id, True),
        (first.public_id, False),
        (second.public_id, True),
    ]


def test_hostile_topics_are_refused_with_a_sentence_and_nothing_is_half_made(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.member)
    tag = add_tag(cast.program, "Nights", by=cast.counselor)
    elsewhere = add_tag(cast.other_program, "Elsewhere", by=cast.outsider)
    for data in (
        {"title": "", "body": "Words"},
        {"title": "\u200b\u202e", "body": "Words"},
        {"title": "x" * 121, "body": "Words"},
        {"title": "A title", "body": "\u2066"},
        {"title": "A title", "body": "x" * 100_000},
        {"title": "A title", "body": "Words", "tags": [elsewhere.public_id]},
        {"title": "A title", "body": "Words", "tags": [tag.public_id, "nonsense"]},
    ):
        answer = client.post("/talk/forum/new/", {**data, "key": "the-key-1"})
        assert answer.status_code == 422, data
    assert not ForumTopic.objects.exists() and not Participant.objects.exists()
    good = {"title": "<b>Nights</b>\n& more", "body": "<script>", "tags": [tag.public_id], "key": "the-key-2"}
    there = client.post("/talk/forum/new/", good)
    assert there.status_code == 302
    assert client.post("/talk/forum/new/", good).headers["Location"] == there.headers["Location"]
    page = client.get("/talk/forum/").content.decode()
    assert "&lt;b&gt;Nights&lt;/b&gt; &amp; more" in page and "<b>Nights" not in page


def test_the_line_to_the_care_team_has_one_clock(cast: Cast, client_of: ClientOf) -> None:
    """While something waits it is the clock of that; it says who answers, once someone has said so."""
    client = client_of(cast.member)
    client.post("/talk/care-team/", {"body": "May I ask something?", "key": "the-key-1"})
    line = Conversation.objects.get(about=cast.member)
    url = f"/conversations/{line.public_id}/"
    page = client.get(url).content.decode()
    assert "you have an answer to what you wrote" in page and "you write" not in page
    WaitingPost.objects.filter(conversation=line).update(taken_by=cast.counselor)
    page = client.get(url).content.decode()
    assert "Dana Ruiz</bdi> answers you:" in page and "you have an answer" not in page
    WaitingPost.objects.filter(conversation=line).update(promised_at=None, taken_by=None)  # it was broken
    page = client.get(url).content.decode()
    assert "should have had an answer by now" in page and "you have an answer" not in page
    WaitingPost.objects.filter(conversation=line).update(ended_at=clock.now())
    assert "you have an answer to what you write" in client.get(url).content.decode()
