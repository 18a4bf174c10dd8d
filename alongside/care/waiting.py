"""What talk brings to the desk: posts that nobody answered, words to the care team, and messages that were handed on.

To be bound in site/wiring.py; called in the transaction of what happened.
"""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from alongside.care import access, clocks, parts
from alongside.care.actions.handing import hand_message, key_of
from alongside.care.actions.opening import open_reach_out, settle
from alongside.care.models import Deed, Entry, Kind, ReachOut, Reason
from alongside.conversations.models import Message, WaitingPost, Why
from alongside.conversations.waiting.ports import Handed
from alongside.conversations.waiting.times import line_promise
from alongside.conversations.waiting.who import readers
from alongside.core import clock
from alongside.core.actions import System
from alongside.people.models import Person, Role

ANSWERS = System("waiting posts")
SOON = timedelta(hours=1)
CONTEXT_KINDS = (Kind.WAITING, Kind.HANDED, Kind.PHRASE)
"""Reasons through which whoever has the card may read the message and what stands around it."""


def post_unanswered(post: WaitingPost) -> None:
    """Nobody is left to ask but the care team: a card for whoever looks after its author."""
    at, kind = clock.now(), _kind(post)
    due = clocks.by_when(post.program, at, clocks.HANDED)
    if kind == Kind.LINE:
        promise = line_promise(post.program, post.since)
        due = promise if promise > at else clocks.by_when(post.program, at, SOON)
    facts = {"conversation": post.conversation.public_id, "message": post.message.public_id}
    open_reach_out(post.author, kind, key=_key(post), due_at=due, facts=facts, by=ANSWERS)


def post_ended(post: WaitingPost) -> None:
    """Someone answered, or nobody needs to any more."""
    settle(_key(post), by=ANSWERS)


def message_handed(message: Message, by: Person) -> None:
    """Whoever is on call is told now."""
    hand_message(message, by=by)


def handed_by(message: Message, person: Person) -> Handed | None:
    """What became of a message that `person` handed on. Up to three queries."""
    reason = Reason.objects.filter(key=key_of(message)).select_related("reach_out__owner").first()
    if reason is None or person.public_id not in reason.facts.get("by", []):
        return None
    card = reason.reach_out
    rows = Entry.objects.filter(reach_out=card, deed=Deed.TOLD, to__isnull=False, at__gte=reason.since)
    told = dict.fromkeys(row.to for row in rows.select_related("to") if row.to is not None)
    return Handed(
        at=reason.since,
        told=tuple(told),
        on_it=card.owner if card.taken_at is not None and card.closed_at is None else None,
        done=card.closed_at is not None or reason.settled_at is not None,
    )


def may_read_context(viewer: Person, message: Message) -> bool:
    """Whether a card brings `message` to `viewer`: it is theirs, or they were told of it. Three queries at most."""
    found = _cards_with(message).filter(reach_out__in=access.visible_to(viewer).values("pk"))
    for reason in found.select_related("reach_out"):
        card = reason.reach_out
        nobodys = card.owner_id is None and viewer.role == Role.DIRECTOR
        if card.owner_id == viewer.pk or nobodys or viewer in access.told(card):
            return True
    return False


def register() -> None:
    """What stands on the pages of such cards. Once, when apps are ready."""
    for kind in (Kind.WAITING, Kind.LINE, Kind.HANDED):
        parts.register(kind, "care/parts/message.html", message_part)


def message_part(card: ReachOut, reason: Reason, viewer: Person) -> dict[str, Any] | None:
    """Where the message is, for whoever may read it there; for others, through the card. Three queries."""
    facts = {name: str(reason.facts.get(name, ""))[:40] for name in ("conversation", "message")}
    message = (
        Message.objects.filter(public_id=facts["message"], conversation__program=card.program_id)
        .select_related("conversation")
        .first()
    )
    if message is None:
        return {"gone": True}
    return {
        "gone": bool(message.gone),
        "message": message,
        "conversation": message.conversation,
        "there": readers(message.conversation).filter(pk=viewer.pk).exists(),
        "through_card": reason.kind in CONTEXT_KINDS and may_read_context(viewer, message),
        "line": reason.kind == Kind.LINE,
        "handed": reason.kind == Kind.HANDED,
    }


def _cards_with(message: Message) -> QuerySet[Reason]:
    """Reasons that a message gave, of open cards and those closed lately: what was done may be looked at again."""
    kinds = [str(kind) for kind in CONTEXT_KINDS]
    found = Reason.objects.filter(kind__in=kinds, reach_out__about=message.author_id)
    return found.filter(facts__message=message.public_id)


def _kind(post: WaitingPost) -> Kind:
    return Kind.LINE if post.why == Why.LINE else Kind.WAITING


def _key(post: WaitingPost) -> str:
    return f"{_kind(post)}:{post.public_id}"
