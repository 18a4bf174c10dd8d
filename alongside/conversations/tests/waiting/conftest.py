"""The scene of these tests: nobody's post is their first any more."""

import pytest

from alongside.conversations import actions
from alongside.conversations.models import WaitingPost
from alongside.conversations.tests.waiting.scene import HOUR, NOON, Talk
from alongside.core import clock
from tests.cast import Cast


@pytest.fixture
def talk(cast: Cast) -> Talk:
    talk = Talk(cast)
    talk.begin()
    for number, person in enumerate([*cast.roster, cast.counselor]):  # nobody's post is their first any more
        with clock.reading(NOON - HOUR):
            actions.post_message(talk.chat, "Hello", by=person, key=f"before-{number}")
    WaitingPost.objects.all().delete()
    return talk
