"""Where one more person fits among rooms that already are: judged by the planner's own rules, without a search.

Pure functions on the planner's numbers. Rooms are lists of member numbers; sizes are people.
"""

from collections.abc import Sequence
from typing import Any

from alongside.engine.seating import repair
from alongside.engine.seating.model import Instance, Plan
from alongside.engine.seating.reasons import seat_reasons

Rooms = Sequence[Sequence[int]]
OVER = 1
"""By how many people a late arrival may exceed the wished size."""


def knows(instance: Instance, a: int, b: int) -> bool:
    """Whether the two have met."""
    return _pair(a, b) in instance.familiarity


def _forbids(instance: Instance, room: Sequence[int], one: int) -> bool:
    """Whether a hard rule keeps `one` out of a room with these others. Sizes and guides are judged over all rooms
    instead; what is broken among the others already is not held against `one`."""
    others = [other for other in room if other != one]
    if any(_pair(one, other) in instance.apart for other in others):
        return True
    broken = repair.broken_rules(instance, [*others, one], guided=False)
    return bool(broken - repair.broken_rules(instance, others, guided=False) - {"size"})


def misplaced(instance: Instance, rooms: Rooms) -> int | None:
    """Someone who sits where they may not, because a rule was made after they were seated; None where nobody does."""
    return next((one for room in rooms for one in reversed(room) if _forbids(instance, room, one)), None)


def allowed(instance: Instance, rooms: Rooms, one: int, index: int, *, swap: int | None = None) -> bool:
    """Whether `one` may move to room `index`, changing places with `swap` where given: every hard rule holds, nobody is
    left alone, and no room grows past one more than was wished."""
    after = [[each for each in room if each not in (one, swap)] for room in rooms]
    source = next((place for place, room in enumerate(rooms) if one in room), None)
    if source == index:
        return swap is None
    after[index].append(one)
    if swap is not None:
        if source is None:
            return False
        after[source].append(swap)
        if _forbids(instance, after[source], swap):
            return False
    if _forbids(instance, after[index], one) or len(after[index]) > instance.room_size[1] + OVER:
        return False
    if len(after[index]) < 2 or (source is not None and len(after[source]) == 1):
        return False
    return _guided(instance, after) <= max(_guided(instance, rooms), _most_unguided(instance, after))


def best_room(instance: Instance, rooms: Rooms, newcomer: int, *, prefer: int | None = None) -> int | None:
    """The room that one more person disturbs least, or None where none is possible.

    A room where someone sits alone comes first, then their former room, then what the planner says. Where it finds none
    within the wished sizes, the smallest room may hold one more than wished: nobody waits outside for a number.
    """
    most = max(instance.room_size[1], 2) + OVER
    possible = [
        place
        for place, room in enumerate(rooms)
        if room and len(room) < most and not _forbids(instance, room, newcomer)
    ]
    if not possible:
        return None
    alone = [place for place in possible if len(rooms[place]) == 1]
    if alone:
        return alone[0]
    if prefer in possible:
        return prefer
    found = repair.seat_late(rooms, newcomer, instance)
    return found if found in possible else min(possible, key=lambda place: (len(rooms[place]), place))


def best_swap(instance: Instance, rooms: Rooms, one: int, index: int) -> int | None:
    """With whom in room `index` changing places is possible and brings the most new people; None with nobody."""
    source = next((room for room in rooms if one in room), None)
    if source is None or one in rooms[index]:
        return None
    possible = [other for other in rooms[index] if allowed(instance, rooms, one, index, swap=other)]

    def repeats(other: int) -> tuple[int, int]:
        theirs = sum(knows(instance, other, each) for each in source if each != one)
        mine = sum(knows(instance, one, each) for each in rooms[index] if each != other)
        return theirs + mine, other

    return min(possible, key=repeats, default=None)


SAID = frozenset({"guide", "familiar_face", "new_to_all", "new_to"})


def reasons(instance: Instance, rooms: Rooms) -> dict[int, tuple[str, tuple[int, ...]]]:
    """Why each sits where they sit: a kind, and the people it is about.

    guide (new to these) · familiar_face (asked for one; knows these) · new_to_all (these: everyone there) · new_to
    (these, and knows the rest) · knows (these: everyone there). The planner's other kinds say less than that.
    """
    plan = Plan(instance.id, "ok", rounds=(tuple(tuple(room) for room in rooms),))
    inside = {one: [other for other in room if other != one] for room in rooms for one in room}
    found = {}
    for one, reason in seat_reasons(instance, plan, 0).items():
        fresh = tuple(other for other in inside[one] if not knows(instance, one, other))
        if reason.kind == "guide":
            found[one] = ("guide", fresh)
        elif reason.kind in SAID:
            found[one] = (reason.kind, reason.people)
        elif fresh:
            found[one] = ("new_to_all" if len(fresh) == len(inside[one]) else "new_to", fresh)
        else:
            found[one] = ("knows", tuple(inside[one]))
    return found


def summary(instance: Instance, rooms: Rooms) -> dict[str, Any]:
    """What a plan comes to, for the sentence above it."""
    pairs = new = need = warm = 0
    everyone = True
    for room in rooms:
        for one in room:
            others = [other for other in room if other != one]
            fresh = sum(not knows(instance, one, other) for other in others)
            pairs += len(others)
            new += fresh
            everyone = everyone and fresh > 0
    seated = [one for room in rooms for one in room]
    for room in rooms:
        for one in room:
            if instance.members[one].anxious and any(
                knows(instance, one, other) and _pair(one, other) not in instance.apart
                for other in seated
                if other != one
            ):
                need += 1
                warm += any(knows(instance, one, other) for other in room if other != one)
    return {
        "newPairs": new // 2,
        "pairs": pairs // 2,
        "everyoneMeetsSomeoneNew": everyone and bool(seated),
        "warmOk": warm,
        "warmNeed": need,
    }


def _guided(instance: Instance, rooms: Rooms) -> int:
    """How many rooms have no guide."""
    if instance.guide is None or not instance.guide.hard:
        return 0
    return sum(bool(room) and not _has_guide(instance, room) for room in rooms)


def _most_unguided(instance: Instance, rooms: Rooms) -> int:
    guides = sum(_is_guide(instance, one) for room in rooms for one in room)
    return max(0, sum(bool(room) for room in rooms) - guides)


def _has_guide(instance: Instance, room: Sequence[int]) -> bool:
    return any(_is_guide(instance, one) for one in room)


def _is_guide(instance: Instance, one: int) -> bool:
    return instance.guide is not None and instance.members[one].role in instance.guide.roles


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)
