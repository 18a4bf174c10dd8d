"""Opening a card or adding a reason to it, and taking a reason back."""

from datetime import datetime
from typing import Any

from alongside.care import events, owners
from alongside.care.actions import rows
from alongside.care.clocks import TAKEN, by_when
from alongside.care.models import Deed, Kind, Lane, Outcome, ReachOut, Reason
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.people.models import Person


@action("care.open_reach_out")
def open_reach_out(
    about: Person,
    kind: Kind,
    *,
    key: str,
    due_at: datetime,
    facts: dict[str, Any] | None = None,
    words: str = "",
    other: Person | None = None,
    lane: Lane = Lane.CARE,
    owner: Person | None = None,
    by: Actor,
) -> ReachOut:
    """Someone needs someone: a new card, or one more reason on the open one. The same `key` again is nothing new.

    `key` names what it comes from, up to 80 characters, and is unique in the house. The card is due at the earliest
    time that any of its reasons asks for. Without an `owner` it is for whoever looks after `about`, or the directors. A
    reason that is more urgent than the card was moves it to its own owner, where it names one.
    """
    at = clock.now()
    words = rows.cleaned(words)
    Person.objects.select_for_update().only("pk").get(pk=about.pk)  # two reasons at once are one card
    if known := Reason.objects.select_related("reach_out__owner").filter(key=key).first():
        current().record(known.reach_out, again=True)
        return known.reach_out
    said = dict(facts or {})
    slot = _slot(lane, owner, said)
    card = ReachOut.objects.filter(about=about, slot=slot, closed_at=None).first()
    if card is not None and lane == Lane.PRIVATE and (card.owner_id != (owner.pk if owner else None) or card.level):
        # Others read that one by now; what is told to `owner` alone begins anew.
        slot, card = _free_slot(about, slot, owner)
    if card is None:
        card = _new(about, lane, slot, due_at, owner, said, at, by)
    else:
        card = _added(rows.lock(card), due_at, owner, at, by)
    Reason.objects.create(reach_out=card, kind=kind, key=key, since=at, facts=said, words=words, other=other)
    current().record(card, kind=kind)
    events.changed(card)
    return card


@action("care.settle")
def settle(key: str, *, by: Actor) -> ReachOut | None:
    """The reason no longer holds. A card that nobody took and that has no other reason left closes by itself.

    None where there is no such reason. Settling twice is the same as once.
    """
    reason = Reason.objects.select_related("reach_out").filter(key=key).first()
    if reason is None:
        return None
    card = rows.lock(reason.reach_out)
    at = clock.now()
    if not Reason.objects.filter(pk=reason.pk, settled_at=None).update(settled_at=at):
        return card
    rows.enter(card, Deed.SETTLED, at, by)
    current().record(card, kind=reason.kind)
    if card.closed_at is None and not card.reasons.filter(settled_at=None).exists():
        if card.taken_at is None:
            card.closed_at, card.outcome = at, Outcome.NOT_NEEDED
        else:  # whoever took it on says what became of it
            card.due_at = by_when(card.program, at, TAKEN)
        card.save(update_fields=["closed_at", "outcome", "due_at"])
    events.changed(card)
    return card


def _slot(lane: Lane, owner: Person | None, facts: dict[str, Any]) -> str:
    """What must not become one card: private ones to different counselors, and those for different groups."""
    if lane == Lane.PRIVATE:
        return f"private:{owner.public_id if owner else ''}"
    if lane == Lane.GROUP:
        return f"group:{facts.get('group') or (owner.public_id if owner else '')}"[:40]
    return str(lane)


def _free_slot(about: Person, slot: str, owner: Person | None) -> tuple[str, ReachOut | None]:
    """A further private card that is still with whom it was sent to, or the name of the next one."""
    others = ReachOut.objects.filter(about=about, slot__startswith=f"{slot}:", closed_at=None).order_by("pk")
    standing = {each.slot: each for each in others}
    for each in standing.values():
        if owner is not None and each.owner_id == owner.pk and not each.level:
            return each.slot, each
    number = next(number for number in range(2, len(standing) + 3) if f"{slot}:{number}" not in standing)
    return f"{slot}:{number}", None


def _new(
    about: Person,
    lane: Lane,
    slot: str,
    due_at: datetime,
    owner: Person | None,
    facts: dict[str, Any],
    at: datetime,
    by: Actor,
) -> ReachOut:
    chosen = owner
    if owner is None and lane != Lane.HELP:
        choice = owners.choose(about, at)
        chosen = choice.person
        if choice.over_capacity:
            facts["over_capacity"] = True
    elif owner is not None and lane != Lane.PRIVATE:
        chosen = owners.stand_in(owner, at)
    card = ReachOut.objects.create(
        program=about.program, about=about, lane=lane, slot=slot, owner=chosen, opened_at=at, due_at=due_at
    )
    rows.enter(card, Deed.OPENED, at, by, to=chosen)
    return card


def _added(card: ReachOut, due_at: datetime, owner: Person | None, at: datetime, by: Actor) -> ReachOut:
    urgent = due_at < card.due_at
    rows.enter(card, Deed.ADDED, at, by)
    if owner is not None and card.lane != Lane.PRIVATE:
        wanted = owners.stand_in(owner, at)
        if wanted != card.owner and (urgent or card.owner is None):
            events.changed(card)
            card.owner, card.taken_at = wanted, None
            rows.enter(card, Deed.HANDED_ON, at, by, to=wanted)
    card.due_at = min(card.due_at, due_at)
    card.save(update_fields=["owner", "taken_at", "due_at"])
    return card
