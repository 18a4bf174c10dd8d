"""The first version of the two texts everyone accepts, from `first_agreements/`.

Directors change them for their program under /program/agreements. They are stored per version and never change
afterwards, so they are written in one language, not translated on the way out.
"""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "first_agreements"


def first_version(kind: str) -> tuple[str, str]:
    """Title and text of version 1 of a kind of agreement."""
    title, _, body = (FOLDER / f"{kind}.md").read_text(encoding="utf-8").partition("\n")
    return title.removeprefix("# ").strip(), body.strip()


@dataclass(frozen=True)
class Block:
    """A piece of a text: "heading", "list" or "words"; `lines` are a list's items, else one line."""

    kind: str
    lines: tuple[str, ...]


def blocks(body: str) -> list[Block]:
    """A text as its headings (`## `), lists (`- `) and paragraphs. Everything is words; nothing is markup."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n|(?<=\n)(?=## )|(?<=^)(?=## )", body.strip()):
        lines = [line.strip() for line in part.strip().split("\n") if line.strip()]
        if lines and lines[0].startswith("## "):
            found.append(Block("heading", (lines.pop(0).removeprefix("## ").strip(),)))
        if lines and all(line.startswith("- ") for line in lines):
            found.append(Block("list", tuple(line.removeprefix("- ").strip() for line in lines)))
        elif lines:
            found.append(Block("words", (" ".join(lines),)))
    return found
