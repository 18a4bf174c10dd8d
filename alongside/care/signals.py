"""What signals bring to the desk: one reason on the card of somebody whose contacts are fading, as long as it is so.

`standing_changed` is to be bound to connections.events, and runs in the transaction that writes the standing. Newcomers
on the welcome list get no card: their first days have steps with a name on each already.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse

from alongside.care import parts
from alongside.care.actions.signals import clear_signal, tell_signal
from alongside.care.models import Kind, ReachOut, Reason
from alongside.connections.models import Listed, Standing
from alongside.connections.signals import words
from alongside.core.actions import System
from alongside.people.models import Person
from alongside.people.stages import policy

SIGNALS = System("signals")


def standing_changed(person: Person, before: Standing | None, now: Standing | None) -> None:
    """A card, newer facts on it, or the end of it."""
    if now is not None and now.listed == Listed.FADING and policy(person).counts_as_missed:
        tell_signal(person, facts_of(now), by=SIGNALS)
    else:
        clear_signal(person, by=SIGNALS)


def facts_of(standing: Standing) -> dict[str, Any]:
    """What a card keeps of it: codes and numbers."""
    return {
        "state": str(standing.state),
        "since": standing.since.isoformat(),
        "reasons": standing.reasons,
        "action": standing.action,
        "clears": standing.clears,
    }


def register() -> None:
    """What stands on the page of such a card. Once, when apps are ready."""
    parts.register(Kind.SIGNAL, "care/parts/signal.html", signal_part)


def signal_part(card: ReachOut, reason: Reason, viewer: Person) -> dict[str, Any]:
    """All reasons in words, one thing to try with the way to do it, and what would clear it. No query."""
    facts = reason.facts
    act = str(facts.get("action") or "")
    return {
        "state": words.state(str(facts.get("state") or ""), viewer),
        "since": since_of(facts),
        "sentences": words.said(facts.get("reasons"), viewer),
        "act": act,
        "action": words.action(act, viewer),
        "clears": words.clears(str(facts.get("clears") or ""), viewer),
        "claims": words.NOT_CLAIMED,
        "introduce": reverse("connections:introduce", args=[card.about.public_id]) if act == "introduce" else "",
        "yours": card.owner_id == viewer.pk,
    }


def since_of(facts: object) -> datetime | None:
    """Since when someone is in that state, as a card keeps it."""
    try:
        found = datetime.fromisoformat(str(facts.get("since"))) if isinstance(facts, dict) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
