"""What may stand in a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.core.errors import Refused
from alongside.people.names import clean_line, clean_name

GOOD = [
    ("Maya", "Maya"),
    ("  Maya   L. ", "Maya L."),
    ("Ine\u0301s", "In\u00e9s"),
    ("O’Brien-Søren", "O’Brien-Søren"),
    ("李雷", "李雷"),
    ("מאיה", "מאיה"),
    ("نور", "نور"),
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("J", "J"),
    ("Maya\u00a0\u1680\u2003L.", "Maya L."),
    ("7", "7"),
    ("Sam 🌱", "Sam 🌱"),
    ("x" * 40, "x" * 40),
]


@pytest.mark.parametrize(("typed", "kept"), GOOD)
def test_ordinary_names_of_all_scripts_are_kept(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


BAD = {
    "too long": "x" * 41,
    "five hundred": "x" * 500,
    "a flood": "x" * 100_000,
    "empty": "",
    "spaces": " \u00a0\u2003",
    "right-to-left override": "Maya\u202egnp.exe",
    "right-to-left mark": "\u200fMaya",
    "isolate": "\u2066Maya\u2069",
    "arabic letter mark": "\u061cMaya",
    "zero-width space": "Ma\u200bya",
    "only zero-width": "\u200b\u200b",
    "byte order mark": "\ufeffMaya",
    "joiner at the end": "Maya\u200d",
    "two joiners": "Ma\u200d\u200dya",
    "line break": "Maya\nDirector",
    "tab": "Ma\tya",
    "null": "Ma\x00ya",
    "escape": "\x1b[31mMaya",
    "hangul filler": "\u3164",
    "braille blank": "\u2800Maya",
    "tag characters": "Maya\U000e0041",
    "private use": "\ue000Maya",
    "surrogate": "Ma\ud800ya",
    "line separator": "Ma\u2028ya",
    "zalgo": "M" + "\u0301\u0302\u0303\u0304\u0305" + "aya",
    "only marks": "\u0301",
    "only dots": "...",
    "only a picture": "🌱",
}


@pytest.mark.parametrize("typed", BAD.values(), ids=BAD.keys())
def test_everything_else_gets_a_sentence(typed: str) -> None:
    """A refusal that belongs to the field, in words, with a full stop and without the input in it."""
    with pytest.raises(Refused) as refused:
        clean_name(typed)
    assert refused.value.field == "display_name"
    assert str(refused.value.sentence).endswith(".")


@given(st.text(max_size=120))
def test_what_is_kept_is_stable(typed: str) -> None:
    """Cleaning twice is the same as once, and what is kept always fits."""
    try:
        kept = clean_line(typed, 40, field="x")
    except Refused:
        return
    assert clean_line(kept, 40, field="x") == kept
    assert len(kept) <= 40
    assert kept.isprintable() or "\u200c" in kept or "\u200d" in kept
