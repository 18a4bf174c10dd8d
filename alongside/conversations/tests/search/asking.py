"""Saying and finding, as every test of search does."""

from typing import Any

from alongside.conversations import actions
from alongside.conversations.models import Conversation, Message
from alongside.conversations.search.finding import Question, find
from alongside.people.models import Person

_keys = iter(range(10**9))


def say(chat: Conversation, body: str, by: Person) -> Message:
    return actions.post_message(chat, body, by=by, key=f"search-key-{next(_keys)}")


def bodies(person: Person, text: str, **more: Any) -> list[str]:
    return [hit.message.body for hit in find(person, Question(text, **more)).hits]
