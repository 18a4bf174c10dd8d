"""Texts in the data files that people edit (TOML): `title` is English, and `title_es` beside it the same in Spanish."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

ENGLISH = "en"


def codes() -> tuple[str, ...]:
    """The languages that pages can be in, English first."""
    return (ENGLISH, *(code for code, _name in settings.LANGUAGES if code != ENGLISH))


def said_in(language: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry's fields in `language`, without what marks the language; in English where it says nothing there."""
    marked = {key: code for key in entry for code in codes() if key.endswith(f"_{code}")}
    ours = {key.removesuffix(f"_{language}"): entry[key] for key, code in marked.items() if code == language}
    return {key: words for key, words in entry.items() if key not in marked} | {
        key: words for key, words in ours.items() if words
    }
