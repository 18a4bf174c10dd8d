"""The index follows what is said, edited and taken back, and holds no words."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.conversations import actions, search
from alongside.conversations.actions.copying import copy_messages
from alongside.conversations.models import Conversation, Kind, Message, Participant
from alongside.conversations.search import fingerprints, rebuilding
from alongside.conversations.search.finding import Question, find
from alongside.conversations.tests.search.asking import bodies, say
from alongside.core import clock
from alongside.core.actions import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_edits_and_removals_are_followed_and_copies_are_found_once(cast: Cast, chat: Conversation) -> None:
    changed, taken, removed = (say(chat, f"Rain {each}", cast.member) for each in "abc")
    actions.edit_message(changed, "Sunshine", by=cast.member)
    actions.take_back(taken, by=cast.member)
    actions.remove_message(removed, by=cast.counselor)
    assert bodies(cast.member, "rain") == [] and bodies(cast.member, "sunshine") == ["Sunshine"]
    copy = actions.open_conversation(cast.program, Kind.GROUP, [cast.member], by=SYSTEM)
    part = Participant.objects.get(conversation=chat, person=cast.member)
    copy_messages(chat, copy, part)
    part.moved_to = copy
    part.save()
    found = find(cast.member, Question("sunshine")).hits
    assert [hit.message.conversation_id for hit in found] == [copy.pk]
    assert bodies(cast.groupmate, "sunshine") == ["Sunshine"]


def test_a_topic_is_found_by_its_title(cast: Cast) -> None:
    chat = actions.open_topic(cast.program, "Nightmares", "They come at four", by=cast.member, key="topic-key-1")
    say(chat, "Here too", cast.groupmate)
    assert bodies(cast.third, "nightmare") == ["They come at four"]
    assert bodies(cast.third, "nightmare four") == ["They come at four"]


def test_the_index_holds_no_words_and_follows_the_key(cast: Cast, chat: Conversation, settings: Any) -> None:
    """Neither words nor their plain hashes; after a new key old messages are found, also once all are indexed anew."""
    settings.SEALING_KEYS = ["the-old-key"]
    message = say(chat, "Lighthouse keeper", cast.member)
    tokens = search.tokens_of(message, chat, message.body)
    assert not any(word in token for token in tokens for word in ("light", "keep"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM conversations_words")
        stored = repr(cursor.fetchall())
    assert "ighthouse" not in stored and tokens[-1] in stored
    settings.SEALING_KEYS = ["the-new-key", "the-old-key"]
    assert set(fingerprints.tokens_for("lighthouse")).isdisjoint(tokens)
    assert bodies(cast.member, "lighthouse") == ["Lighthouse keeper"]
    taken = say(chat, "Gone", cast.member)
    Message.objects.filter(pk=taken.pk).update(gone="author")
    assert rebuilding.rebuild() == 2
    assert {*search.tokens_of(message, chat, message.body)} - {*tokens}
    settings.SEALING_KEYS = ["the-new-key", "the-old-key"]
    assert bodies(cast.member, "lighthouse") == ["Lighthouse keeper"] and bodies(cast.member, "gone") == []
    assert django_settings.SEALING_KEYS


def test_what_has_no_message_any_more_is_forgotten(cast: Cast, chat: Conversation) -> None:
    kept, lost = (say(chat, f"Rain {each}", cast.member) for each in range(2))
    Message.objects.filter(pk=lost.pk).delete()
    assert bodies(cast.member, "rain") == [kept.body]
    assert (rebuilding.sweep(), rebuilding.sweep()) == (1, 0)


def test_indexing_is_cheap(cast: Cast, chat: Conversation) -> None:
    """One statement more for a message, one for its removal."""
    message = say(chat, "Hello", cast.member)
    with CaptureQueriesContext(connection) as queried:
        search.index(message, "a longer message, " * 200)
        search.drop(message)
    assert len(queried) == 2
    with clock.reading(clock.now() + timedelta(days=1)):
        search.index(message, "Hello")
