"""A face without a photo: initials on one of twelve hues and four pebble shapes, from the public id.

`islands/face.ts` computes the same; both are held to `tests/faces.json`.
"""

import unicodedata

HUES = 12
SHAPES = 4


def _fnv1a(text: str) -> int:
    """32-bit FNV-1a (Fowler, Noll, Vo): small, even, and the same few lines in TypeScript."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def hue(public_id: str) -> int:
    """0 to 11; the colour itself is in the style sheet."""
    return _fnv1a(public_id) % HUES


def shape(public_id: str) -> int:
    """0 to 3; colour is never alone in telling people apart."""
    return _fnv1a(public_id) // HUES % SHAPES


def initials(name: str) -> str:
    """One or two letters, of the first words that have a letter or a digit; "·" when none has."""
    letters = []
    for word in name.split():
        first = next((char for char in word if unicodedata.category(char)[0] in "LN"), "")
        if first:
            letters.append(first.upper()[:1])
        if len(letters) == 2:
            break
    return "".join(letters) or "·"
