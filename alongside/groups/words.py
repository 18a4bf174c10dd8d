"""Names and sentences of groups: one line of readable words."""

import re
import unicodedata

from django.utils.translation import gettext as _

from alongside.core.errors import Refused
from alongside.people.names import clean_line


def one_line(text: str, longest: int, *, field: str, needed: bool = True) -> str:
    """`text` on one line, without anything that could disturb the line around it, trimmed.

    Raises Refused, naming the form's field, when it is longer than `longest` characters, has invisible characters, or
    nothing readable is left (unless it isn't `needed`).
    """
    line = clean_line(" ".join(text.split()), longest, field=field)
    if needed and not any(unicodedata.category(char)[0] in "LN" for char in line):
        raise Refused(_("Please write a few words here."), field=field)
    return line


def paragraphs(text: str, longest: int, *, field: str) -> str:
    """`text` on its own lines, at most two breaks in a row, otherwise as `one_line`. Never empty. Raises Refused."""
    if len(text) > longest * 50:  # don't read a flood
        raise Refused(_("This is too long. Please use up to %(most)d characters.") % {"most": longest}, field=field)
    lines = [clean_line(" ".join(line.split()), longest, field=field) for line in text.splitlines()]
    kept = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if len(kept) > longest:
        raise Refused(_("This is too long. Please use up to %(most)d characters.") % {"most": longest}, field=field)
    if not any(unicodedata.category(char)[0] in "LN" for char in kept):
        raise Refused(_("Please write a few words here."), field=field)
    return kept
