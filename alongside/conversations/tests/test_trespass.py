"""What people try who may not: words that should not arrive, be read, or tell what nobody may learn."""

from datetime import timedelta

import pytest

from alongside.boundaries.actions import keep_apart, lift_keep_apart
from alongside.boundaries.actions_cuts import cut, uncut
from alongside.boundaries.models import KeepApart, Wish
from alongside.conversations import actions, queries
from alongside.conversations.access import get_part
from alongside.conversations.actions import holding
from alongside.conversations.actions.following import follow_group
from alongside.conversations.actions.lines import write_to_team
from alongside.conversations.events import topic
from alongside.conversations.models import Conversation, HeldMessage, Kind, Message
from alongside.conversations.talk import talk_of
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from alongside.groups import actions as groups
from alongside.live import outbox
from alongside.live.topics import authorise
from alongside.people.arriving import actions as arriving
from alongside.people.models import Arrival, Person
from tests.cast import Cast


@pytest.fixture
def pair(cast: Cast) -> Conversation:
    return actions.open_pair(cast.member, cast.groupmate, by=SYSTEM)


def say(chat: Conversation, person: Person, words: str) -> Message:
    return actions.post_message(chat, words, by=person, key=f"key-{Message.objects.count():06}")


def read(chat: Conversation, person: Person) -> list[str]:
    part = get_part(person, chat.public_id)
    return [message["body"] for message in queries.state(part.conversation, person)["messages"]]


def after(minutes: int):
    return clock.reading(clock.now() + timedelta(minutes=minutes))


def number(chat: Conversation) -> int:
    return outbox.heads([topic(chat)])[topic(chat)]


def test_what_was_said_before_a_block_carries_no_new_words_through_it(cast: Cast, pair: Conversation) -> None:
    writer, reader = cast.member, cast.groupmate
    said = say(pair, writer, "Hello")
    say(pair, writer, "And more")
    cut(writer, Wish.BLOCK, by=reader)
    with after(1):
        actions.edit_message(said, "You can’t hide", by=writer)
        assert read(pair, reader) == ["And more"] and read(pair, writer) == ["You can’t hide", "And more"]
    with after(2):
        uncut(writer, by=reader)
        say(pair, writer, "Back")
        assert read(pair, reader) == ["And more", "Back"]


def test_a_change_tells_its_author_nothing_of_a_block_that_was(cast: Cast, pair: Conversation) -> None:
    cut(cast.member, Wish.BLOCK, by=cast.groupmate)
    with after(1):
        said = say(pair, cast.member, "To nobody")
    with after(2):
        uncut(cast.member, by=cast.groupmate)
        before = number(pair)
        actions.edit_message(said, "Changed", by=cast.member)
        assert number(pair) == before + 1, "the author’s other page hears of it as ever"
        assert read(pair, cast.groupmate) == []


def test_what_was_changed_in_a_time_apart_is_not_read_after_it(cast: Cast, pair: Conversation) -> None:
    low, high = sorted((cast.member, cast.groupmate), key=lambda each: each.pk)
    say(pair, low, "Before")
    say(pair, high, "Yes")
    keep_apart(low, high, why="A reason that is long enough", by=cast.counselor)
    with after(1):
        own = get_part(low, pair.public_id).conversation
        actions.edit_message(own.messages.get(seq=1), "From far away", by=low)
    with after(2):
        lift_keep_apart(KeepApart.objects.get(), by=cast.counselor)
        assert read(pair, high) == ["Yes"]
        assert read(pair, low) == ["From far away", "Yes"]


def test_saying_yes_does_not_undo_ones_own_block(cast: Cast) -> None:
    chat = actions.request_pair(cast.groupmate, "Hello", by=cast.member, key="a-key-00")
    cut(cast.member, Wish.BLOCK, by=cast.groupmate)
    with pytest.raises(Refused, match="Take that back first"):
        actions.accept(get_part(cast.groupmate, chat.public_id), by=cast.groupmate)
    with after(1):
        say(chat, cast.member, "Again")
    assert read(chat, cast.groupmate) == ["Hello"]


def test_whoever_comes_hears_live_nothing_from_before_their_time(cast: Cast) -> None:
    chat = follow_group(cast.group, by=SYSTEM)
    said = say(chat, cast.member, "Before Noor was here")
    groups.add_to_roster(cast.group, cast.newcomer, by=cast.director)
    grant = authorise(cast.newcomer, [topic(chat)])[topic(chat)]
    assert grant.since == number(chat) >= said.seq
    assert authorise(cast.counselor, [topic(chat)])[topic(chat)].since == 0, "who leads reads all"
    groups.remove_from_roster(cast.group, cast.third, by=cast.director)
    say(chat, cast.member, "While Walt was away")
    groups.add_to_roster(cast.group, cast.third, by=cast.director)
    assert authorise(cast.third, [topic(chat)])[topic(chat)].since == number(chat)


def test_after_a_block_nothing_of_it_is_heard_live(cast: Cast, pair: Conversation) -> None:
    cut(cast.member, Wish.BLOCK, by=cast.groupmate)
    with after(1):
        say(pair, cast.member, "To nobody")
    with after(2):
        uncut(cast.member, by=cast.groupmate)
    assert authorise(cast.groupmate, [topic(pair)])[topic(pair)].since == number(pair)
    assert authorise(cast.member, [topic(pair)])[topic(pair)].since == 0


def test_a_new_account_brings_no_link_past_staff(cast: Cast) -> None:
    me, link = cast.member, "Look: https://example.org/a"
    with pytest.raises(Refused, match="without a link"):
        actions.request_pair(cast.groupmate, link, by=me, key="a-key-01")
    for title, words in (("Hello", link), ("www.example.org", "Hello")):
        with pytest.raises(Refused, match="without a link"):
            actions.open_topic(cast.program, title, words, by=me, key="a-key-02")
    assert not Message.objects.exists()
    assert actions.request_pair(cast.counselor, link, by=me, key="a-key-03")
    chat = actions.open_topic(cast.program, "Links", link, by=cast.mentor, key="a-key-04")
    posted = holding.release(holding.hold(chat, link, by=me, key="a-key-05"), by=cast.counselor)
    for other in ("Look: https://example.org/b", f"{link} www.example.com"):
        with pytest.raises(Refused, match="can’t add a link"):
            actions.edit_message(posted, other, by=me)
    assert actions.edit_message(posted, f"{link} once more", by=me).edited_at


def test_a_key_that_was_used_opens_nothing_without_words(cast: Cast) -> None:
    me = cast.mentor
    chat = actions.open_topic(cast.program, "First", "Hello", by=me, key="a-key-06")
    actions.post_message(chat, "Again", by=me, key="a-key-07")
    for opens in (
        lambda: actions.open_topic(cast.program, "Second", "Words", by=me, key="a-key-07"),
        lambda: actions.request_pair(cast.member, "Words", by=me, key="a-key-07"),
        lambda: write_to_team("Words", by=me, key="a-key-07"),
    ):
        with pytest.raises(Refused, match="already sent elsewhere"):
            opens()
    assert list(Conversation.objects.all()) == [chat]


def test_a_welcomer_learns_nothing_of_a_block(cast: Cast) -> None:
    me, newcomer = cast.mentor, cast.member
    arriving.name_welcomer(newcomer, me, by=cast.director)
    Arrival.objects.filter(person=newcomer).update(finished_at=None)
    cut(me, Wish.BLOCK, by=newcomer)
    with after(1):
        chat = actions.request_pair(newcomer, "Hello", by=me, key="a-key-08")
        actions.write_note(newcomer, "A note", by=me, key="a-key-09")
        for _ in range(3):
            say(chat, me, "And more, as nobody has to say yes here")
    assert len(read(chat, me)) == 5 and talk_of(newcomer).rows == []
    with after(2):
        uncut(me, by=newcomer)
        say(chat, me, "Now")
    assert read(chat, newcomer) == ["Now"] and not talk_of(newcomer).requests


def test_nothing_waits_for_staff_where_its_author_may_not_write(cast: Cast) -> None:
    chat = follow_group(cast.group, by=SYSTEM)
    groups.remove_from_roster(cast.group, cast.member, by=cast.director)
    with pytest.raises(Refused, match="no longer write here"):
        holding.hold(chat, "https://example.org", by=cast.member, key="a-key-10")


def test_the_list_of_what_has_ended_tells_nothing_of_what_was_said_since(cast: Cast) -> None:
    me = cast.member
    chats = [actions.open_conversation(cast.program, Kind.CIRCLE, [me, cast.third], by=SYSTEM) for _ in range(3)]
    for minutes, chat in enumerate(chats):
        with after(minutes):
            say(chat, cast.third, "Hello")
            actions.end_participation(chat, me, by=SYSTEM)

    def shown() -> list[object]:
        page = talk_of(me, ended=True, limit=2)
        return [page.next, *[row.id for row in page.rows]]

    before = shown()
    with after(5):
        say(chats[0], cast.third, "Without Maya")
        say(chats[1], cast.third, "Without Maya")
    assert shown() == before and before[1] == chats[2].public_id


def test_what_waits_for_staff_goes_along_when_two_are_kept_apart_and_come_together(
    cast: Cast, pair: Conversation
) -> None:
    me, other = cast.member, cast.groupmate
    asked = say(pair, other, "Where is it?")
    held = [holding.hold(pair, f"https://example.org/{n}", by=me, key=f"a-held-{n}", reply_to=asked) for n in range(3)]
    keep_apart(me, other, why="A reason that is long enough", by=cast.counselor)
    own = get_part(me, pair.public_id).conversation
    assert [each["key"] for each in queries.state(own, me)["held"]] == ["a-held-0", "a-held-1", "a-held-2"]
    released = holding.release(held[0], by=cast.counselor)
    assert released.conversation_id == own.pk and released.reply_to and released.reply_to.body == "Where is it?"
    assert "https://example.org/0" not in read(pair, other)
    lift_keep_apart(KeepApart.objects.get(), by=cast.counselor)
    for each in held[1:]:
        each.refresh_from_db()
    here = get_part(me, pair.public_id).conversation
    assert {each.conversation_id for each in held[1:]} == {here.pk}
    assert holding.release(held[1], by=cast.counselor).conversation_id == here.pk
    assert read(here, other)[-1] == "https://example.org/1"
    assert holding.drop(held[2], by=me).message is None
    with after(1):
        cut(other, Wish.BLOCK, by=me)
    late = HeldMessage.objects.create(conversation=here, author=me, body="x", key="late-held", at=clock.now())
    with pytest.raises(Refused, match="Its author can no longer write there"):
        holding.release(late, by=cast.counselor)
