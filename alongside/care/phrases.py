"""A phrase that brings help was heard: whoever is on call is told, with the clock of a call for help.

To be bound in site/wiring.py; called in the transaction of what happened.
"""

from alongside.care import parts
from alongside.care.actions.help_calls import tell_on_call
from alongside.care.models import Kind, ReachOut, Reason
from alongside.care.waiting import message_part
from alongside.core.actions import System
from alongside.moderation.models import Hit
from alongside.people.models import Person

EAR = System("phrases that bring help")


def phrase_heard(hit: Hit) -> None:
    """A card about its author, on which the message can be read. The same message makes one reason."""
    if hit.message is None:
        return
    facts = {"conversation": hit.message.conversation.public_id, "message": hit.message.public_id}
    tell_on_call(hit.author, Kind.PHRASE, key=f"{Kind.PHRASE}:{hit.message.public_id}", facts=facts, by=EAR)


def register() -> None:
    """What stands on the pages of such cards. Once, when apps are ready."""
    parts.register(Kind.PHRASE, "care/parts/phrase.html", _part)


def _part(card: ReachOut, reason: Reason, viewer: Person) -> dict[str, object] | None:
    return {"drill": True} if reason.facts.get("drill") else message_part(card, reason, viewer)
