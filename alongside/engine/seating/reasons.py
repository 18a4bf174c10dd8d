"""A few words, as data, why someone sits where they sit. The interface turns them into sentences.

Nothing here depends on who is kept apart: reasons are worked out from who has met, who guides and who
asked for a familiar
face, so that neither a reason nor its absence gives a keep-apart pair away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from alongside.engine.seating.model import Instance, Pair, Plan
from alongside.engine.seating.repair import met_pairs

# everyone in the room is new to them · some are · someone they know, as they asked · they sit with their partner ·
# they guide the room · the room has their guide · the only room there is · everyone here is known: all have met
KINDS: Final = (
    "guide",
    "familiar_face",
    "together",
    "new_to_all",
    "new_to",
    "guided",
    "only_choice",
    "known",
)


@dataclass(frozen=True, slots=True)
class SeatReason:
    """One of `KINDS`, and the room-mates it is about (member numbers)."""

    kind: str
    people: tuple[int, ...] = ()


def seat_reasons(instance: Instance, plan: Plan, round_number: int, met: Iterable[Pair] = ()) -> dict[int, SeatReason]:
    """The first reason that applies to each member seated in that round, by member number.

    `met`: pairs known to have met that the instance doesn't say. Raises IndexError for a round the plan doesn't have.
    """
    known = set(met_pairs(instance, met))
    held = len(instance.held)
    for rooms in plan.rounds[held:round_number]:
        for room in rooms:
            known.update((min(a, b), max(a, b)) for a in room for b in room if a != b)
    rooms = plan.rounds[round_number]
    out: dict[int, SeatReason] = {}
    for room in rooms:
        for i in room:
            out[i] = _reason(instance, i, [j for j in room if j != i], known, len(rooms))
    return out


def _reason(instance: Instance, member: int, others: list[int], known: set[Pair], rooms: int) -> SeatReason:
    guide = instance.guide
    roles = guide.roles if guide else frozenset({"facilitator"})
    facs = instance.facilitator
    if instance.members[member].role in roles or facs[member]:
        return SeatReason("guide", tuple(others))
    if rooms == 1:
        return SeatReason("only_choice", tuple(others))
    familiar = tuple(j for j in others if not facs[j] and (min(member, j), max(member, j)) in known)
    fresh = tuple(j for j in others if not facs[j] and (min(member, j), max(member, j)) not in known)
    if instance.warm_tie is not None and instance.members[member].anxious and familiar:
        return SeatReason("familiar_face", familiar)
    partners = tuple(j for j in others if (min(member, j), max(member, j)) in instance.together_pairs)
    if partners:
        return SeatReason("together", partners)
    if fresh and not familiar:
        return SeatReason("new_to_all", fresh)
    if fresh:
        return SeatReason("new_to", fresh)
    guides = tuple(j for j in others if guide and instance.members[j].role in guide.roles)
    if guides:
        return SeatReason("guided", guides)
    return SeatReason("known", familiar)
