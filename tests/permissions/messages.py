"""Single messages, and what is done with them: who may read one, whose it is to change, and who may answer."""

from dataclasses import dataclass
from typing import Any

from alongside.conversations import actions
from alongside.conversations.models import Kind, Message
from alongside.core.actions import SYSTEM
from tests.cast import Cast
from tests.permissions import Row, statuses


@dataclass(frozen=True)
class Scene:
    """In a group: a message of the member, and one that was said after the groupmate's part had ended."""

    said: Message
    later: Message


def stage(cast: Cast) -> Scene:
    people = [cast.member, cast.groupmate, cast.mentor, cast.counselor]
    chat = actions.open_conversation(cast.program, Kind.GROUP, people, by=SYSTEM)
    said = actions.post_message(chat, "Good morning", by=cast.member, key="good-morning")
    actions.end_participation(chat, cast.groupmate, by=SYSTEM)
    return Scene(said, actions.post_message(chat, "Hello", by=cast.counselor, key="hello-there"))


def _chat(cast: Cast) -> dict[str, Any]:
    return {"id": cast.scene.said.conversation.public_id}


def _said(cast: Cast) -> dict[str, Any]:
    return _chat(cast) | {"message_id": cast.scene.said.public_id}


def _later(cast: Cast) -> dict[str, Any]:
    return _chat(cast) | {"message_id": cast.scene.later.public_id}


def _scripts(status: int, **roles: int) -> Any:
    """For those who take part; the groupmate's part has ended."""
    taking_part = {"member": status, "mentor": status, "counselor": status, "groupmate": status}
    return statuses(404, visitor=401, **(taking_part | roles))


def _pages(status: int, **roles: int) -> Any:
    taking_part = {"member": status, "mentor": status, "counselor": status, "groupmate": status}
    return statuses(404, **(taking_part | roles))


WORDS = {"body": "Other words", "key": "other-words"}
WARM = {"code": "warm", "on": True}

TABLE = [
    Row("conversations:message", _pages(200), kwargs=_said),
    Row("conversations:message", _pages(200, groupmate=404), kwargs=_later),
    Row("conversations:message", _pages(302, groupmate=422), "POST", _said, data=lambda cast: WORDS),
    Row("conversations:edit", _pages(422, member=302), "POST", _said, data=lambda cast: WORDS),
    Row("conversations:edit", _scripts(409, member=200), "POST", _said, body=lambda cast: WORDS),
    Row("conversations:edit", _scripts(409, counselor=200, groupmate=404), "POST", _later, body=lambda cast: WORDS),
    Row("conversations:take_back", _pages(422, member=302), "POST", _said),
    Row("conversations:take_back", _scripts(409, member=200), "POST", _said, body=lambda cast: {}),
    Row("conversations:react", _pages(302, groupmate=422), "POST", _said, data=lambda cast: {"code": "warm"}),
    Row("conversations:react", _scripts(200, groupmate=409), "POST", _said, body=lambda cast: WARM),
    Row("conversations:react", _scripts(200, groupmate=404), "POST", _later, body=lambda cast: WARM),
    Row("conversations:read", _scripts(200), "POST", _chat, body=lambda cast: {"upto": 1}),
    Row("conversations:people", _scripts(200), kwargs=_chat, query="?q=a"),
    Row("conversations:state", _scripts(200), kwargs=_chat, query="?around=1"),
    Row("conversations:state", _scripts(200), kwargs=_chat, query="?date=2026-11-24"),
    Row("conversations:messages", _scripts(200), kwargs=_chat, query="?before=2"),
    Row(
        "conversations:messages",
        _scripts(200, groupmate=409),
        "POST",
        _chat,
        body=lambda cast: WORDS | {"thread": cast.scene.said.public_id},
    ),
    Row(
        "conversations:messages",
        _scripts(200, groupmate=422),
        "POST",
        _chat,
        body=lambda cast: WORDS | {"reply_to": cast.scene.later.public_id},
    ),
]
