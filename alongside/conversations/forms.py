"""What browsers send to a conversation, read strictly."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from alongside.conversations.queries import Place

KEY_LENGTHS = range(8, 81)
MOST_NAMED = 50
"""Ids in one list; what a message takes of them is less."""
_YES, _NO = {"1", "true", "on", "yes"}, {"", "0", "false", "off", "no"}


class Unreadable(ValueError):
    """What was sent can't be read. The message is a sentence for the person; `field` names what it is about."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Post:
    """One message on its way in. What it answers, whom it names and what it carries are public ids."""

    body: str
    key: str
    reply_to: str = ""
    thread: str = ""
    company: bool = False
    files: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


def read_post(request: HttpRequest) -> Post:
    """The message of a JSON or form post. Raises Unreadable."""
    fields = read_fields(request)
    return Post(
        read_body(fields),
        read_key(fields),
        reply_to=_id(fields, "reply_to"),
        thread=_id(fields, "thread"),
        company=read_yes(fields, "company"),
        files=read_ids(fields, "files"),
        mentions=read_ids(fields, "mentions"),
    )


def read_fields(request: HttpRequest) -> Mapping[str, Any]:
    """What was posted, as JSON or as a form. Raises Unreadable."""
    if request.content_type != "application/json":
        return request.POST
    try:
        fields = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise _garbled() from error
    if not isinstance(fields, dict):
        raise Unreadable(_("There are no words in this message yet."), "body")
    return fields


def read_body(fields: Mapping[str, Any]) -> str:
    body = fields.get("body")
    if not isinstance(body, str):
        raise Unreadable(_("There are no words in this message yet."), "body")
    return body


def read_key(fields: Mapping[str, Any]) -> str:
    """The key under which it is done once. Raises Unreadable."""
    key = fields.get("key")
    if not isinstance(key, str) or len(key) not in KEY_LENGTHS or not (key.isascii() and key.isprintable()):
        raise _garbled("key")
    return key


def read_yes(fields: Mapping[str, Any], name: str) -> bool:
    """Yes or no; left out is no. Raises Unreadable."""
    told = fields.get(name)
    if isinstance(told, bool) or told is None:
        return bool(told)
    word = str(told).strip().casefold()
    if word not in _YES | _NO:
        raise _garbled(name)
    return word in _YES


def read_ids(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Public ids with commas between them, each once. Raises Unreadable."""
    told = fields.get(name)
    if told in (None, ""):
        return ()
    if not isinstance(told, str) or len(told) > MOST_NAMED * 20:
        raise _garbled(name)
    ids = tuple(dict.fromkeys(each.strip() for each in told.split(",") if each.strip()))
    if not all(_is_id(each) for each in ids):
        raise _garbled(name)
    return ids


def read_number(fields: Mapping[str, Any], name: str) -> int:
    """Raises Unreadable."""
    number = _number(str(fields.get(name, "")), name)
    if number is None:
        raise _garbled(name)
    return number


def read_place(request: HttpRequest) -> Place:
    """The place that the address names (?before=, ?after=, ?around=, ?date=YYYY-MM-DD). Raises Unreadable."""
    before, after, around = (_number(request.GET.get(name, ""), name) for name in ("before", "after", "around"))
    day = _day(request.GET.get("date", ""))
    if sum(each is not None for each in (before, after, around, day)) > 1:
        raise Unreadable(_("This link isn’t complete. Please open the conversation again."))
    return Place(before, after, around, day)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text[:11])
    except ValueError:
        day = date.min
    if not 1900 <= day.year <= 9000:
        raise Unreadable(_("This isn’t a day. Please choose one again."), "date")
    return day


def _number(text: str, name: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Unreadable(_("This link isn’t complete. Please open the conversation again."), name)
    return int(text)


def _id(fields: Mapping[str, Any], name: str) -> str:
    told = fields.get(name)
    if told in (None, ""):
        return ""
    if not isinstance(told, str) or not _is_id(told):
        raise _garbled(name)
    return told


def _is_id(text: str) -> bool:
    return len(text) <= 40 and text.isascii() and text.isalnum()


def _garbled(field: str = "") -> Unreadable:
    return Unreadable(_("This message didn’t come through right. Please send it again."), field)
