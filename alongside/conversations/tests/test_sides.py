"""Requests, and what keeps two apart: the one who writes sees the same, whatever the other one did."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from alongside.boundaries.actions import keep_apart, lift_keep_apart
from alongside.boundaries.actions_cuts import cut, uncut
from alongside.boundaries.models import Wish
from alongside.conversations import actions, queries
from alongside.conversations.access import get_part
from alongside.conversations.models import Conversation, Message, Participant
from alongside.conversations.talk import talk_of
from alongside.core import clock
from alongside.core.errors import Refused
from alongside.live import outbox
from alongside.people.models import Person, Role
from tests.cast import Cast, enroll

ClientOf = Callable[[Person | None], Client]
_keys = count()


def key() -> str:
    return f"the-key-{next(_keys)}"


def block(other: Person, *, by: Person) -> None:
    cut(other, Wish.BLOCK, by=by)


def mute(other: Person, *, by: Person) -> None:
    cut(other, Wish.MUTE, by=by)


def ask(by: Person, to: Person, words: str = "Hello, it is me") -> Conversation:
    return actions.request_pair(to, words, by=by, key=key())


def part_of(person: Person, chat: Conversation) -> Participant:
    return get_part(person, chat.public_id)


def bodies(person: Person, chat: Conversation) -> list[str]:
    part = part_of(person, chat)
    return [message["body"] for message in queries.state(part.conversation, person)["messages"]]


@contextmanager
def later(minutes: int) -> Iterator[None]:
    with clock.reading(clock.now() + timedelta(minutes=minutes)):
        yield


# --- Requests ---


def test_a_request_is_found_accepted_and_answered(cast: Cast) -> None:
    chat = ask(cast.member, cast.fourth)
    (request,) = talk_of(cast.fourth).requests
    assert request.sender == cast.member and "Hello" in request.words and talk_of(cast.fourth).rows == []
    actions.accept(part_of(cast.fourth, chat), by=cast.fourth)
    assert talk_of(cast.fourth).requests == [] and talk_of(cast.fourth).rows[0].unread
    for number in range(4):
        actions.post_message(chat, f"Words {number}", by=cast.member, key=key())
    actions.post_message(chat, "Thank you", by=cast.fourth, key=key())
    assert len(bodies(cast.member, chat)) == 6


def test_answering_is_saying_yes_and_two_who_ask_each_other_have_both_said_it(cast: Cast) -> None:
    chat = ask(cast.member, cast.fourth)
    assert ask(cast.fourth, cast.member) == chat
    chat.refresh_from_db()
    assert chat.accepted_at is not None and len(bodies(cast.member, chat)) == 2
    assert not Participant.objects.filter(asked_at__isnull=False).exists()


def test_a_request_ends_after_three_messages_until_it_is_answered(cast: Cast) -> None:
    chat = ask(cast.member, cast.fourth)
    for _more in range(2):
        actions.post_message(chat, "And again", by=cast.member, key=key())
    with pytest.raises(Refused, match="written 3 times"):
        actions.post_message(chat, "Hello?", by=cast.member, key=key())
    actions.decline(part_of(cast.fourth, chat), by=cast.fourth)
    assert talk_of(cast.fourth).requests == [] and talk_of(cast.fourth).rows == []
    actions.accept(part_of(cast.fourth, chat), by=cast.fourth)
    actions.post_message(chat, "There you are", by=cast.member, key=key())


def test_staff_ask_nobody_and_nobody_asks_staff(cast: Cast) -> None:
    for by, to in ((cast.counselor, cast.member), (cast.fourth, cast.other_counselor)):
        chat = ask(by, to)
        assert chat.accepted_at is not None and talk_of(to).rows[0].unread and talk_of(to).requests == []


def test_someone_gone_of_another_program_or_blocked_by_oneself_is_not_written_to(cast: Cast) -> None:
    for other in (cast.outsider, cast.member):
        with pytest.raises(Refused):
            ask(cast.member, other)
    block(cast.groupmate, by=cast.member)
    with pytest.raises(Refused, match="mute or block"):
        ask(cast.member, cast.groupmate)
    assert Conversation.objects.count() == 0


# --- What shows to nobody ---


def refuse(chat: Conversation, other: Person) -> None:
    actions.decline(part_of(other, chat), by=other)


BEFORE: dict[str, Callable[[Cast, Person, Person], object]] = {
    "not yet answered": lambda cast, writer, other: None,
    "blocked before": lambda cast, writer, other: block(writer, by=other),
    "muted before": lambda cast, writer, other: mute(writer, by=other),
    "kept apart before": lambda cast, writer, other: keep_apart(writer, other, by=cast.counselor),
}
AFTER: dict[str, Callable[[Cast, Person, Person, Conversation], object]] = {
    "not yet answered": lambda cast, writer, other, chat: None,
    "declined": lambda cast, writer, other, chat: refuse(chat, other),
    "blocked": lambda cast, writer, other, chat: block(writer, by=other),
    "muted": lambda cast, writer, other, chat: mute(writer, by=other),
    "kept apart": lambda cast, writer, other, chat: keep_apart(writer, other, by=cast.counselor),
    "read, and not answered": lambda cast, writer, other, chat: actions.mark_read(
        part_of(other, chat), chat.head, by=other
    ),
}


def normal(text: str) -> str:
    """Ids in the order in which they appear, no times, no tokens, and no colours made of ids."""
    text = re.sub(r"<time[^>]*>.*?</time>", "TIME", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.+]+Z?", "TIME", text)
    text = re.sub(r'<meta name="csrf" content="\w+">', "TOKEN", text)
    text = re.sub(r'(csrfmiddlewaretoken|name="key"|nonce)[^>]*>', "TOKEN", text)
    text = re.sub(r'data-(hue|shape)="\d+"', "FACE", text)
    text = re.sub(r"the-key-\d+|copy-\w+", "KEY", text)
    seen: dict[str, str] = {}
    return re.sub(
        r"\b[23456789abcdefghijkmnpqrstuvwxyz]{16}\b", lambda found: seen.setdefault(found[0], f"id{len(seen)}"), text
    )


def events_on(topic: str, *, after: int) -> list[Any]:
    return [[event.seq, event.kind, event.data] for event in outbox.since(topic, after).events]


def all_that_shows(client: Client, writer: Person, other: Person, chat: Conversation | None) -> str:
    """Everything `writer` can get: pages, JSON, tickets and events; words they write; and the refusal at the end."""
    begun = outbox.heads([f"conversation:{chat.public_id}"]).popitem()[1] if chat else 0
    heard = outbox.heads([f"person:{writer.public_id}"]).popitem()[1]
    shown = [f"The topics stood at {begun} and {heard}"]

    def keep(answer: Any) -> None:
        shown.append(f"{answer.status_code} {answer.headers.get('Location', '')} {answer.content.decode()}")

    there = chat.public_id if chat else ""
    keep(client.get(f"/talk/new/?q={other.display_name}"))
    if chat is None:
        keep(client.get(f"/talk/to/{other.public_id}/"))
        answer = client.post(f"/talk/to/{other.public_id}/", {"body": "Hello, it is me", "key": key()})
        keep(answer)
        there = answer.headers["Location"].strip("/").split("/")[-1]
    base = f"/conversations/{there}"
    for number in range(4):
        keep(client.post(f"{base}/messages", {"body": f"More {number}", "key": key(), "mentions": other.public_id}))
    keep(client.get(f"{base}/state"))
    newest = client.get(f"{base}/state").json()["messages"][-1]["id"]
    for path in ("/", "/messages", "/people?q=", f"/people?q={other.display_name[:2]}", f"/messages/{newest}/"):
        keep(client.get(base + path))
    keep(client.post(f"{base}/messages/{newest}/react", {"code": "warm", "on": "yes", "key": key()}))
    for path in ("/talk/", "/talk/?ended=1", f"/talk/to/{other.public_id}/", "/", "/groups/", "/me/boundaries/"):
        keep(client.get(path))
    keep(client.get(f"/me/boundaries/{other.public_id}/"))
    state = client.get(f"{base}/state").json()
    topics = [state["topic"], f"person:{writer.public_id}"]
    ticket = client.post("/live/ticket", {"topics": topics}, content_type="application/json").json()
    shown.append(f"{ticket['granted']}")
    shown.append(str(events_on(topics[0], after=begun)))
    shown.append(str(events_on(topics[1], after=heard)))
    return normal("\n".join(shown))


def two(cast: Cast) -> tuple[Person, Person]:
    return enroll(cast.program, "Wren", Role.MEMBER), enroll(cast.program, "Opal", Role.MEMBER)


def same(shown: dict[str, str]) -> None:
    first = shown["not yet answered"]
    assert ("Hello, it is me" in first and "written 3 times" in first) or "More 3" in first
    for case, text in shown.items():
        for line, wanted in zip(text.splitlines(), first.splitlines(), strict=True):
            assert line == wanted, case


@pytest.fixture(autouse=True)
def one_moment() -> Iterator[None]:
    """What pages show by the hour is the same for everyone."""
    with clock.reading(datetime(2026, 11, 24, 16, tzinfo=UTC)):
        yield


@pytest.fixture(autouse=True)
def no_limits_for_new_accounts(settings: Any) -> None:
    settings.NEW_ACCOUNT_DAYS = 0


def test_a_request_that_never_arrived_looks_like_one_not_yet_answered(cast: Cast, client_of: ClientOf) -> None:
    shown = {}
    for case, happens in BEFORE.items():
        writer, other = two(cast)
        happens(cast, writer, other)
        shown[case] = all_that_shows(client_of(writer), writer, other, None)
        arrived = [case == "not yet answered"]
        assert [bool(talk_of(other).requests)] == arrived and talk_of(other).rows == []
        Person.objects.filter(pk__in=[writer.pk, other.pk]).update(display_name="Someone else")
    same(shown)


@pytest.mark.parametrize("accepted", [False, True])
def test_what_the_other_did_since_looks_like_not_yet_answered(cast: Cast, client_of: ClientOf, accepted: bool) -> None:
    shown = {}
    for case, happens in AFTER.items():
        if accepted and case == "declined":
            continue
        for writes_first in (True, False) if case == "kept apart" else (True,):  # each gets a copy
            pair = two(cast)
            writer, other = pair if writes_first else pair[::-1]
            Person.objects.filter(pk=writer.pk).update(display_name="Wren")
            Person.objects.filter(pk=other.pk).update(display_name="Opal")
            writer.display_name, other.display_name = "Wren", "Opal"
            chat = ask(writer, other)
            if accepted:
                actions.accept(part_of(other, chat), by=other)
            chat.refresh_from_db()
            happens(cast, writer, other, chat)
            goes_on = part_of(writer, chat).conversation
            text = all_that_shows(client_of(writer), writer, other, goes_on)
            shown[f"{case}{'' if writes_first else ', the other way round'}"] = text
            Person.objects.filter(pk__in=[writer.pk, other.pk]).update(display_name="Someone else")
    same(shown)


# --- What comes between them later, and goes again ---


def test_a_block_hides_what_came_meanwhile_and_a_mute_keeps_it(cast: Cast) -> None:
    for wish, comes in ((block, False), (mute, True)):
        writer, other = two(cast)
        chat = ask(writer, other)
        actions.accept(part_of(other, chat), by=other)
        wish(writer, by=other)
        with later(1):
            actions.post_message(chat, "Meanwhile", by=writer, key=key())
            with pytest.raises(Refused):
                actions.post_message(chat, "Still here", by=other, key=key())
        assert "Meanwhile" not in bodies(other, chat) and talk_of(other).rows == []
        with later(2):
            uncut(writer, by=other)
        with later(3):
            actions.post_message(chat, "Afterwards", by=writer, key=key())
            actions.post_message(chat, "I am back", by=other, key=key())
        assert ("Meanwhile" in bodies(other, chat)) is comes
        assert bodies(other, chat)[-2:] == ["Afterwards", "I am back"]
        assert bodies(writer, chat) == ["Hello, it is me", "Meanwhile", "Afterwards", "I am back"]


def test_who_asked_during_a_block_asks_again_with_the_next_words(cast: Cast) -> None:
    for wish, comes in ((block, 0), (mute, 1)):
        writer, other = two(cast)
        wish(writer, by=other)
        chat = ask(writer, other, "Into the empty")
        with later(1):
            uncut(writer, by=other)
            assert len(talk_of(other).requests) == comes
        with later(2):
            actions.post_message(chat, "Once more", by=writer, key=key())
        (request,) = talk_of(other).requests
        assert request.words == "Once more"
        assert ("Into the empty" in bodies(other, chat)) is bool(comes)
        assert bodies(writer, chat) == ["Into the empty", "Once more"]


def test_two_kept_apart_each_have_their_own_and_come_together_again(cast: Cast) -> None:
    low, high = two(cast)
    chat = ask(low, high)
    actions.post_message(chat, "Good to hear from you", by=high, key=key())
    actions.react(chat.messages.get(seq=1), "warm", True, by=high)
    actions.mark_read(part_of(low, chat), 2, by=low)
    with later(1):
        apart = keep_apart(low, high, by=cast.counselor)
    mine, theirs = part_of(low, chat).conversation, part_of(high, chat).conversation
    assert mine != theirs and talk_of(low).rows[0].id == mine.public_id and talk_of(high).rows[0].id == theirs.public_id
    states = [queries.state(each, person)["messages"] for each, person in ((mine, low), (theirs, high))]
    assert [[(message["seq"], message["body"], message["reactions"]) for message in state] for state in states] == [
        [(1, "Hello, it is me", {"warm": 1}), (2, "Good to hear from you", {})]
    ] * 2
    with later(2):
        actions.post_message(mine, "Are you there?", by=low, key=key())
        actions.post_message(theirs, "So quiet", by=high, key=key())
    assert bodies(high, chat)[-1] == "So quiet" and bodies(low, chat)[-1] == "Are you there?"
    assert not Participant.objects.filter(conversation=theirs, person=low).exists()
    with later(3):
        lift_keep_apart(apart, by=cast.counselor)
    with later(4):
        actions.post_message(part_of(low, chat).conversation, "Hello again", by=low, key=key())
    assert bodies(high, mine) == ["Hello, it is me", "Good to hear from you", "Hello again"]
    assert talk_of(high).rows[0].id == mine.public_id
    assert bodies(high, theirs)[-1] == "So quiet"  # what was written to nobody stays its writer's
    with later(5):
        keep_apart(low, high, by=cast.counselor)  # and once more
    with later(6):
        actions.post_message(part_of(high, mine).conversation, "Gone again", by=high, key=key())
    assert "Gone again" not in bodies(low, mine) and bodies(high, mine)[-1] == "Gone again"


def test_the_topic_of_a_conversation_says_nothing_of_a_block(cast: Cast) -> None:
    """Not even an empty number: a browser would see it go by."""
    for act in (refuse, lambda chat, other: block(cast.member, by=other)):
        other = enroll(cast.program, "Opal", Role.MEMBER)
        chat = ask(cast.member, other)
        topic = f"conversation:{chat.public_id}"
        before = outbox.heads([topic])
        act(chat, other)
        assert outbox.heads([topic]) == before
        assert topic not in client_topics(other, topic)
        assert Message.objects.filter(conversation=chat).count() == 1


def client_topics(person: Person, topic: str) -> set[str]:
    from alongside.live.topics import authorise

    return set(authorise(person, [topic]))
