"""What may stand in a name. Names are shown beside other people's words, so they can't carry invisible or tall marks.

After NFC normalisation (Unicode Standard Annex 15) and collapsing of spaces, refused are: control, private and
unassigned characters, every format character (bidirectional controls, zero-width marks, tags; Annex 9 and the Cf
category) except a joiner between two visible characters, fillers that look empty, and piles of more than three
combining marks.
"""

import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.core.errors import Refused

NAME_LENGTH = 40
MOST_MARKS = 3
_JOINERS = {"\u200c", "\u200d"}
_EMPTIES = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\u034f", "\u17b4", "\u17b5"}


def clean_name(text: str, *, most: int = NAME_LENGTH, field: str = "display_name") -> str:
    """A name, ready to be stored. Raises Refused with a sentence about what to change."""
    name = clean_line(text, most, field=field)
    if not any(unicodedata.category(char)[0] in "LN" for char in name):
        raise Refused(_("Please give a name with at least one letter or number."), field=field)
    return name


def clean_line(text: str, most: int, *, field: str) -> str:
    """One line of at most `most` characters; may be empty. Raises Refused."""
    if len(text) > most * 50:  # don't normalise a flood
        raise Refused(_too_long(len(text), most), field=field)
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in composed)
    line = " ".join(part for part in spaced.split(" ") if part)
    marks = 0
    for place, char in enumerate(line):
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        joins = char in _JOINERS and 0 < place < len(line) - 1 and line[place + 1] not in _JOINERS
        if char in _EMPTIES or (category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and not joins):
            raise Refused(
                _(
                    "This has invisible characters, such as marks that change the reading direction. "
                    "Please type it again without them."
                ),
                field=field,
            )
        if marks > MOST_MARKS:
            raise Refused(_("This has too many marks on one letter. Please use fewer."), field=field)
    if len(line) > most:
        raise Refused(_too_long(len(line), most), field=field)
    return line


def _too_long(length: int, most: int) -> str:
    return ngettext(
        "This can have up to %(most)d character.",
        "This can have up to %(most)d characters. It has %(length)d now.",
        most,
    ) % {"most": most, "length": length}
