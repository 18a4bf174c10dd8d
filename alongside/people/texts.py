"""The first version of the two texts everyone accepts, from `first_agreements/`.

Directors change them for their program under /program/agreements. They are stored per version and never change
afterwards, so they are written in one language, not translated on the way out.
"""

from pathlib import Path

FOLDER = Path(__file__).parent / "first_agreements"


def first_version(kind: str) -> tuple[str, str]:
    """Title and text of version 1 of a kind of agreement."""
    title, _, body = (FOLDER / f"{kind}.md").read_text(encoding="utf-8").partition("\n")
    return title.removeprefix("# ").strip(), body.strip()
