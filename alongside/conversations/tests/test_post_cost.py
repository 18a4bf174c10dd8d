"""What a message costs the database, from the request to the answer: this is what everyone in the room waits for."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.conversations import actions
from alongside.conversations.events import topic
from alongside.conversations.models import Conversation, Kind, Message
from alongside.core.actions import SYSTEM
from alongside.core.models import DoneOnce
from alongside.live import outbox
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MOST = 15
"""Four to know who asks and what they take part in, nine that write (one so that it can be found by its words, from the
moment on at which it can be read), and the two ends of the transaction."""


@pytest.fixture
def chat(cast: Cast) -> Conversation:
    return actions.open_conversation(cast.program, Kind.SESSION, [cast.member, cast.groupmate], by=SYSTEM)


def test_a_post_over_http_costs_a_fixed_number_of_queries(cast: Cast, chat: Conversation) -> None:
    browser = Client()
    assert cast.member.account is not None
    browser.force_login(cast.member.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/conversations/{chat.public_id}/messages"
    for number in range(3):
        with CaptureQueriesContext(connection) as queried:
            answer = browser.post(address, {"body": "Hello", "key": f"the-key-{number}"})
        assert (answer.status_code, answer.json()["seq"]) == (200, number + 1)
        assert len(queried) <= MOST, [each["sql"] for each in queried]


def test_a_message_that_comes_again_after_its_key_was_forgotten_leaves_no_gap(cast: Cast, chat: Conversation) -> None:
    first = actions.post_message(chat, "Hello", by=cast.member, key="the-key-1")
    DoneOnce.objects.all().delete()
    assert actions.post_message(chat, "Hello", by=cast.member, key="the-key-1") == first
    assert actions.post_message(chat, "Hello again", by=cast.member, key="the-key-2").seq == 2
    assert list(Message.objects.values_list("seq", flat=True)) == [1, 2]
    assert [event.seq for event in outbox.since(topic(chat), 0).events] == [1, 2]
    chat.refresh_from_db()
    assert chat.head == 2
