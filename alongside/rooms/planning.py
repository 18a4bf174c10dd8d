"""Between the room and the planner: who is here becomes an instance, what the planner finds becomes seats and reasons.

Reasons and effects are data without words. They tell who is new to whom and who knows whom; no reason, and no missing
reason, comes from a keep-apart. What two people wish themselves (blocks and mutes) is kept to where a plan allows it,
and is no rule that a facilitator could run into: see `Context.wishes`.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from alongside.boundaries.queries import cut_pairs, kept_apart_pairs
from alongside.core import clock
from alongside.engine.seating import model
from alongside.groups.models import Place
from alongside.people.arriving.queries import before_first_breakout
from alongside.people.models import Person, Role
from alongside.rooms import firsts, fitting
from alongside.rooms.actions.forgetting import KEPT
from alongside.rooms.models import (
    Attendee,
    AttendeeState,
    Encounter,
    Room,
    Round,
    Seat,
    SeatState,
    SmallRoom,
)

FIRST_MOVES = 20_000
"""The budget of a first proposal: well under a tenth of a second."""
LONGER = 0.4
"""Seconds that each further look takes."""
OCCUPIED = (SeatState.SEATED, SeatState.HELD)

Rooms = list[list[str]]


@dataclass(frozen=True)
class Proposal:
    """Rooms of public ids, why each sits there, and what it comes to."""

    rooms: Rooms
    reasons: dict[str, dict[str, Any]]
    summary: dict[str, Any]


@dataclass(frozen=True)
class Context:
    """The planner's instance of one round, and who is behind the numbers."""

    instance: model.Instance
    numbers: dict[str, int] = field(default_factory=dict)
    threes: firsts.Rooms = ()
    """Rooms of three that are set for newcomers."""
    wishes: frozenset[model.Pair] = frozenset()
    """Who blocks or mutes whom, beyond what counselors keep apart. Plans keep them apart where they can. Moves by hand,
    reasons and rooms that are open know nothing of it: what they refused or changed would tell."""

    @property
    def kind(self) -> "Context":
        """The same with the wishes as rules."""
        return replace(self, instance=replace(self.instance, apart=self.instance.apart | self.wishes))

    def breaks_wishes(self, rooms: Sequence[Sequence[str]]) -> bool:
        return any(set(pair) <= set(room) for room in self.inside(rooms) for pair in self.wishes)

    @property
    def searched(self) -> model.Instance:
        """What the planner searches. Reasons are read off `instance`: a guide who stands in is nobody they know."""
        return firsts.with_guides(self.instance)

    @property
    def count(self) -> int:
        return self.instance.count

    def inside(self, rooms: Sequence[Sequence[str]]) -> list[list[int]]:
        return [[self.numbers[one] for one in room] for room in rooms]

    def name(self, number: int) -> str:
        return self.instance.members[number].id


def context_for(room: Room, low: int, high: int, *, seed: int = 0) -> Context:
    """The instance of a round to be planned: everyone who is in and not on staff, in an order that `seed` decides."""
    people = [
        attendee.person
        for attendee in room.attendees.filter(state=AttendeeState.IN, is_staff=False)
        .select_related("person")
        .order_by("person_id")
    ]
    random.Random(seed).shuffle(people)  # noqa: S311 (which plan is proposed is no secret)
    return _context(room, people, low, high)


def context(room: Room, round_: Round, newcomers: Sequence[Attendee], *, also: Sequence[Person] = ()) -> Context:
    """The instance of a round that is planned or on, with those who come to it now."""
    seated = Seat.objects.filter(round=round_, state__in=OCCUPIED).values("person")
    here = room.attendees.filter(state=AttendeeState.IN, is_staff=False).values("person")
    found = Person.objects.filter(Q(pk__in=seated) | Q(pk__in=here)).order_by("pk")
    people = {person.pk: person for person in found}
    people.update({attendee.person_id: attendee.person for attendee in newcomers})
    people.update({person.pk: person for person in also})
    return _context(room, list(people.values()), round_.size_low, round_.size_high)


def rooms_of(round_: Round) -> Rooms:
    """Who sits in which small room, empty rooms left out."""
    found: dict[int, list[str]] = {}
    seats = Seat.objects.filter(round=round_, state__in=OCCUPIED).order_by("small_room__number", "id")
    for number, person in seats.values_list("small_room__number", "person__public_id"):
        found.setdefault(number, []).append(person)
    return list(found.values())


def propose(context: Context, seed: int) -> Proposal | None:
    """A first plan, or None where the sizes or the rules allow none."""
    for searched in [context.kind.searched, context.searched] if context.wishes else [context.searched]:
        found = _proposal(context, firsts.plan(searched, context.threes, moves=FIRST_MOVES, seed=seed))
        if found is not None:
            return found
    return None


def improve(context: Context, rooms: Rooms, *, seed: int) -> Proposal | None:
    """What a longer look finds, or None where it is no better than `rooms`."""
    if {one for room in rooms for one in room} != set(context.numbers):
        return None  # someone came or went since
    searched = context.searched if context.breaks_wishes(rooms) else context.kind.searched
    found = firsts.plan(searched, context.threes, seconds=LONGER, seed=seed)
    if found.status != "ok" or not firsts.is_better(searched, context.threes, found, context.inside(rooms)):
        return None
    return _proposal(context, found)


def late(context: Context, rooms: Rooms, newcomer: str, *, prefer: int | None = None) -> int | None:
    """Which room a newcomer disturbs least, `prefer` if it can be; None where no room is possible."""
    return _best_room(context, rooms, newcomer, prefer)


def rehome(context: Context, rooms: Rooms, lonely: str) -> int | None:
    """Which of the other rooms someone left alone joins; None where none is possible."""
    return _best_room(context, rooms, lonely, None)


def _best_room(context: Context, rooms: Rooms, one: str, prefer: int | None) -> int | None:
    inside, number = context.inside(rooms), context.numbers[one]
    found = fitting.best_room(context.kind.instance, inside, number, prefer=prefer)
    if found is None and context.wishes:
        found = fitting.best_room(context.instance, inside, number, prefer=prefer)
    return found


def misplaced(room: Room, round_: Round) -> str | None:
    """Someone (a public id) who may no longer sit where they were planned, or None."""
    rooms = rooms_of(round_)
    now = context(room, round_, [])
    found = fitting.misplaced(now.instance, now.inside(rooms))
    return None if found is None else now.name(found)


def late_reason(context: Context, room: Sequence[str], newcomer: str) -> dict[str, Any]:
    """Why a newcomer sits there."""
    inside = [[*context.inside([room])[0], context.numbers[newcomer]]]
    return reasons(context, [[*room, newcomer]], inside)[newcomer]


def reasons(
    context: Context, rooms: Sequence[Sequence[str]], inside: Sequence[Sequence[int]] | None = None
) -> dict[str, dict[str, Any]]:
    """Why each sits where they sit, by public id."""
    found = fitting.reasons(context.instance, inside or context.inside(rooms))
    return {
        context.name(number): {"kind": kind, "people": [context.name(one) for one in people]}
        for number, (kind, people) in found.items()
    }


def write_reasons(room: Room, round_: Round) -> None:
    """Bring the reasons and the summary in line with the seats. Saves the seats; the caller saves the round."""
    rooms = rooms_of(round_)
    now = context(room, round_, [])
    why = reasons(now, rooms)
    for seat in Seat.objects.filter(round=round_, state__in=OCCUPIED).select_related("person"):
        if seat.reason != why[seat.person.public_id]:
            seat.reason = why[seat.person.public_id]
            seat.save(update_fields=["reason"])
    round_.summary = fitting.summary(now.instance, now.inside(rooms))


@dataclass(frozen=True)
class Effect:
    """What moving someone to a room would change. `swap` is with whom they would change places."""

    number: int
    room: str
    knows: tuple[str, ...]
    new_to: tuple[str, ...]
    size: int
    swap: str | None
    allowed: bool
    current: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "room": self.number,
            "id": self.room,
            "knows": list(self.knows),
            "newTo": list(self.new_to),
            "size": self.size,
            "swapWith": self.swap,
            "allowed": self.allowed,
            "current": self.current,
        }


def effects(room: Room, round_: Round, person: Person) -> list[Effect]:
    """The effect of each room for `person`, in order; with whom to change places where it would be too full."""
    ids, smalls = _with_small_rooms(round_)
    now = context(room, round_, [], also=[person])
    inside = now.inside(ids)
    found = []
    for index, small in enumerate(smalls):
        me = now.numbers[person.public_id]
        allowed = fitting.allowed(now.instance, inside, me, index)
        swap: int | None = None
        if not allowed or (me not in inside[index] and len(inside[index]) >= round_.size_high):
            swap = fitting.best_swap(now.instance, inside, me, index)
        found.append(_effect(now, ids, index, small, person, swap, allowed or swap is not None))
    return found


def effect_of(room: Room, round_: Round, person: Person, small: SmallRoom, swap: Person | None) -> Effect | None:
    """The effect of one move, or None for a room or a person that isn't in the round."""
    ids, smalls = _with_small_rooms(round_)
    now = context(room, round_, [], also=[person])
    inside = now.inside(ids)
    index = next((place for place, each in enumerate(smalls) if each.pk == small.pk), None)
    if index is None:
        return None
    number = now.numbers[person.public_id]
    other = None if swap is None else now.numbers.get(swap.public_id)
    if swap is not None and (other is None or other not in inside[index]):
        return None
    allowed = fitting.allowed(now.instance, inside, number, index, swap=other)
    return _effect(now, ids, index, small, person, other, allowed)


def _with_small_rooms(round_: Round) -> tuple[Rooms, list[SmallRoom]]:
    smalls = list(round_.small_rooms.all())
    by_small: dict[int, list[str]] = {small.pk: [] for small in smalls}
    seats = Seat.objects.filter(round=round_, state__in=OCCUPIED).order_by("id")
    for small, person in seats.values_list("small_room", "person__public_id"):
        by_small[small].append(person)
    return list(by_small.values()), smalls


def _effect(
    now: Context, ids: Rooms, index: int, small: SmallRoom, person: Person, swap: int | None, allowed: bool
) -> Effect:
    me = now.numbers[person.public_id]
    others = [one for one in ids[index] if one != person.public_id and now.numbers[one] != swap]
    knows = tuple(one for one in others if fitting.knows(now.instance, me, now.numbers[one]))
    return Effect(
        number=small.number,
        room=small.public_id,
        knows=knows,
        new_to=tuple(one for one in others if one not in knows),
        size=len(others) + 1,
        swap=None if swap is None else now.name(swap),
        allowed=allowed,
        current=person.public_id in ids[index],
    )


def _proposal(context: Context, found: model.Plan) -> Proposal | None:
    if found.status != "ok" or not found.rounds:
        return None
    inside = [list(room) for room in found.rounds[-1]]
    rooms = [[context.name(number) for number in room] for room in inside]
    summary = fitting.summary(context.instance, inside) | {"best": found.proven_best}
    return Proposal(rooms, reasons(context, rooms, inside), summary)


def _context(room: Room, people: Sequence[Person], low: int, high: int) -> Context:
    numbers = {person.public_id: number for number, person in enumerate(people)}
    by_pk = {person.pk: number for number, person in enumerate(people)}
    program = room.meeting.program
    asks = {person.pk for person in people if person.wants_familiar_face}
    # After an absence nobody heard of, someone they know sits beside them this once: seats say so as for whoever asked.
    asks |= set(Place.objects.filter(meeting=room.meeting_id, familiar_face=True).values_list("person", flat=True))
    mentors = any(person.role == Role.MENTOR for person in people)
    apart = {_ordered(*(by_pk[pk] for pk in pair)) for pair in kept_apart_pairs(by_pk)}
    wishes = {_ordered(*(by_pk[pk] for pk in pair)) for pair in cut_pairs(by_pk)} - apart
    instance = model.Instance(
        id="round",
        members=tuple(
            model.Member(
                id=person.public_id,
                role="peer" if person.role == Role.MENTOR else "member",
                anxious=person.pk in asks,
            )
            for person in people
        ),
        rounds=1,
        room_size=(low, high),
        size_fallback=(max(2, low - 1), high + 1),
        absent=(frozenset(),),
        familiarity=_familiarity(by_pk, clock.now()),
        apart=frozenset(apart),
        guide=model.Guide(frozenset({"peer"}), program.guide_in_every_room) if mentors else None,
        warm_tie=False if any(person.pk in asks for person in people) else None,
    )
    newcomers = {
        by_pk[pk]: by_pk.get(welcomer) if welcomer is not None else None
        for pk, welcomer in before_first_breakout(by_pk).items()
    }
    found = Context(instance, numbers, wishes=frozenset(wishes))
    return replace(found, threes=firsts.rooms_of_three(found.kind.instance, newcomers))


def _familiarity(by_pk: dict[int, int], now: datetime) -> dict[model.Pair, float]:
    """How well each pair knows each other: meetings halve in weight every thirty days (breakouts-instance/1)."""
    found: dict[model.Pair, float] = {}
    rows = Encounter.objects.filter(first__in=by_pk, second__in=by_pk, met=True, at__gt=now - KEPT).values_list(
        "first_id", "second_id", "at"
    )
    for first, second, at in rows:
        pair = _ordered(by_pk[first], by_pk[second])
        age_days = max(0.0, (now - at).total_seconds() / 86400)
        found[pair] = found.get(pair, 0.0) + 0.5 ** (age_days / 30)
    return found


def _ordered(a: int, b: int) -> model.Pair:
    return (a, b) if a < b else (b, a)
