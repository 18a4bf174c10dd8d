"""The deck of prompts: our own, by theme, each with a sentence to borrow and what to do if it turns hard."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

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


@lru_cache(maxsize=1)
def deck() -> tuple[Theme, ...]:
    """All prompts by theme, in the deck's order."""
    with _DECK.open("rb") as file:
        data = tomllib.load(file)
    themes = []
    for theme in data["theme"]:
        cards = tuple(
            Prompt(
                card["key"],
                theme["key"],
                card["title"],
                card["first"],
                f"{card['care']} {data['care']}" if "care" in card else data["care"],
            )
            for card in theme["prompt"]
        )
        themes.append(Theme(theme["key"], theme["title"], cards))
    return tuple(themes)


@lru_cache(maxsize=1)
def _by_key() -> dict[str, Prompt]:
    return {prompt.key: prompt for theme in deck() for prompt in theme.prompts}


def get(key: str) -> Prompt | None:
    """The prompt of that key, or None for no prompt and for one no longer in the deck."""
    return _by_key().get(key)
