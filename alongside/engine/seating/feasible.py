"""Reasons why no plan can meet the hard rules, found by counting, before any search. What counting can't
see, `proof` does.

Rules are judged a round at a time (only hard warm ties reach across rounds). Sentences are English and for staff.
"""

from __future__ import annotations

from collections.abc import Iterable

from alongside.engine.seating.model import Instance, Pair, Reason, Room, room_counts
from alongside.engine.seating.problem import clusters_of

_CLIQUE_STEPS = 20_000


def obstacles(instance: Instance) -> tuple[Reason, ...]:
    """What makes the instance infeasible, one reason per code, the first round it happens in; empty where
    none is seen."""
    found: dict[str, Reason] = {}
    for reason in _all(instance):
        found.setdefault(reason.code, reason)
    return tuple(found.values())


def _all(instance: Instance) -> Iterable[Reason]:
    yield from _held(instance)
    seen: set[frozenset[int]] = set()
    for r in range(len(instance.held), instance.rounds):
        here = instance.present_sets[r]
        if here in seen or not here:
            continue
        seen.add(here)
        yield from _round(instance, r)


def _names(instance: Instance, members: Iterable[int], most: int = 6) -> str:
    ids = [instance.members[i].id for i in members]
    return ", ".join(ids[:most]) + (", …" if len(ids) > most else "")


def _held(instance: Instance) -> Iterable[Reason]:
    for r, rooms in enumerate(instance.held):
        seated: set[int] = set()
        twice: set[int] = set()
        for room in rooms:
            for i in room:
                (twice if i in seated else seated).add(i)
        here = instance.present_sets[r]
        for wrong, what in (
            (twice, "sits twice"),
            (seated - here, "is absent"),
            (here - seated, "is present and has no room"),
        ):
            if wrong:
                who = tuple(sorted(wrong))
                yield Reason("held", f"held round {r}: {_names(instance, who)} {what}", r, who)


def _round(instance: Instance, r: int) -> Iterable[Reason]:
    present = instance.present[r]
    lo, hi, _ = instance.sizes(len(present))
    counts = room_counts(len(present), lo, hi)
    if not counts:
        detail = f"round {r}: {len(present)} people cannot be split into rooms of {lo} to {hi}"
        yield Reason("size", detail, r)
        return
    largest = min(hi, len(present) - (max(0, min(counts) - 1)) * lo)
    most_rooms = max(counts)
    groups = clusters_of(instance, r)
    yield from _together(instance, r, groups, largest)
    yield from _apart(instance, r, groups, most_rooms)
    yield from _share(instance, r, min(lo, len(present)))
    yield from _counted(instance, r, most_rooms, largest)
    yield from _guides(instance, r, groups, min(counts))
    if instance.warm_tie and r == len(instance.held):
        yield from _warm(instance, r, largest)


def _together(instance: Instance, r: int, groups: list[list[int]], largest: int) -> Iterable[Reason]:
    for group in groups:
        who = tuple(group)
        if len(group) > largest:
            detail = f"round {r}: {_names(instance, who)} must sit together, and rooms hold {largest}"
            yield Reason("together_too_large", detail, r, who)
        inside = set(group)
        for a, b in sorted(instance.apart):
            if a in inside and b in inside:
                detail = f"round {r}: {_names(instance, (a, b))} must sit together and must be kept apart"
                yield Reason("apart_together", detail, r, (a, b))
                break
        for share in instance.share:
            if share.hard and not frozenset.intersection(*(instance.values(i, share.attr) for i in group)):
                detail = f"round {r}: {_names(instance, who)} must sit together without a common {share.attr}"
                yield Reason("share", detail, r, who)
        for cap in instance.cap:
            if cap.hard and sum(instance.has(i, cap.attr, cap.value) for i in group) > cap.most:
                detail = f"round {r}: {_names(instance, who)} must sit together, over the cap on {cap.attr}"
                yield Reason("cap", detail, r, who)


def _apart(instance: Instance, r: int, groups: list[list[int]], most_rooms: int) -> Iterable[Reason]:
    """More people mutually apart than rooms can be; people who sit together count as one."""
    here = instance.present_sets[r]
    head = {i: group[0] for group in groups for i in group}
    near: dict[int, set[int]] = {}
    for a, b in instance.apart:
        if a in here and b in here:
            x, y = head.get(a, a), head.get(b, b)
            if x != y:
                near.setdefault(x, set()).add(y)
                near.setdefault(y, set()).add(x)
    clique = _large_clique(near, most_rooms + 1)
    if clique:
        who = tuple(sorted(clique))
        detail = f"round {r}: {_names(instance, who)} must all be apart, and there are at most {most_rooms} rooms"
        yield Reason("apart_clique", detail, r, who)


def _large_clique(near: dict[int, set[int]], size: int) -> list[int] | None:
    """A clique of `size`, if a bounded search finds one (always, on graphs as small as keep-apart graphs are)."""
    candidates = {v for v in near if len(near[v]) >= size - 1}
    if size == 1:
        return next(([v] for v in near), None)
    steps = _CLIQUE_STEPS

    def grow(chosen: list[int], left: set[int]) -> list[int] | None:
        nonlocal steps
        if len(chosen) == size:
            return chosen
        left = set(left)
        while len(chosen) + len(left) >= size and steps > 0:
            steps -= 1
            v = max(left, key=lambda x: (len(near[x] & left), -x))
            found = grow([*chosen, v], left & near[v])
            if found:
                return found
            left.discard(v)
        return None

    return grow([], candidates)


def _share(instance: Instance, r: int, smallest: int) -> Iterable[Reason]:
    present = instance.present[r]
    for share in instance.share:
        if not share.hard:
            continue
        holders: dict[object, int] = {}
        for i in present:
            for v in instance.values(i, share.attr):
                holders[v] = holders.get(v, 0) + 1
        stuck = [
            i
            for i in present
            if max((holders[v] for v in instance.values(i, share.attr)), default=0) < max(1, smallest)
        ]
        if stuck:
            detail = f"round {r}: too few people have a {share.attr} in common with {_names(instance, stuck)}"
            yield Reason("share", detail, r, tuple(stuck))


def _guides(instance: Instance, r: int, groups: list[list[int]], fewest_rooms: int) -> Iterable[Reason]:
    """Guides who must sit together can guide only one room, and leave another without."""
    rule = instance.guide
    if not rule or not rule.hard:
        return
    guides = {i for i in instance.present[r] if instance.members[i].role in rule.roles}
    joined = [tuple(i for i in group if i in guides) for group in groups]
    spare = sum(len(who) - 1 for who in joined if who)
    if spare and fewest_rooms > len(guides) - spare:
        who = tuple(i for together in joined if len(together) > 1 for i in together)
        detail = f"round {r}: {_names(instance, who)} guide and must sit together, so that another room has no guide"
        yield Reason("guide", detail, r, who)


def _warm(instance: Instance, r: int, largest: int) -> Iterable[Reason]:
    """Someone who is owed a familiar face in the first planned round, and may sit with none of those there are."""
    here = instance.present_sets[r]
    facs = instance.facilitator
    near: dict[int, list[int]] = {}
    for a, b in known_before(instance):
        if a in here and b in here and not (facs[a] or facs[b]) and (a, b) not in instance.apart:
            near.setdefault(a, []).append(b)
            near.setdefault(b, []).append(a)
    for i, known in sorted(near.items()):
        if not instance.members[i].anxious or (largest > 1 and any(instance.compatible(i, j) for j in known)):
            continue
        detail = f"round {r}: {_names(instance, (i,))} knows people there, and may share a room with none of them"
        yield Reason("warm", detail, r, (i,))


def known_before(instance: Instance) -> frozenset[Pair]:
    """Pairs familiar before the first round that is planned: history, together rules, meetings in held rounds."""
    return frozenset(instance.familiarity) | instance.together_pairs | met_in(instance.held)


def met_in(rounds: Iterable[Iterable[Room]]) -> frozenset[Pair]:
    """Pairs that share a room in one of the rounds."""
    return frozenset((min(a, b), max(a, b)) for rooms in rounds for room in rooms for a in room for b in room if a != b)


def _counted(instance: Instance, r: int, most_rooms: int, largest: int) -> Iterable[Reason]:
    """Caps and no-lone rules on one value: can its holders be divided over the rooms at all?"""
    present = instance.present[r]
    caps = {(c.attr, c.value) for c in instance.cap if c.hard}
    lones = {(x.attr, x.value) for x in instance.no_lone if x.hard}
    for attr, value in sorted(caps | lones, key=repr):
        who = tuple(i for i in present if instance.has(i, attr, value))
        most = min([c.most for c in instance.cap if c.hard and (c.attr, c.value) == (attr, value)] + [largest])
        lone = (attr, value) in lones
        if _divisible(len(who), most_rooms, most, lone):
            continue
        what = f"{len(who)} with {attr} {value!r}"
        if (attr, value) in caps and _divisible(len(who), most_rooms, largest, lone):
            yield Reason("cap", f"round {r}: {what}, at most {most} a room in {most_rooms} rooms", r, who)
        if lone and _divisible(len(who), most_rooms, most, False):
            yield Reason("no_lone", f"round {r}: {what}, so that one of them would be alone", r, who)
        if not (_divisible(len(who), most_rooms, largest, lone) or _divisible(len(who), most_rooms, most, False)):
            yield Reason("cap", f"round {r}: {what} can't be divided over {most_rooms} rooms", r, who)


def _divisible(people: int, rooms: int, most: int, lone: bool) -> bool:
    """Whether `people` can be split over at most that many rooms, at most `most` in each, and with `lone` never one."""
    if not lone:
        return people <= rooms * most
    if people == 0:
        return True
    if most < 2:
        return False
    # twos and threes make every number from 2 up; with twos alone only the even ones
    return people != 1 and people <= rooms * most and (most > 2 or people % 2 == 0)
