"""Words as the index knows them: keyed fingerprints, from which nobody without the key learns the words.

A word is brought into its plain form (NFKD, without accents, casefolded) and then to its stems in English and Spanish
(Snowball); each stem becomes the first 64 bits of an HMAC-SHA-256 under a key that is made from the sealing keys for
this alone. Two words are the same to the index where they share a stem, in whichever of the two languages.
"""

import base64
import hashlib
import hmac
import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]
from django.conf import settings

LONGEST_WORD = 40
MOST_WORDS = 1_000
"""Different words of one message that are found; a message has at most 4,000 characters."""
_LETTER = "(?:[^\\W_\u3040-\u30ff\u3400-\u9fff]|[\u0300-\u036f\u00ad\u200b-\u200f\u2060])"
_WORD = re.compile(f"[\u3040-\u30ff\u3400-\u9fff]|[^\\W_]{_LETTER}*(?:['\u2019\u02bc]{_LETTER}+)*")
"""With its apostrophes and accents, and what hides in it. Where no spaces are written every character is a word."""
_NARROW = threading.local()


def plain(text: str) -> str:
    """Without accents, capitals, and characters that nobody sees."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(char for char in apart if unicodedata.category(char) not in {"Mn", "Cf"}).casefold()


def words_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word in its plain form, with where it stands in `text`: from, to."""
    for match in _WORD.finditer(text):
        word = _plain_word(match[0])
        if word:
            yield word, match.start(), match.end()


@lru_cache(maxsize=20_000)
def _plain_word(word: str) -> str:
    found = plain(word)
    return (found if found.isalnum() else "".join(char for char in found if char.isalnum()))[:LONGEST_WORD]


@lru_cache(maxsize=20_000)
def stems(word: str) -> frozenset[str]:
    """The stems of a word in its plain form."""
    stemmers = getattr(_NARROW, "stemmers", None)
    if stemmers is None:  # they keep state while they work, so each thread has its own
        stemmers = _NARROW.stemmers = (snowballstemmer.stemmer("english"), snowballstemmer.stemmer("spanish"))
    return frozenset(stemmer.stemWord(word) for stemmer in stemmers)


def tokens_for(word: str, *, every_key: bool = False) -> frozenset[str]:
    """What the index holds of a word: under the newest key, or under every key that may still be in use."""
    keys = _keys(tuple(settings.SEALING_KEYS) or (settings.SECRET_KEY,))
    return frozenset(token for key in (keys if every_key else keys[:1]) for token in _tokens(word, key))


@lru_cache(maxsize=4)
def _keys(sealing: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(hashlib.sha256(b"alongside-search:" + key.encode()).digest() for key in sealing)


@lru_cache(maxsize=20_000)
def _tokens(word: str, key: bytes) -> frozenset[str]:
    return frozenset(_short(hmac.digest(key, stem.encode(), "sha256")) for stem in stems(word))


def _short(digest: bytes) -> str:
    """64 bits in thirteen small letters and digits: one token for every engine, and longer than any of a place."""
    return base64.b32encode(digest[:8]).decode()[:13].lower()
