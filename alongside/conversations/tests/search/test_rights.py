"""Search finds what a person may read and nothing else; and nothing else can be inferred from it."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.boundaries.models import Cut, Wish
from alongside.conversations import actions
from alongside.conversations.actions.copying import copy_messages
from alongside.conversations.models import Conversation, HeldMessage, Kind, Message, Participant
from alongside.conversations.search import engines, scope
from alongside.conversations.search.finding import PAGE, Question, find
from alongside.conversations.tests.search.asking import bodies, say
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("naming", [0, 10**9], ids=["named", "compared"])
def test_everyone_finds_what_they_may_read_and_nothing_else(
    cast: Cast, monkeypatch: Any, client_of: Callable[[Person], Client], naming: int
) -> None:
    """Every kind of conversation, asked by everyone, whichever way the index is asked; the page says the same."""
    monkeypatch.setattr(scope, "NAMING", naming)
    c = cast
    places = {
        "session": actions.open_conversation(c.program, Kind.SESSION, [c.member, c.groupmate, c.counselor], by=SYSTEM),
        "room": actions.open_conversation(c.program, Kind.SMALL_ROOM, [c.member, c.groupmate], by=SYSTEM),
        "pair": actions.open_pair(c.member, c.mentor, by=SYSTEM),
        "group": actions.open_conversation(c.program, Kind.GROUP, [c.member, c.counselor], by=SYSTEM),
        "circle": actions.open_conversation(c.program, Kind.CIRCLE, [c.groupmate, c.third], by=SYSTEM),
        "line": Conversation.objects.create(program=c.program, kind=Kind.LINE, about=c.member, made_at=clock.now()),
        "elsewhere": actions.open_conversation(c.other_program, Kind.GROUP, [c.outsider], by=SYSTEM),
    }
    for person in (c.member, c.counselor):
        actions.add_participant(places["line"], person, by=SYSTEM)
    for name, place in places.items():
        author = Participant.objects.filter(conversation=place).order_by("pk")[0].person
        say(place, f"lighthouse {name}", author)
    for program, person in ((c.program, c.third), (c.other_program, c.outsider)):
        actions.open_topic(program, "Sleeping", f"lighthouse topic of {program.name}", by=person, key="topic-key-1")
    HeldMessage.objects.create(
        conversation=places["session"], author=c.member, body="lighthouse held", key="held-key-1", at=clock.now()
    )
    ours = {"topic of Harbor Program"}
    readers = {
        c.member: {"session", "room", "pair", "group", "line"} | ours,
        c.groupmate: {"session", "room", "circle"} | ours,
        c.third: {"circle"} | ours,
        c.mentor: {"pair"} | ours,
        c.counselor: {"session", "group", "line"} | ours,
        c.other_counselor: ours,
        c.director: ours,
        c.fourth: ours,
        c.outsider: {"elsewhere", "topic of Elsewhere"},
    }
    for person, expected in readers.items():
        found = {body.removeprefix("lighthouse ") for body in bodies(person, "lighthouse")}
        assert found == expected, person.display_name
        page = client_of(person).post("/talk/search/", {"q": "lighthouse"}).content.decode()
        assert page.count("<mark>lighthouse</mark>") == len(expected)
        for name, place in places.items():
            there = {body.removeprefix("lighthouse ") for body in bodies(person, "lighthouse", place=place)}
            assert there == expected & {name}
            posted = {"q": "lighthouse", "place": place.public_id}
            answer = client_of(person).post("/talk/search/", posted).content.decode()
            # a place that isn't theirs is as if it weren't named
            assert answer.count("<mark>") == (1 if name in expected else len(expected))
        assert {body.removeprefix("lighthouse ") for body in bodies(person, "lighthouse", only_forum=True)} == {
            name for name in expected if name.startswith("topic")
        }


@pytest.mark.parametrize("most_bounded", [40, 0], ids=["asked alone", "looked at after"])
def test_what_came_before_after_or_between_is_not_found(
    cast: Cast, chat: Conversation, monkeypatch: Any, most_bounded: int
) -> None:
    """Whoever came later, left, or wasn't to read some of it; and the next page says nothing of it."""
    monkeypatch.setattr(scope, "MOST_BOUNDED", most_bounded)
    said = [say(chat, f"Rain {each}", cast.member).body for each in range(60)]
    actions.end_participation(chat, cast.groupmate, by=SYSTEM)
    said += [say(chat, f"Rain {each}", cast.member).body for each in range(60, 120)]
    late = actions.add_participant(chat, cast.third, by=SYSTEM)
    late.gaps = [[1, 100], [105, 106]]
    late.save()
    said += [say(chat, "Rain 120", cast.member).body]
    assert bodies(cast.groupmate, "rain") == said[40:60][::-1]
    assert bodies(cast.groupmate, '"rain 60"') == bodies(cast.groupmate, '"rain 119"') == []
    found = find(cast.third, Question("rain"))
    assert [hit.message.body for hit in found.hits] == [*said[106:][::-1], *said[100:104][::-1]][:PAGE]
    assert found.next == ""  # nineteen are theirs; that a hundred more match is nobody's business
    newest = Message.objects.get(conversation=chat, seq=121)
    # a place to begin that they may not read is no place at all
    assert bodies(cast.groupmate, "rain", before=newest.public_id) == said[40:60][::-1]


def test_leaving_and_time_do_not_tell_how_much_was_said_since(cast: Cast, chat: Conversation) -> None:
    """The same number of questions to the database, whether nothing or much was said after one has left."""
    say(chat, "Rain at first", cast.member)
    actions.end_participation(chat, cast.groupmate, by=SYSTEM)
    say(chat, "Something", cast.member)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queried:
            assert bodies(cast.groupmate, "rain") == ["Rain at first"]
        return len(queried)

    before = cost()
    for each in range(150):
        say(chat, f"Rain {each}", cast.member)
    assert cost() == before


def test_what_somebody_mutes_asked_or_declined_is_not_found(cast: Cast, chat: Conversation) -> None:
    say(chat, "Rain from Sam", cast.groupmate)
    say(chat, "Rain from Dana", cast.counselor)
    Cut.objects.create(
        program=cast.program, person=cast.member, other=cast.groupmate, wish=Wish.MUTE, since=clock.now()
    )
    assert bodies(cast.member, "rain") == ["Rain from Dana"]
    assert len(bodies(cast.groupmate, "rain")) == 2  # and it shows to nobody else
    asked = actions.request_pair(cast.fourth, "Rain between us", by=cast.third, key="request-key-1")
    assert bodies(cast.third, "rain") == ["Rain between us"] and bodies(cast.fourth, "rain") == []
    part = Participant.objects.get(conversation=asked, person=cast.fourth)
    actions.decline(part, by=cast.fourth)
    assert bodies(cast.third, "rain") == ["Rain between us"] and bodies(cast.fourth, "rain") == []
    actions.accept(part, by=cast.fourth)
    assert bodies(cast.fourth, "rain") == ["Rain between us"]


def test_both_ways_of_asking_agree_with_looking_at_every_message(cast: Cast, monkeypatch: Any) -> None:
    """A model: random words, places, parts that end and begin; the index says what a look at each row says."""
    dice = random.Random(4)
    monkeypatch.setattr(engines, "BUCKET", 8)
    words = ["rain", "wind", "snow", "hail", "fog"]
    people = [cast.member, cast.groupmate, cast.third]
    chats = [actions.open_conversation(cast.program, Kind.GROUP, people, by=SYSTEM) for _ in range(4)]
    topic = actions.open_topic(cast.program, "Weather", "rain wind", by=cast.member, key="topic-key-1")
    for _ in range(160):
        say(dice.choice([*chats, topic]), " ".join(dice.sample(words, dice.randint(1, 4))), dice.choice(people))
    for chat_, person, gaps, last in (
        (chats[0], cast.groupmate, [[1, 9]], None),
        (chats[1], cast.groupmate, [], 12),
        (chats[2], cast.third, [[1, 5], [8, 11]], 20),
    ):
        Participant.objects.filter(conversation=chat_, person=person).update(gaps=gaps, last_seq=last)
    for person in people:
        parts = {part.conversation_id: part for part in Participant.objects.filter(person=person)}

        def readable(message: Message, parts: dict[int, Participant] = parts) -> bool:
            part = parts.get(message.conversation_id)
            if part is None:
                return message.conversation_id == topic.pk
            ended = part.last_seq is not None and message.seq > part.last_seq
            return not ended and not any(low <= message.seq <= high for low, high in part.gaps)

        for wanted in (["rain"], ["rain", "fog"], ["snow", "hail", "wind"]):
            expected = [
                message.pk
                for message in Message.objects.order_by("-pk")
                if readable(message) and set(wanted) <= set(message.body.split())
            ]
            for naming in (0, 10**9):
                monkeypatch.setattr(scope, "NAMING", naming)
                found: list[int] = []
                page = find(person, Question(" ".join(wanted)))
                found += [hit.message.pk for hit in page.hits]
                while page.next:
                    page = find(person, Question(" ".join(wanted), before=page.next))
                    found += [hit.message.pk for hit in page.hits]
                assert found == expected


def test_days_are_found_wherever_their_messages_stand(cast: Cast, chat: Conversation, monkeypatch: Any) -> None:
    """Also what a copy brought far above its day, and what is asked for after it; newest first all the same."""
    monkeypatch.setattr(engines, "BUCKET", 4)
    monkeypatch.setattr(scope, "_FEW", 0)
    monkeypatch.setattr(scope, "_FIRST", 2)
    cast.member.time_zone = "UTC"
    began = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for each in range(120):
        with clock.reading(began + timedelta(hours=12 * each)):
            say(chat, f"Rain {each}", cast.member)
    with clock.reading(began + timedelta(days=90)):
        copy = actions.open_conversation(cast.program, Kind.GROUP, [cast.member], by=SYSTEM)
        copy_messages(chat, copy, Participant.objects.get(conversation=chat, person=cast.member))
        for first, days in ((0, 0), (0, 9), (10, 3), (30, 40), (59, 1)):
            since = (began + timedelta(days=first)).date()
            until = since + timedelta(days=days)
            expected = [
                message.pk
                for message in Message.objects.filter(conversation__in=(chat, copy)).order_by("-pk")
                if since <= message.at.date() <= until
            ]
            for naming in (0, 10**9):
                monkeypatch.setattr(scope, "NAMING", naming)
                page = find(cast.member, Question("rain", since=since, until=until))
                found = [hit.message.pk for hit in page.hits]
                while page.next:
                    page = find(cast.member, Question("rain", since=since, until=until, before=page.next))
                    found += [hit.message.pk for hit in page.hits]
                assert found == expected and expected
