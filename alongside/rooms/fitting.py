"""Where one more person fits among rooms that already are: judged by the planner's own rules, without a search.

Pure functions on the planner's numbers. Rooms are lists of member numbers; sizes are people.
"""

from collections.abc import Sequence
from typing import Any

from alongside.engine.seating.model import Instance

Rooms = Sequence[Sequence[int]]
OVER = 1
"""By how many people a late arrival may exceed the wished size."""


def knows(instance: Instance, a: int, b: int) -> bool:
    """Whether the two have met."""
    return _pair(a, b) in instance.familiarity


def apart(instance: Instance, one: int, room: Sequence[int]) -> bool:
    """Whether a hard rule keeps `one` out of the room because of who is there."""
    return any(_pair(one, other) in instance.apart for other in room if other != one)


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
        if apart(instance, swap, after[source]):
            return False
    if apart(instance, one, after[index]) or len(after[index]) > instance.room_size[1] + OVER:
        return False
    if len(after[index]) < 2 or (source is not None and len(after[source]) == 1):
        return False
    return _guided(instance, after) <= max(_guided(instance, rooms), _most_unguided(instance, after))


def best_room(instance: Instance, rooms: Rooms, newcomer: int, *, prefer: int | None = None) -> int | None:
    """The room that one more person disturbs least, or None where none is possible.

    A room where someone sits alone comes first, then their former room, then rooms that keep the wished size, then
    where most people are new to them (for someone who asked for a familiar face: where one is).
    """
    hi = instance.room_size[1]
    possible = [
        place
        for place, room in enumerate(rooms)
        if room and len(room) + 1 <= max(hi, 2) + OVER and not apart(instance, newcomer, room)
    ]
    if not possible:
        return None
    member = instance.members[newcomer]

    def disturbance(place: int) -> tuple[float, ...]:
        room = rooms[place]
        familiar = sum(knows(instance, newcomer, other) for other in room)
        lacks_guide = member.role == "peer" and not _has_guide(instance, room)
        return (
            len(room) > 1,
            place != prefer,
            len(room) + 1 > hi,
            member.anxious and familiar == 0,
            not lacks_guide,
            familiar / len(room),
            len(room),
            place,
        )

    return min(possible, key=disturbance)


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


def reasons(instance: Instance, rooms: Rooms) -> dict[int, tuple[str, tuple[int, ...]]]:
    """Why each sits where they sit: a kind, and the people it is about. Made from who is in the room and nothing else.

    guide (the only guide there; new to these) · familiar_face (asked for one; knows these) · new_to_all (new to
    everyone there: these) · new_to (new to these, knows the rest) · knows (everyone there is known)
    """
    found: dict[int, tuple[str, tuple[int, ...]]] = {}
    for room in rooms:
        guides = [one for one in room if instance.members[one].role == "peer"]
        for one in room:
            others = tuple(other for other in room if other != one)
            fresh = tuple(other for other in others if not knows(instance, one, other))
            known = tuple(other for other in others if other not in fresh)
            if guides == [one]:
                found[one] = ("guide", fresh)
            elif instance.members[one].anxious and known:
                found[one] = ("familiar_face", known)
            elif fresh:
                found[one] = ("new_to", fresh) if known else ("new_to_all", fresh)
            else:
                found[one] = ("knows", known)
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
