"""What a message may be made of: words, whole, and unable to disturb what stands around them."""

import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.core.errors import Refused

LONGEST = 4_000
"""Characters (code points) of a message."""

_NEWLINES = re.compile("\r\n?|[\u2028\u2029\u0085\v\f]")
_FORCING = frozenset("\u202a\u202b\u202c\u202d\u202e")  # embeddings and overrides: they can show text backwards
_OPENING, _CLOSING = frozenset("\u2066\u2067\u2068"), "\u2069"
_SEEN = ("L", "N", "P", "S")  # categories of characters that leave ink


def clean(text: str, *, may_be_empty: bool = False) -> str:
    """`text` as it is stored: no control characters, no direction overrides, isolates closed line by line, trimmed.

    Raises Refused when nothing readable is left (unless that may be) or it is longer than LONGEST.
    """
    if len(text) > 2 * LONGEST:  # don't look at a flood character by character
        raise _too_long(len(text) - LONGEST)
    lines = (_line(line) for line in _NEWLINES.sub("\n", text).split("\n"))
    body = "\n".join(lines).strip()
    if not any(unicodedata.category(char)[0] in _SEEN for char in body):
        if may_be_empty:
            return ""
        raise Refused(_("There are no words in this message yet."), field="body")
    if len(body) > LONGEST:
        raise _too_long(len(body) - LONGEST)
    return body


def _too_long(over: int) -> Refused:
    return Refused(
        ngettext(
            "This message is %(over)s character too long. Please shorten it, or send it in two parts.",
            "This message is %(over)s characters too long. Please shorten it, or send it in two parts.",
            over,
        )
        % {"over": f"{over:,}"},
        field="body",
    )


def _line(line: str) -> str:
    kept: list[str] = []
    depth = 0
    for char in line:
        if char in _FORCING or (unicodedata.category(char) in {"Cc", "Cs"} and char != "\t"):
            continue
        if char in _OPENING:
            depth += 1
        elif char == _CLOSING:
            if not depth:
                continue
            depth -= 1
        kept.append(char)
    return "".join(kept).rstrip() + _CLOSING * depth
