"""What browsers send to a conversation, read strictly."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

KEY_LENGTHS = range(8, 81)


class Unreadable(ValueError):
    """What was sent can't be read. The message is a sentence for the person; `field` names what it is about."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Post:
    """One message on its way in."""

    body: str
    key: str


def read_post(request: HttpRequest) -> Post:
    """The message of a JSON or form post. Raises Unreadable."""
    fields: Any = request.POST
    if request.content_type == "application/json":
        try:
            fields = json.loads(request.body)
        except (ValueError, RecursionError) as error:
            raise Unreadable(_("This message didn’t come through right. Please send it again.")) from error
    body, key = (fields.get("body"), fields.get("key")) if hasattr(fields, "get") else (None, None)
    if not isinstance(body, str):
        raise Unreadable(_("There are no words in this message yet."), "body")
    if not isinstance(key, str) or len(key) not in KEY_LENGTHS or not (key.isascii() and key.isprintable()):
        raise Unreadable(_("This message didn’t come through right. Please send it again."), "key")
    return Post(body, key)


@dataclass(frozen=True)
class Place:
    """A place in the stream to read from: before a number, after one, or the newest."""

    before: int | None = None
    after: int | None = None


def read_place(request: HttpRequest) -> Place:
    """The place that the address names (?before= or ?after=). Raises Unreadable."""
    before, after = (_number(request.GET.get(name, ""), name) for name in ("before", "after"))
    if before is not None and after is not None:
        raise Unreadable(_("This link isn’t complete. Please open the conversation again."))
    return Place(before, after)


def _number(text: str, name: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Unreadable(_("This link isn’t complete. Please open the conversation again."), name)
    return int(text)
