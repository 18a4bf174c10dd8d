"""Drawing messages on plain pages, from the JSON that scripts get (`events.Said`).

{% load said %}
{% said_face message %}            its author's pebble
{{ message.at|moment }}            when it was said, for {% time_for %}
{% reaction_word code %}           the words of a reaction
{{ message.body|linked }}          its words, with addresses of the web as links that show where they lead
"""

import re
from datetime import datetime
from types import SimpleNamespace
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alongside.conversations.events import Said
from alongside.conversations.models import ReactionCode
from alongside.ui.templatetags.ui import face

register = template.Library()

ADDRESS = re.compile(
    '\\bhttps?://[^\\s<>"“”«»‹›`\x00-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+', re.IGNORECASE
)
"""As islands/conversation_words.ts has it."""
ENDS = ".,;:!?'’…"
BRACKETS = {")": "(", "]": "[", "}": "{"}


@register.simple_tag
def said_face(message: Said) -> SafeString:
    who = SimpleNamespace(public_id=message["author"], display_name=message["name"])
    return face(who, size="small")


@register.simple_tag
def reaction_word(code: str) -> str:
    return str(ReactionCode(code).label)


@register.filter
def moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


@register.filter
def linked(body: str) -> SafeString:
    """`body`, escaped, with addresses of http and https as links. A name before the host is no link: it can deceive."""
    found: list[str] = []
    start = 0
    for match in ADDRESS.finditer(body):
        address = _trimmed(match.group())
        if not _leads_somewhere(address):
            continue
        found.append(body[start : match.start()])
        found.append(format_html('<a href="{0}" rel="noopener noreferrer nofollow ugc"><bdi>{0}</bdi></a>', address))
        start = match.start() + len(address)
    found.append(body[start:])
    return format_html_join("", "{}", ((piece,) for piece in found))


def _trimmed(address: str) -> str:
    """Without the full stop or the bracket that belongs to the sentence around it."""
    while address:
        last = address[-1]
        opening = BRACKETS.get(last)
        alone = opening is not None and address.count(last) > address.count(opening)
        if last not in ENDS and not alone:
            break
        address = address[:-1]
    return address


def _leads_somewhere(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return "." in host and parts.username is None and parts.password is None
