"""The deck of prompts: our own, by theme, each with a sentence to borrow and what to do if it turns hard.

In each language that pages can be in; a text that the deck doesn't say in one is in English there.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from alongside.core.languages import ENGLISH, said_in

_DECK = Path(__file__).parent / "data" / "prompts.toml"


@dataclass(frozen=True)
class Prompt:
    """`first` is a first sentence to borrow; `care` says what to do if someone says they used or may be hurt."""

    key: str
    theme: str
    title: str
    first: str
    care: str


@dataclass(frozen=True)
class Theme:
    key: str
    title: str
    prompts: tuple[Prompt, ...]


@lru_cache(maxsize=8)
def deck(language: str = ENGLISH) -> tuple[Theme, ...]:
    """All prompts by theme, in the deck's order, in `language`."""
    with _DECK.open("rb") as file:
        data = said_in(language, tomllib.load(file))
    return tuple(_theme(said_in(language, theme), data["care"], language) for theme in data["theme"])


def _theme(theme: dict[str, Any], care: str, language: str) -> Theme:
    cards = (said_in(language, card) for card in theme["prompt"])
    prompts = tuple(
        Prompt(
            card["key"],
            theme["key"],
            card["title"],
            card["first"],
            f"{card['care']} {care}" if "care" in card else care,
        )
        for card in cards
    )
    return Theme(theme["key"], theme["title"], prompts)


@lru_cache(maxsize=8)
def _by_key(language: str) -> dict[str, Prompt]:
    return {prompt.key: prompt for theme in deck(language) for prompt in theme.prompts}


def get(key: str, language: str = ENGLISH) -> Prompt | None:
    """The prompt of that key in `language`, or None for no prompt and for one no longer in the deck."""
    return _by_key(language).get(key)
