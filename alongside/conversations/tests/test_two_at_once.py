"""Two at the same moment: requests that cross, a request that meets a block, words that meet a keep-apart."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from alongside.boundaries.actions import keep_apart
from alongside.boundaries.actions_cuts import cut
from alongside.boundaries.models import Wish
from alongside.conversations import actions, queries
from alongside.conversations.access import get_part
from alongside.conversations.models import Conversation, Message, Participant
from alongside.conversations.talk import talk_of
from alongside.core.errors import Refused
from alongside.people.models import Person, Role
from tests.cast import Cast, enroll, make_cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time by itself"),
]
PAIRS = 6


def at_once(*acts: Callable[[], object]) -> None:
    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except Refused:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def pairs_of(cast: Cast) -> list[tuple[Person, Person]]:
    names = iter(range(2 * PAIRS))
    return [
        (enroll(cast.program, f"A{next(names)}", Role.MEMBER), enroll(cast.program, f"B{next(names)}", Role.MEMBER))
        for _pair in range(PAIRS)
    ]


def bodies(person: Person, chat: Conversation) -> set[str]:
    part = get_part(person, chat.public_id)
    return {message["body"] for message in queries.state(part.conversation, person)["messages"]}


def test_two_who_ask_each_other_at_once_are_in_one_conversation() -> None:
    cast = make_cast()
    for a, b in pairs_of(cast):
        at_once(
            lambda a=a, b=b: actions.request_pair(b, "From A", by=a, key="a-request"),  # type: ignore[misc]
            lambda a=a, b=b: actions.request_pair(a, "From B", by=b, key="b-request"),  # type: ignore[misc]
        )
        chat = Conversation.objects.get(participants__person=a)
        assert chat.accepted_at is not None and bodies(a, chat) == bodies(b, chat) == {"From A", "From B"}


def test_a_request_that_meets_a_block_is_never_found() -> None:
    cast = make_cast()
    for a, b in pairs_of(cast):
        at_once(
            lambda a=a, b=b: actions.request_pair(b, "From A", by=a, key="a-request"),  # type: ignore[misc]
            lambda a=a, b=b: cut(a, Wish.BLOCK, by=b),  # type: ignore[misc]
        )
        chat = Conversation.objects.get(participants__person=a)
        assert bodies(a, chat) == {"From A"} and talk_of(b).requests == [] and talk_of(b).rows == []
        assert not Participant.objects.filter(conversation=chat, person=b, until=None).exists()


def test_words_that_meet_a_keep_apart_reach_one_or_both_and_are_never_lost() -> None:
    cast = make_cast()
    for a, b in pairs_of(cast):
        chat = actions.request_pair(b, "Hello", by=a, key="a-request")
        actions.accept(get_part(b, chat.public_id), by=b)
        stored: list[Message] = []

        def write(a: Person = a, chat: Conversation = chat, stored: list[Message] = stored) -> None:
            for number in range(4):
                there = get_part(a, chat.public_id).conversation
                stored.append(actions.post_message(there, f"Words {number}", by=a, key=f"words-{number}"))

        at_once(write, lambda a=a, b=b: keep_apart(a, b, by=cast.counselor))  # type: ignore[misc]
        assert {"Hello", *(message.body for message in stored)} == bodies(a, chat)
        assert bodies(b, chat) <= bodies(a, chat)
        there = get_part(a, chat.public_id).conversation
        actions.post_message(there, "Afterwards", by=a, key="afterwards")
        assert "Afterwards" not in bodies(b, chat)
