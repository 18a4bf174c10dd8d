"""First small rooms: a newcomer sits in a room of three with a guide; guides stand in where nobody is known yet.

Pure functions on the planner's numbers. The rooms of three are set first, and the planner seats the others by its own
rules. Where the others could not be seated then, fewer rooms of three are set, down to none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from alongside.engine import seating
from alongside.engine.seating import model
from alongside.engine.seating.score import evaluate

THREE = 3
GUIDE = "peer"
STANDS_IN = 1.0
"""How much a guide beside someone who knows nobody weighs: as much as a familiar face."""

Rooms = tuple[tuple[int, ...], ...]


def with_guides(instance: model.Instance) -> model.Instance:
    """Whoever asked for a familiar face and knows nobody here is seated with a guide where that can be."""
    guides = _guides(instance)
    if not guides:
        return instance
    known = {one for pair in instance.familiarity for one in pair}
    alone = [
        one
        for one, member in enumerate(instance.members)
        if member.anxious and one not in known and member.role != GUIDE
    ]
    together = []
    for place, one in enumerate(alone):
        possible = [guide for guide in guides if _pair(one, guide) not in instance.apart]
        if possible:
            guide = possible[place % len(possible)]
            together.append(model.Together(_pair(one, guide), hard=False, weight=STANDS_IN))
    return replace(instance, together=(*instance.together, *together)) if together else instance


def rooms_of_three(instance: model.Instance, newcomers: Mapping[int, int | None]) -> Rooms:
    """The rooms that are set for newcomers, each with their welcomer's number (or None), in order.

    Each holds one guide: the welcomer where they are one and here, else whoever is free. Two newcomers share a guide
    where there are too few. The third is someone who may sit with both, rather not someone who asked for a known face.
    """
    guides = [guide for guide in _guides(instance) if guide not in newcomers]
    waiting = [one for one in newcomers if instance.members[one].role != GUIDE]
    waiting.sort(key=lambda one: newcomers[one] not in guides)  # who has their own guide here comes first
    free = [one for one in range(instance.count) if one not in guides and one not in newcomers]
    free.sort(key=lambda one: (instance.members[one].anxious, one))
    rooms: list[tuple[int, ...]] = []
    while waiting and guides:
        one = waiting.pop(0)
        wanted = newcomers[one]
        order = sorted(guides, key=lambda guide: guide != wanted)
        guide = next((each for each in order if _may(instance, one, each)), None)
        if guide is None:
            continue
        crowded = len(waiting) >= len(guides)  # more newcomers than guides: two of them share one
        others = [*waiting, *free] if crowded else [*free, *waiting]
        third = next((each for each in others if _may(instance, one, each) and _may(instance, guide, each)), None)
        if third is None:
            continue
        guides.remove(guide)
        (waiting if third in waiting else free).remove(third)
        rooms.append((one, guide, third))
    while rooms and not _seatable(instance, instance.count - THREE * len(rooms)):
        rooms.pop()
    return tuple(rooms)


def plan(instance: model.Instance, firsts: Rooms, **budget: Any) -> model.Plan:
    """What the planner finds, around the rooms that are set; without them where the others can't be seated so."""
    if not firsts:
        return seating.plan(instance, **budget)
    rest, numbers = _rest(instance, firsts)
    if not numbers:
        return model.Plan(instance.id, "ok", rounds=(firsts,), proven_best=True)
    found = seating.plan(rest, **budget)
    if found.status != "ok" or not found.rounds:
        return seating.plan(instance, **budget)
    rooms = tuple(tuple(numbers[one] for one in room) for room in found.rounds[-1])
    return model.Plan(
        instance.id, "ok", rounds=((*firsts, *rooms),), metrics=found.metrics, proven_best=found.proven_best
    )


def is_better(instance: model.Instance, firsts: Rooms, found: model.Plan, rooms: Sequence[Sequence[int]]) -> bool:
    """Whether `found` beats `rooms`, the rooms that are set left aside; never where one of those was changed."""
    if found.metrics is None:
        return False
    if not firsts:
        now = evaluate(instance, (tuple(tuple(room) for room in rooms),))
        return found.metrics.score < now.score
    set_rooms = {frozenset(room) for room in firsts}
    others = [room for room in rooms if frozenset(room) not in set_rooms]
    kept = {frozenset(room) for room in found.rounds[-1]} >= set_rooms
    if len(others) + len(firsts) != len(rooms) or not kept or not others:
        return False
    rest, numbers = _rest(instance, firsts)
    inside = {number: place for place, number in enumerate(numbers)}
    now = evaluate(rest, (tuple(tuple(inside[one] for one in room) for room in others),))
    return found.metrics.score < now.score


def _rest(instance: model.Instance, firsts: Rooms) -> tuple[model.Instance, list[int]]:
    """The instance of everyone else, and their numbers in the whole one."""
    taken = {one for room in firsts for one in room}
    numbers = [one for one in range(instance.count) if one not in taken]
    inside = {number: place for place, number in enumerate(numbers)}

    def kept(pair: model.Pair) -> bool:
        return pair[0] in inside and pair[1] in inside

    def moved(pair: model.Pair) -> model.Pair:
        return inside[pair[0]], inside[pair[1]]

    members = tuple(instance.members[number] for number in numbers)
    guided = any(member.role == GUIDE for member in members)
    return (
        replace(
            instance,
            members=members,
            familiarity={moved(pair): weight for pair, weight in instance.familiarity.items() if kept(pair)},
            apart=frozenset(moved(pair) for pair in instance.apart if kept(pair)),
            together=tuple(replace(each, pair=moved(each.pair)) for each in instance.together if kept(each.pair)),
            guide=instance.guide if guided else None,
            warm_tie=instance.warm_tie if any(member.anxious for member in members) else None,
        ),
        numbers,
    )


def _seatable(instance: model.Instance, count: int) -> bool:
    if count == 0:
        return True
    low, high, _off = instance.sizes(count)
    return count > 1 and bool(model.room_counts(count, low, high))


def _guides(instance: model.Instance) -> list[int]:
    return [number for number, member in enumerate(instance.members) if member.role == GUIDE]


def _may(instance: model.Instance, a: int, b: int) -> bool:
    return _pair(a, b) not in instance.apart


def _pair(a: int, b: int) -> model.Pair:
    return (a, b) if a < b else (b, a)
