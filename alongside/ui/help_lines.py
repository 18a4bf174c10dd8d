"""Crisis lines by region, from `data/help_lines.toml` or the file an installation names in HELP_LINES_FILE.

Every entry says how it is reached (call, text, chat) so that someone who can't speak finds a way. Each of its texts may
have a Spanish form in the file, `about_es` beside `about`: see `core.languages`.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from alongside.core.languages import ENGLISH, said_in

OURS = Path(__file__).parent / "data" / "help_lines.toml"


@dataclass(frozen=True)
class Line:
    """One line. `call` and `text_to` are dialled as written, `text_word` is what to send, `chat` an address."""

    name: str
    about: str
    call: str = ""
    text_to: str = ""
    text_word: str = ""
    chat: str = ""


@dataclass(frozen=True)
class Region:
    """A country or region: its emergency number first, then its lines."""

    code: str
    name: str
    emergency: str
    lines: tuple[Line, ...]
    young: tuple[Line, ...] = ()
    """Lines for people who aren't adults yet."""


@lru_cache(maxsize=8)
def _read(path: Path, language: str) -> tuple[Region, ...]:
    with path.open("rb") as file:
        data = tomllib.load(file)
    return tuple(
        Region(
            code=entry["code"],
            name=entry["name"],
            emergency=entry["emergency"],
            lines=tuple(Line(**said_in(language, line)) for line in entry["lines"]),
            young=tuple(Line(**said_in(language, line)) for line in entry.get("young", ())),
        )
        for entry in (said_in(language, region) for region in data["region"])
    )


def regions(first: str = "") -> tuple[Region, ...]:
    """All regions in the language of the page, `first` before the others (an unknown code changes nothing)."""
    path = Path(getattr(settings, "HELP_LINES_FILE", "") or OURS)
    every = _read(path, get_language() or ENGLISH)
    return tuple(sorted(every, key=lambda region: region.code != first))
