"""What each domain declares it holds of a person: what is exported, erased, expired and sealed.

A domain's retention.py calls `declare(...)` once per model; docs/data-map.md is the table made from these declarations.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Holding:
    """One model's promise. `expires` and `erased` are sentences for the data map; `person_path` is the lookup from the
    row to the person (`person`, `author`, …), or empty where the row is about nobody."""

    model: str
    about: str
    person_path: str
    exported: bool
    erased: str
    expires: str
    sealed: tuple[str, ...] = ()


_holdings: dict[str, Holding] = {}


def declare(*holdings: Holding) -> None:
    """Add promises to the data map. Raises ValueError for a model declared twice with different words."""
    for holding in holdings:
        known = _holdings.setdefault(holding.model, holding)
        if known != holding:
            raise ValueError(f"{holding.model} is declared twice.")


def holdings() -> list[Holding]:
    """All promises, by model name."""
    return [_holdings[name] for name in sorted(_holdings)]


declare(
    Holding(
        model="core.auditentry",
        about="Who did what to which row, when; ids, numbers and codes only",
        person_path="",
        exported=False,
        erased="Kept: it proves what was done and holds no words and no names",
        expires="After six years (45 CFR 164.316(b)(2))",
    ),
    Holding(
        model="core.doneonce",
        about="Idempotency keys of posts",
        person_path="",
        exported=False,
        erased="Expires by itself",
        expires="After three days",
    ),
    Holding(
        model="core.dutyrun",
        about="When a recurring duty last began; about nobody",
        person_path="",
        exported=False,
        erased="Nothing to erase",
        expires="Never",
    ),
)
