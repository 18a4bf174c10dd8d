"""Pauses, new accounts and links that wait: where they hold, what they say, and where they never stand."""

from datetime import timedelta

import pytest

from alongside.boundaries.actions_cuts import lift_pause, pause_posting
from alongside.conversations import actions as talk
from alongside.conversations import limits
from alongside.conversations.actions import holding
from alongside.conversations.actions.following import follow_group
from alongside.conversations.duties import keep_promises
from alongside.conversations.models import Conversation, HeldMessage, Kind, Message
from alongside.core import clock
from alongside.core.actions import SYSTEM
from alongside.core.errors import Refused
from tests.cast import Cast


@pytest.fixture
def chat(cast: Cast) -> Conversation:
    return follow_group(cast.group, by=SYSTEM)


def test_a_pause_says_until_when_and_never_stands_before_help(cast: Cast, chat: Conversation) -> None:
    me = cast.member
    pair = talk.open_pair(me, cast.third, by=SYSTEM)
    pause = pause_posting(me, clock.now() + timedelta(days=2), by=cast.counselor)
    for closed in (chat, pair):
        with pytest.raises(Refused, match=r"Until .* your writing is paused.*What staff decided"):
            talk.post_message(closed, "Hello", by=me, key=f"c{closed.pk}")
    for open_ in (
        talk.open_pair(me, cast.counselor, by=SYSTEM),
        talk.open_line(me, by=me),
    ):
        assert talk.post_message(open_, "Hello", by=me, key=f"o{open_.pk}")
    lift_pause(pause, by=cast.director)
    assert talk.post_message(chat, "Hello", by=me, key="k")


def test_new_accounts_write_so_much_an_hour_and_no_more(cast: Cast, chat: Conversation, settings) -> None:
    settings.NEW_ACCOUNT_POSTS = 3
    for number in range(3):
        talk.post_message(chat, "Hello", by=cast.member, key=f"k{number}")
    with pytest.raises(Refused, match="a lot for one hour"):
        talk.post_message(chat, "Hello", by=cast.member, key="k3")
    session = talk.open_conversation(cast.program, Kind.SESSION, [cast.member], by=SYSTEM)
    for number in range(5):
        talk.post_message(session, "Hello", by=cast.member, key=f"s{number}")
    for number in range(5):
        talk.post_message(chat, "Hello", by=cast.mentor, key=f"m{number}")
    cast.member.created_at = clock.now() - timedelta(days=8)
    cast.member.adult_at = None
    assert talk.post_message(chat, "Hello", by=cast.member, key="k4")


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("see https://example.org/a", True),
        ("www.example.org", True),
        ("go to exam\u200bple.com now", True),
        ("ｅｘａｍｐｌｅ．ｃｏｍ", True),
        ("tg://resolve?domain=x", True),
        ("meet me at chat.me/abc", True),
        ("I slept well. It was good.", False),
        ("e.g. 3.5 hours, i.e. a bit", False),
        ("Thanks.Me too", False),
    ],
)
def test_what_leads_elsewhere(words: str, leads: bool) -> None:
    assert limits.has_link(words) is leads


def test_a_link_of_a_new_account_waits_for_staff(cast: Cast, chat: Conversation) -> None:
    me, words = cast.member, "Look: https://example.org"
    assert limits.holds(chat, me, words) and not limits.holds(chat, cast.mentor, words)
    assert not limits.holds(chat, me, "Look") and not limits.holds(talk.open_line(me, by=me), me, words)
    first = talk.post_message(chat, "What do you think?", by=cast.third, key="q")
    held = holding.hold(chat, words, by=me, key="h1", reply_to=first)
    assert holding.hold(chat, words, by=me, key="h1") == held and Message.objects.count() == 1
    message = holding.release(held, by=cast.counselor)
    assert (message.author, message.body, message.reply_to) == (me, words, first)
    with pytest.raises(Refused, match="meanwhile"):
        holding.drop(held, by=cast.director)
    dropped = holding.drop(holding.hold(chat, words, by=me, key="h2"), by=cast.counselor)
    assert dropped.message is None and Message.objects.count() == 2
    with pytest.raises(Refused, match="can’t add a link"):
        limits.check_change(chat, me, "Look", words)
    limits.check_change(chat, me, words, words + " again")
    held = holding.hold(chat, words, by=me, key="h3")
    pause_posting(me, clock.now() + timedelta(days=1), by=cast.counselor)
    with pytest.raises(Refused):
        holding.release(held, by=cast.counselor)
    held.refresh_from_db()
    assert held.decided_at is None and HeldMessage.objects.count() == 3


def test_what_was_decided_goes_after_thirty_days_and_what_waits_stays(cast: Cast, chat: Conversation) -> None:
    at, words = clock.now(), "Look: https://example.org"
    waits, decided = (holding.hold(chat, words, by=cast.member, key=key) for key in ("h1", "h2"))
    holding.drop(decided, by=cast.counselor)
    for days, left in ((29, {waits, decided}), (31, {waits})):
        with clock.reading(at + timedelta(days=days)):
            keep_promises()
        assert set(HeldMessage.objects.all()) == left
