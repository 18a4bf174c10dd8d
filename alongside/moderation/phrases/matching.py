"""Finding phrases in words: as whole words, whatever their case, accents, apostrophes and invisible characters."""

import re
import unicodedata
from collections.abc import Iterable

_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words of `text` as they are compared: "Don’t  GO" gives ["dont", "go"]."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    kept = "".join(char for char in plain if unicodedata.category(char) not in {"Mn", "Cf"})
    return _WORD.findall(kept)


class Matcher:
    """Looks for any of some phrases. Costs a look-up for each word of a text, whatever the number of phrases."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in phrases:
            words = tuple(words_of(phrase))
            if words:
                self._by_first.setdefault(words[0], []).append(words)

    def finds(self, text: str) -> bool:
        """Whether one of the phrases stands in `text`; which one, nobody is told."""
        words = words_of(text)
        return any(
            tuple(words[at : at + len(phrase)]) == phrase
            for at, word in enumerate(words)
            for phrase in self._by_first.get(word, ())
        )
