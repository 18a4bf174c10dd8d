"""The words around what was found, with the found ones marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from alongside.conversations.search.fingerprints import LONGEST_WORD, plain, stems, words_in

AROUND = 90
"""Characters before the first found word; three times as many after it."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `found` where it is one of the words that were looked for."""

    text: str
    found: bool


def matches(text: str, words: Sequence[str], phrases: Sequence[Sequence[str]]) -> bool:
    """Whether all words and phrases (in their plain forms) are in it: what the index says, looked at itself."""
    if phrases:
        run = letters_of(text)
        if not all("".join(phrase) in run for phrase in phrases if max(map(len, phrase)) < LONGEST_WORD):
            return False  # most that have the words don't have them side by side
    there = [word for word, _from, _to in words_in(text)]
    if not all(_holds(there, phrase) for phrase in phrases):
        return False
    known = set(there)
    return all(word in known or any(_same(word, each) for each in known) for word in words)


def excerpt(text: str, words: Sequence[str]) -> list[Piece]:
    """A part of `text` around the first of the words, in pieces. Lines become spaces."""
    found = [(start, end) for each, start, end in words_in(text) if any(_same(word, each) for word in words)]
    first = found[0][0] if found else 0
    begin = _at_a_word(text, max(0, first - AROUND))
    end = min(len(text), first + 3 * AROUND)
    pieces: list[Piece] = [Piece("… ", False)] if begin else []
    at = begin
    for start, stop in found:
        if stop > end:
            break
        pieces += [Piece(_flat(text[at:start]), False), Piece(_flat(text[start:stop]), True)]
        at = stop
    pieces.append(Piece(_flat(text[at:end]) + (" …" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece.text]


def letters_of(text: str) -> str:
    """All letters and digits in their plain form, with nothing between: words side by side are in it side by side."""
    found = plain("".join(filter(str.isalnum, text)))
    return found if found.isalnum() else "".join(filter(str.isalnum, found))


def _same(word: str, other: str) -> bool:
    """Whether they share a stem. Stemmers change ends alone and are slow: most are told apart by how they begin."""
    return word == other or (word[0] == other[0] and not stems(word).isdisjoint(stems(other)))


def _holds(there: Sequence[str], phrase: Sequence[str]) -> bool:
    length = len(phrase)
    return any(list(there[at : at + length]) == list(phrase) for at in range(len(there) - length + 1))


def _at_a_word(text: str, at: int) -> int:
    """The beginning of a word near `at`, unless it is one long word."""
    if at == 0:
        return 0
    space = text.find(" ", at, at + AROUND)
    return at if space < 0 else space + 1


def _flat(text: str) -> str:
    return text.replace("\n", " ")
