"""Conversations: those who take part or took part; nobody else, staff or not."""

from typing import Any

from alongside.conversations import actions
from alongside.conversations.models import Conversation, Kind
from alongside.core.actions import SYSTEM
from tests.cast import Cast
from tests.permissions import Row, statuses


def stage(cast: Cast) -> Conversation:
    """A session's chat of the member, a groupmate who has left it, and their counselor."""
    people = [cast.member, cast.groupmate, cast.counselor]
    chat = actions.open_conversation(cast.program, Kind.SESSION, people, by=SYSTEM)
    actions.post_message(chat, "Good morning", by=cast.counselor, key="good-morning")
    actions.end_participation(chat, cast.groupmate, by=SYSTEM)
    return chat


def _there(cast: Cast) -> dict[str, Any]:
    return {"id": cast.scene.public_id}


def _two(cast: Cast) -> dict[str, Any]:
    return {"id": actions.open_pair(cast.member, cast.other_counselor, by=cast.member).public_id}


WORDS = {"body": "Hello", "key": "hello-everyone"}

TABLE = [
    Row("conversations:conversation", statuses(404, member=200, other_counselor=200), kwargs=_two),
    Row(
        "conversations:messages",
        statuses(404, visitor=401, member=200, other_counselor=200),
        method="POST",
        kwargs=_two,
        body=lambda cast: WORDS,
    ),
    Row(
        "conversations:conversation",
        statuses(404, member=200, groupmate=200, counselor=200),
        kwargs=_there,
    ),
    Row(
        "conversations:conversation",
        statuses(404, member=302, groupmate=422, counselor=302),
        method="POST",
        kwargs=_there,
        data=lambda cast: WORDS,
    ),
    Row(
        "conversations:messages",
        statuses(404, visitor=401, member=200, groupmate=200, counselor=200),
        kwargs=_there,
    ),
    Row(
        "conversations:messages",
        statuses(404, visitor=401, member=200, groupmate=409, counselor=200),
        method="POST",
        kwargs=_there,
        body=lambda cast: WORDS,
    ),
    Row(
        "conversations:state",
        statuses(404, visitor=401, member=200, groupmate=200, counselor=200),
        kwargs=_there,
    ),
]
