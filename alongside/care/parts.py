"""What a card's page shows beyond the usual for some kinds of reasons: a drafted note, a number to call, a plan.

    parts.register(Kind.ABSENCE, "care/parts/absence.html", prepare=lambda card, reason, viewer: {...})

Registered where the kind lives, when apps are ready. The template gets `card`, `reason` and what `prepare` returns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from alongside.care.models import Kind, ReachOut, Reason
from alongside.people.models import Person

Prepare = Callable[[ReachOut, Reason, Person], dict[str, Any] | None]


@dataclass(frozen=True)
class Part:
    """One piece of the page of one card: `{% include part.template with part=part.context %}`."""

    template: str
    reason: Reason
    context: dict[str, Any]


_parts: dict[str, tuple[str, Prepare]] = {}


def register(kind: Kind, template: str, prepare: Prepare) -> None:
    """Add a part for reasons of `kind`, or replace it. `prepare` returns None where there is nothing to show."""
    _parts[kind] = (template, prepare)


def parts_for(card: ReachOut, reasons: list[Reason], viewer: Person) -> list[Part]:
    """The parts of an open card, one for each kind, by its newest reason that still holds."""
    newest = {reason.kind: reason for reason in reasons if reason.settled_at is None}
    found = []
    for kind, reason in newest.items():
        template, prepare = _parts.get(kind, ("", None))
        context = prepare(card, reason, viewer) if prepare else None
        if context is not None:
            found.append(Part(template, reason, context))
    return found
