"""What the browser's reducer must agree with: events and the state fetched again."""

from datetime import UTC, datetime, timedelta

import pytest

from alongside.conversations import actions, events, queries
from alongside.conversations.events import topic
from alongside.conversations.models import ForumTopic, Kind, Message, Participant, WaitingPost
from alongside.core import clock
from alongside.core.actions import SYSTEM, Actor, action
from tests.cast import Cast
from tests.event_fixtures import Writer, steady

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONG = "A long story. " * 13 + "It ends with 👋🏽 and goes on " + "and on " * 20


@action("tests.take")
def take(message: Message, *, by: Actor) -> None:
    post = WaitingPost.objects.get(message=message)
    post.taken_by, post.promised_at = by, NOON + timedelta(hours=2)  # type: ignore[assignment]
    post.save()
    events.waits(message.conversation, post)


@action("tests.mark_helped")
def mark_helped(message: Message, *, by: Actor) -> None:
    ForumTopic.objects.filter(conversation=message.conversation).update(helped=message)
    events.helped(message.conversation, message, True)


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
        in_a_group(writer, cast)
        in_a_thread(writer, cast)
        in_a_topic(writer, cast)
        in_a_pair(writer, cast)
        writer.state, writer.topics = lambda: queries.state(chat, cast.member), [topic(chat)]
        with writer.case("someone's part ends: an empty number for the others"):
            actions.end_participation(chat, cast.groupmate, by=SYSTEM)
        with writer.case("it is closed"):
            actions.close_conversation(chat, by=SYSTEM)
        with writer.case("it goes on"):
            actions.reopen_conversation(chat, by=SYSTEM)
    writer.keep()


def in_a_group(writer: Writer, cast: Cast) -> None:
    me, sam, dana = cast.member, cast.groupmate, cast.counselor
    chat = actions.open_conversation(cast.program, Kind.GROUP, [me, sam, dana, cast.mentor], by=SYSTEM)
    writer.state, writer.topics = lambda: queries.state(chat, me), [topic(chat)]
    with writer.case("a message that waits for company and names two"):
        first = actions.post_message(
            chat, LONG, by=sam, key="group-01", mentions=[me, dana, cast.third], wants_company=True
        )
    with writer.case("someone says that they answer it"):
        take(first, by=dana)
    with writer.case("it is quoted, and waits no more"):
        answer = actions.post_message(chat, "I read this.", by=dana, key="group-02", reply_to=first)
    with writer.case("what is quoted is changed"):
        actions.edit_message(first, "B" + LONG, by=sam)
    with writer.case("reactions, one's own among them"):
        for person in (me, sam, dana):
            actions.react(answer, "warm", True, by=person)
        actions.react(answer, "thanks", True, by=me)
    with writer.case("one is taken back"):
        actions.react(answer, "warm", False, by=sam)
        actions.react(answer, "thanks", False, by=me)
    with writer.case("answers beside a message, one of them to an answer"):
        beside = actions.post_message(chat, "Beside it", by=me, key="group-03", thread=first)
        actions.post_message(chat, "And so is this", by=sam, key="group-04", thread=beside, reply_to=beside)
    with writer.case("one beside it is changed"):
        actions.edit_message(beside, "Still beside it", by=me)
    with writer.case("one is taken back by its author, with all that hung on it"):
        actions.take_back(first, by=sam)
    with writer.case("one is removed by staff"):
        actions.remove_message(answer, by=dana)
    with writer.case("a quote of what was removed"):
        actions.post_message(chat, "What was it?", by=sam, key="group-05", reply_to=answer)
    older = actions.post_message(chat, "Before Inés came", by=me, key="group-06")
    part = actions.add_participant(chat, cast.fourth, by=SYSTEM)
    Participant.objects.filter(pk=part.pk).update(gaps=[[1, older.seq]])
    with writer.case("a quote of what not everyone may read: its words are where they were already"):
        actions.post_message(chat, "As you said", by=sam, key="group-07", reply_to=older)
    for number in range(60):
        actions.post_message(chat, f"Number {number}", by=dana, key=f"many-{number:04}")
    writer.state = lambda: queries.state(chat, me, queries.Place(around=20), limit=6)
    with writer.case("the newest message, while one reads far above it"):
        actions.post_message(chat, "Far below", by=dana, key="group-08")


def in_a_thread(writer: Writer, cast: Cast) -> None:
    me, sam = cast.member, cast.groupmate
    chat = actions.open_conversation(cast.program, Kind.GROUP, [me, sam], by=SYSTEM)
    root = actions.post_message(chat, "How was your day?", by=sam, key="thread-01")
    writer.state, writer.topics = lambda: queries.state(chat, me, thread=fresh(root)), [topic(chat)]
    with writer.case("in a thread: an answer, and something in the main flow"):
        answer = actions.post_message(chat, "Long", by=me, key="thread-02", thread=root)
        actions.post_message(chat, "Elsewhere", by=sam, key="thread-03")
    with writer.case("in a thread: reactions, a change, and the first message taken back"):
        actions.react(answer, "with_you", True, by=sam)
        actions.react(root, "smile", True, by=me)
        actions.edit_message(answer, "Long, and good", by=me)
        actions.take_back(root, by=sam)


def in_a_topic(writer: Writer, cast: Cast) -> None:
    me, sam = cast.member, cast.groupmate
    chat = actions.open_conversation(cast.program, Kind.TOPIC, [me, sam], by=SYSTEM)
    ForumTopic.objects.create(conversation=chat, title="Sleep, and the lack of it", by=me)
    actions.post_message(chat, "What helps you?", by=me, key="topic-01")
    writer.state, writer.topics = lambda: queries.state(chat, me), [topic(chat)]
    with writer.case("in a topic: the reply that helped"):
        reply = actions.post_message(chat, "A walk", by=sam, key="topic-02")
        mark_helped(reply, by=me)
    with writer.case("in a topic: the reply that helped is taken back"):
        actions.take_back(reply, by=sam)


def in_a_pair(writer: Writer, cast: Cast) -> None:
    me, dana = cast.member, cast.counselor
    chat = actions.open_pair(me, dana, by=dana)
    writer.state, writer.topics = lambda: queries.state(chat, me), [topic(chat)]
    with writer.case("two people: an answer beside a message quotes it"):
        first = actions.post_message(chat, "Good morning", by=dana, key="pair-001")
        actions.post_message(chat, "To you too", by=me, key="pair-002", thread=first)
        actions.post_message(chat, "Sleep well", by=dana, key="pair-003")
    writer.topics = [events.own_topic(me)]
    with writer.case("two people: read on another device"):
        actions.mark_read(chat.participants.get(person=me), 3, by=me)


def fresh(message: Message) -> Message:
    return Message.objects.select_related("author", "conversation").get(pk=message.pk)
