"""Who is told, away from the page, that something was said; and who never is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alongside.boundaries import actions as boundaries
from alongside.boundaries.actions_cuts import cut
from alongside.boundaries.models import Wish
from alongside.conversations import duties, telling
from alongside.conversations.actions import (
    end_participation,
    mark_read,
    open_conversation,
    open_pair,
    post_message,
)
from alongside.conversations.actions.two_people import decline, request_pair
from alongside.conversations.models import Conversation, Kind, Message, Participant
from alongside.conversations.telling import news_of
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.notify.models import Notice
from alongside.people.models import Person
from tests.cast import Cast

AT = datetime(2026, 11, 24, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def told(at: datetime = AT) -> set[tuple[str, str]]:
    """Who has unseen news, and of what kind, once the duty has run."""
    with clock.reading(at):
        while duties.tell_who_is_away() or Message.objects.filter(told_at=None).exists():
            pass
    rows = Notice.objects.filter(seen_at=None).values_list("person__display_name", "occasion")
    return set(rows)


def talk(cast: Cast, kind: Kind = Kind.GROUP) -> Conversation:
    people = [cast.member, cast.groupmate, cast.third]
    if kind != Kind.GROUP:
        return open_conversation(cast.program, kind, people, by=SYSTEM)
    chat = Conversation.objects.get(group=cast.group)
    Participant.objects.filter(conversation=chat).exclude(person__in=people).delete()
    return chat


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.reading(AT):
        yield


def say(chat: Conversation, by: Person, words: str = "Secret words", **more: object) -> Message:
    return post_message(chat, words, by=by, key=f"{by.pk}:{Message.objects.count()}", **more)  # type: ignore[arg-type]


def part(chat: Conversation, person: Person) -> Participant:
    return Participant.objects.get(conversation=chat, person=person)


def test_those_who_take_part_and_have_not_read_it(cast: Cast, django_assert_max_num_queries: Any) -> None:
    chat = talk(cast)
    first = say(chat, cast.member)
    with django_assert_max_num_queries(10):
        assert len(news_of(telling.untold()[-1], AT)) == 2
    say(chat, cast.member)
    assert told() == {("Sam", "talk"), ("Walt", "talk")}
    assert Notice.objects.count() == 2  # one piece of news until it is opened
    noted = Notice.objects.get(person=cast.groupmate)
    assert "Secret" not in noted.words and noted.words == "Maya, in Tuesday evenings"
    assert noted.link == f"/conversations/{chat.public_id}/"
    mark_read(part(chat, cast.groupmate), 2, by=cast.groupmate)
    assert told() == {("Walt", "talk")}
    say(chat, cast.third, reply_to=first)
    say(chat, cast.third, mentions=[cast.groupmate])
    assert told() == {("Maya", "mention"), ("Sam", "talk"), ("Sam", "mention"), ("Walt", "talk")}
    duties.tell_who_is_away()
    assert Notice.objects.count() == 5
    assert not Message.objects.filter(told_at=None).exists()


@pytest.mark.parametrize("how", ["left", "unfollowed", "blocks", "is muted", "kept apart", "old", "session", "read"])
def test_and_nobody_else(cast: Cast, how: str) -> None:
    chat = talk(cast, Kind.SESSION if how == "session" else Kind.GROUP)
    sam = cast.groupmate
    Participant.objects.filter(conversation=chat, person=cast.third).delete()
    if how == "left":
        end_participation(chat, sam, by=SYSTEM)
    if how == "unfollowed":
        Participant.objects.filter(conversation=chat, person=sam).update(follows=False)
    if how == "blocks":
        cut(cast.member, Wish.BLOCK, by=sam)
    if how == "is muted":
        cut(sam, Wish.MUTE, by=cast.member)
    if how == "kept apart":
        boundaries.keep_apart(sam, cast.member, why="", by=cast.counselor)
    say(chat, cast.member, mentions=[sam])
    if how == "read":
        mark_read(part(chat, sam), 1, by=sam)
    assert told(AT + timedelta(days=2) if how == "old" else AT) == set()
    assert not Message.objects.filter(told_at=None).exists()


def test_a_request_is_told_of_once_and_a_no_ends_it(cast: Cast) -> None:
    chat = request_pair(cast.groupmate, "Hello", by=cast.member, key="1")
    say(chat, cast.member)
    assert told() == {("Sam", "private")} and Notice.objects.count() == 1
    decline(part(chat, cast.groupmate), by=cast.groupmate)
    say(chat, cast.member)
    told(AT + timedelta(hours=5))
    assert Notice.objects.count() == 1
    boundaries.keep_apart(cast.third, cast.member, why="", by=cast.counselor)
    request_pair(cast.third, "Hello", by=cast.member, key="2")
    assert told() == {("Sam", "private")}


def test_two_people_hear_of_each_other_at_most_once_an_hour(cast: Cast) -> None:
    chat = open_pair(cast.member, cast.groupmate, by=SYSTEM)
    for minutes in (0, 10, 50):
        with clock.reading(AT + minutes * MINUTE):
            say(chat, cast.member)
        told(AT + minutes * MINUTE)
    assert Notice.objects.count() == 1
    with clock.reading(AT + 61 * MINUTE):
        say(chat, cast.member)
    assert told(AT + 61 * MINUTE) == {("Sam", "private")}
    assert Notice.objects.count() == 2


def test_a_message_that_cannot_be_told_holds_up_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = talk(cast)
    broken, fine = say(chat, cast.member), say(open_pair(cast.mentor, cast.third, by=SYSTEM), cast.mentor)

    def failing(message: Message, at: datetime) -> object:
        if message == broken:
            raise RuntimeError
        return news_of(message, at)

    monkeypatch.setattr(telling, "news_of", failing)
    assert duties.tell_who_is_away() == 1
    assert Message.objects.get(told_at=None) == broken
    assert Message.objects.get(pk=fine.pk).told_at == AT
