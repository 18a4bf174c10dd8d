"""How two people know each other, as data: codes and numbers that the rooms above put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from alongside.engine.ties.kinds import Kind

# What matters to a person first: who was there for them, where they sat together, what they said to each other; then
# lighter things. Someone who was only in the same sessions is still someone whose face they know.
_FACTS: Final[tuple[tuple[str, tuple[Kind, ...]], ...]] = (
    ("mentored", (Kind.MENTORED,)),
    ("small_rooms", (Kind.SMALL_ROOM,)),
    ("messages", (Kind.WROTE, Kind.REPLIED)),
    ("gatherings", (Kind.GATHERING,)),
    ("thanks", (Kind.THANKED,)),
    ("reactions", (Kind.REACTED,)),
    ("sessions", (Kind.SESSION,)),
)
FACT_CODES: Final = tuple(code for code, _ in _FACTS)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that two people share: one of FACT_CODES, and how many times."""

    code: str
    n: int


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """How two people know each other, what matters most first; and since when, until when (seconds since 1970)."""

    facts: tuple[Fact, ...]
    first_at: float | None
    last_at: float | None

    def as_data(self) -> dict[str, object]:
        """As JSON has it: {"facts": [{"code": "small_rooms", "n": 3}], "first_at": …, "last_at": …}."""
        facts = [{"code": fact.code, "n": fact.n} for fact in self.facts]
        return {"facts": facts, "first_at": self.first_at, "last_at": self.last_at}


def how_they_know_each_other(
    kinds: Mapping[Kind, int], first_at: float | None = None, last_at: float | None = None
) -> Acquaintance:
    """What two people have in common, from how often each kind happened between them (`Tie.times`).

    Nothing between them gives no facts. Raises ValueError for a negative number, or a last moment before the first.
    """
    for kind, n in kinds.items():
        if n < 0:
            raise ValueError(f"{kind} can't have happened {n} times")
    if first_at is not None and last_at is not None and last_at < first_at:
        raise ValueError(f"the last contact, {last_at!r}, is before the first, {first_at!r}")
    counted = ((code, sum(kinds.get(kind, 0) for kind in of)) for code, of in _FACTS)
    return Acquaintance(tuple(Fact(code, n) for code, n in counted if n), first_at, last_at)
