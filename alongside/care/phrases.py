"""A phrase that brings help was heard: whoever is on call is told, with the clock of a call for help.

To be bound in site/wiring.py; called in the transaction of what happened.
"""

from alongside.care import parts
from alongside.care.actions.help_calls import tell_on_call
from alongside.care.models import Kind, ReachOut, Reason
from alongside.care.waiting import message_part
from alongside.core.actions import System
from alongside.moderation.models import Hit
from alongside.moderation.phrases.ports import OnIt
from alongside.people.models import Person

EAR = System("phrases that bring help")


def phrase_heard(hit: Hit) -> None:
    """A card about its author, on which the message can be read, or where it waits. Each hit makes one reason."""
    facts: dict[str, object] = {"held": True}
    if hit.message is not None:
        facts = {"conversation": hit.message.conversation.public_id, "message": hit.message.public_id}
    tell_on_call(hit.author, Kind.PHRASE, key=_key(hit), facts=facts, by=EAR)


def on_it(hit: Hit) -> OnIt | None:
    """Who has taken on the card that `hit` made, and by when they reach its author. One query."""
    reason = Reason.objects.select_related("reach_out__owner").filter(key=_key(hit)).first()
    card = reason.reach_out if reason is not None and reason.settled_at is None else None
    if card is None or card.owner is None or card.taken_at is None or card.closed_at is not None:
        return None
    return OnIt(card.owner, card.due_at)


def _key(hit: Hit) -> str:
    return f"{Kind.PHRASE}:{hit.public_id}"


def register() -> None:
    """What stands on the pages of such cards. Once, when apps are ready."""
    parts.register(Kind.PHRASE, "care/parts/phrase.html", _part)


def _part(card: ReachOut, reason: Reason, viewer: Person) -> dict[str, object] | None:
    for mark in ("drill", "held"):
        if reason.facts.get(mark):
            return {mark: True}
    return message_part(card, reason, viewer)
