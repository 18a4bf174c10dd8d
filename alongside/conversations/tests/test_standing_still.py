"""Whoever's part has ended reads what was, and nothing they are shown moves any more: no number, no mark, no order."""

import re
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from alongside.boundaries.actions_cuts import cut, uncut
from alongside.boundaries.models import Wish
from alongside.conversations import actions, queries
from alongside.conversations.access import get_part
from alongside.conversations.actions.following import follow_circle
from alongside.conversations.actions.waiting import take_on
from alongside.conversations.models import Conversation, Message
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.groups.circles import actions as circles
from alongside.groups.models import Openness
from alongside.groups.tests.circle_scene import circle
from alongside.live.topics import authorise
from alongside.people.models import Person
from tests.cast import Cast

_keys = count()


def say(chat: Conversation, person: Person, words: str, **more: Any) -> Message:
    return actions.post_message(chat, words, by=person, key=f"the-key-{next(_keys)}", **more)


def everything(client: Any, chat: Conversation, message: Message) -> list[str]:
    """All that someone can ask for of a conversation, without what a page has anew each time."""
    base = f"/conversations/{chat.public_id}"
    wanted = ["/state", "/state?around=1", f"/state?thread={message.public_id}", "/state?date=2020-01-01", "/people"]
    wanted += [f"/messages?{each}" for each in ("before=99", "after=0", "around=2", f"thread={message.public_id}")]
    wanted += ["/", f"/messages/{message.public_id}/"]
    answers = [client.get(base + each) for each in wanted] + [client.get("/talk/?ended=1")]
    assert {each.status_code for each in answers} == {200}
    return [re.sub(r'(value|content|nonce)="[\w-]{16,}"', "", each.content.decode()) for each in answers]


@pytest.mark.parametrize("how", ["leaves", "is removed"])
def test_a_circle_stands_still_for_whoever_went(cast: Cast, client_of: Any, how: str) -> None:
    me, other = cast.member, cast.third
    made = circle(cast, me, other, openness=Openness.INVITED)
    chat = follow_circle(made, by=SYSTEM)
    assert chat is not None
    first = say(chat, other, "Is anyone there?")
    say(chat, me, "I am", thread=first)
    asked = say(chat, other, "Who is up for a walk?")
    client = client_of(me)
    later = clock.now() + timedelta(minutes=1)
    with clock.reading(later):
        circles.leave(made, me, by=me) if how == "leaves" else circles.remove(made, me, "Rest.", by=cast.mentor)
    with clock.reading(later + timedelta(minutes=1)):
        everything(client, chat, first)  # opening it is reading it
        before = everything(client, chat, first)
        assert "I am" in before[2] and "conversation:" not in before[0]
    with clock.reading(later + timedelta(minutes=2)):
        say(chat, other, "Without Maya", thread=first)
        say(chat, cast.mentor, "Without Maya, too")
        actions.react(first, "warm", True, by=cast.mentor)
        take_on(asked, "hour", by=cast.mentor)
        circles.invite(made, cast.groupmate, by=cast.mentor)
        circles.join(made, cast.groupmate, accepts=True, by=cast.groupmate)
        actions.close_conversation(chat, by=SYSTEM)
    with clock.reading(later + timedelta(minutes=3)):
        for one, other_one in zip(before, everything(client, chat, first), strict=True):
            assert one == other_one
    assert not authorise(me, [f"conversation:{chat.public_id}"])


def test_who_blocks_sees_no_number_grow_and_goes_on_where_it_stands(cast: Cast) -> None:
    me, other = cast.member, cast.groupmate
    chat = actions.open_pair(me, other, by=SYSTEM)
    say(chat, other, "Hello")
    cut(other, Wish.BLOCK, by=me)
    before = queries.state(chat, me)
    assert (before["topic"], before["mayWrite"]) == ("", False)
    with clock.reading(clock.now() + timedelta(minutes=1)):
        say(chat, other, "Are you there?")
        assert queries.state(chat, me) == before
        assert queries.state(chat, other)["seq"] == before["seq"] + 1
    with clock.reading(clock.now() + timedelta(minutes=2)):
        uncut(other, by=me)
    state = queries.state(chat, me)
    assert state["seq"] == queries.state(chat, other)["seq"] and state["topic"] and state["mayWrite"]
    assert get_part(me, chat.public_id).events_until is None
