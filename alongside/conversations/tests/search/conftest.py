"""A conversation to search in."""

from typing import Any

import pytest

from alongside.conversations import actions
from alongside.conversations.models import Conversation, Kind
from alongside.core.actions import SYSTEM
from tests.cast import Cast


@pytest.fixture(autouse=True)
def no_limit(settings: Any) -> None:
    """These people write more than new accounts may."""
    settings.NEW_ACCOUNT_POSTS = 10**6


@pytest.fixture
def chat(cast: Cast) -> Conversation:
    return actions.open_conversation(cast.program, Kind.GROUP, [cast.member, cast.groupmate, cast.counselor], by=SYSTEM)
