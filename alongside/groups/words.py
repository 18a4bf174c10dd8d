"""Names and sentences of groups: one line of readable words."""

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
