"""Small changes while rooms are open: seat someone late, find a room for whoever was left alone, weigh a move by hand.

Rooms are lists of member numbers of one round, as people sit now. The instance carries the rules and who has met
(history: pairs with any familiarity have met; `held` and `met` add meetings of this session). Nothing is changed here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from alongside.engine.seating.feasible import known_before
from alongside.engine.seating.model import Instance, Pair, room_counts

Rooms = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class MoveEffects:
    """What it would mean for `member` to sit in a room.

    `breaks` names the hard rules (reason codes, and `size`) that would be broken there or in the room left behind and
    are not broken now. It is for staff: `apart` must never be shown to anyone else.
    """

    member: int
    room: int
    knows: tuple[int, ...]
    new_to: tuple[int, ...]
    size: int
    breaks: frozenset[str]

    @property
    def allowed(self) -> bool:
        """Whether no hard rule would be newly broken."""
        return not self.breaks


def met_pairs(instance: Instance, met: Iterable[Pair] = ()) -> frozenset[Pair]:
    """Pairs who know each other: history, together rules, held rounds, and `met` (any order within a pair)."""
    return known_before(instance) | {(min(a, b), max(a, b)) for a, b in met}


def broken_rules(instance: Instance, room: Collection[int], *, guided: bool = True) -> frozenset[str]:
    """The hard rules a single room breaks; sizes against `room_size`. An empty room breaks none.

    `guided`: also name `guide` where a hard guide rule exists and nobody here guides.
    """
    people = sorted(set(room))
    if not people:
        return frozenset()
    out = set()
    lo, hi = instance.room_size
    if not lo <= len(people) <= hi:
        out.add("size")
    if any((a, b) in instance.apart for x, a in enumerate(people) for b in people[x + 1 :]):
        out.add("apart")
    for share in instance.share:
        if share.hard and not frozenset.intersection(*(instance.values(i, share.attr) for i in people)):
            out.add("share")
    for cap in instance.cap:
        if cap.hard and sum(instance.has(i, cap.attr, cap.value) for i in people) > cap.most:
            out.add("cap")
    for lone in instance.no_lone:
        if lone.hard and sum(instance.has(i, lone.attr, lone.value) for i in people) == 1:
            out.add("no_lone")
    rule = instance.guide
    if guided and rule and rule.hard and not any(instance.members[i].role in rule.roles for i in people):
        out.add("guide")
    return frozenset(out)


def _split(instance: Instance, rooms: Rooms) -> set[Pair]:
    """Hard-together pairs that are both seated and not in one room."""
    where = {i: k for k, room in enumerate(rooms) for i in room}
    return {
        t.pair
        for t in instance.together
        if t.hard and t.pair[0] in where and t.pair[1] in where and where[t.pair[0]] != where[t.pair[1]]
    }


def _without_warmth(instance: Instance, rooms: Rooms, known: Collection[Pair]) -> set[int]:
    """Anxious members under a hard warm tie who sit with no familiar face although one is seated somewhere."""
    if not instance.warm_tie:
        return set()
    seated = [i for room in rooms for i in room if not instance.facilitator[i]]
    out = set()
    for room in rooms:
        for i in room:
            if not instance.members[i].anxious or instance.facilitator[i]:
                continue
            friends = {
                j
                for j in seated
                if j != i and (min(i, j), max(i, j)) in known and (min(i, j), max(i, j)) not in instance.apart
            }
            if friends and not friends.intersection(room):
                out.add(i)
    return out


def move_effects(rooms: Rooms, member: int, room: int, instance: Instance, met: Iterable[Pair] = ()) -> MoveEffects:
    """What moving (or first seating) `member` in `room` would change. Raises IndexError for a room that isn't there."""
    known = met_pairs(instance, met)
    before = [list(r) for r in rooms]
    source = next((k for k, r in enumerate(before) if member in r), None)
    after = [[i for i in r if i != member] for r in before]
    after[room] = [*after[room], member]
    others = [i for i in before[room] if i != member]
    breaks: set[str] = set()
    for k in {room} if source is None else {room, source}:
        breaks |= broken_rules(instance, after[k]) - broken_rules(instance, before[k])
    if source == room:
        breaks = set()
    if _split(instance, after) - _split(instance, before):
        breaks.add("together")
    if _without_warmth(instance, after, known) - _without_warmth(instance, before, known):
        breaks.add("warm")
    facs = instance.facilitator
    return MoveEffects(
        member=member,
        room=room,
        knows=tuple(j for j in others if (min(member, j), max(member, j)) in known),
        new_to=tuple(
            j for j in others if not (facs[member] or facs[j]) and (min(member, j), max(member, j)) not in known
        ),
        size=len(after[room]),
        breaks=frozenset(breaks),
    )


def _choose(rooms: Rooms, member: int, instance: Instance, met: Iterable[Pair]) -> int | None:
    """The best allowed room for someone who sits nowhere: sizes may stretch by one if nothing else is
    left; no other rule.

    A room that was too small and grows is no worse for it, and a missing guide was missing before.
    """
    met = list(met)
    lo, hi = instance.room_size
    anxious = instance.members[member].anxious and instance.warm_tie is not None
    ranked = []
    for k, room in enumerate(rooms):
        if not room:
            continue
        effects = move_effects(rooms, member, k, instance, met)
        if effects.breaks - {"size"}:
            continue
        over = max(0, effects.size - hi)
        if over > 1 or (over and not _full(rooms, hi)):
            continue
        needy = len(room) < lo
        cold = bool(anxious and not effects.knows)
        misses = _soft_misses(instance, [*room, member]) - _soft_misses(instance, room)
        ranked.append((over, not needy, cold, misses, -len(effects.new_to), effects.size, k))
    return min(ranked)[-1] if ranked else None


def _full(rooms: Rooms, hi: int) -> bool:
    return all(len(room) >= hi for room in rooms if room)


def _soft_misses(instance: Instance, room: Collection[int]) -> float:
    """Care misses of one room under its soft share, cap and no-lone rules, and soft together pairs joined
    (negative)."""
    people = set(room)
    out = 0.0
    for share in instance.share:
        if not share.hard and not frozenset.intersection(*(instance.values(i, share.attr) for i in people)):
            out += 1
    for cap in instance.cap:
        if not cap.hard:
            out += max(0, sum(instance.has(i, cap.attr, cap.value) for i in people) - cap.most)
    for lone in instance.no_lone:
        if not lone.hard and sum(instance.has(i, lone.attr, lone.value) for i in people) == 1:
            out += 1
    return out - sum(t.weight for t in instance.together if not t.hard and people.issuperset(t.pair))


def seat_late(rooms: Rooms, newcomer: int, instance: Instance, met: Iterable[Pair] = ()) -> int | None:
    """The room for someone who arrives when rooms are open; nobody else moves. None where no room is allowed.

    Rooms short of people come first, then a familiar face for whoever asked for one, then most new people, then the
    smaller room. If all rooms are full one may hold a person more than planned; every other hard rule always holds.
    """
    return _choose(rooms, newcomer, instance, met)


def rehome(rooms: Rooms, lonely: int, instance: Instance, met: Iterable[Pair] = ()) -> int | None:
    """The room that someone left alone joins; None where no room is allowed (then: back to the main room)."""
    others = [[] if lonely in room else list(room) for room in rooms]
    return _choose(others, lonely, instance, met)


def rooms_fit(rooms: Rooms, instance: Instance) -> bool:
    """Whether that many people can sit in rooms of the planned sizes at all."""
    lo, hi = instance.room_size
    return bool(room_counts(sum(len(room) for room in rooms), lo, hi))
