"""Who might like to meet whom: everyone who may be introduced, what speaks for each two, and one choice over all.

Two are never proposed whom anything keeps from contact, who know each other already, who were offered each other
lately, or one of whom said no for good. Which of these it was, nothing shows: an offer that isn't made leaves no trace.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappush, heappushpop
from typing import Any, Final

from django.db.models import Q, QuerySet

from alongside.boundaries.queries import cut_pairs
from alongside.connections import queries
from alongside.connections.introductions.traits import Reason, Traits, reasons, traits_of, worth
from alongside.connections.models import Correction, Introduction, Side
from alongside.conversations.models import Conversation, Kind
from alongside.conversations.pairs import two_of
from alongside.engine.matching import Candidate, Option, pair_up
from alongside.people.models import STAFF_ROLES, Person, Program
from alongside.people.stages import stages_where

AGAIN_AFTER: Final = timedelta(days=90)
"""Two who were offered each other aren't for so long."""
ENOUGH_TIES: Final = 3
"""Whoever has so many two-way ties is as well off as anyone with more."""
_MOST_EACH: Final = 30
"""Options that are looked at for each person, the best first."""
Pair = frozenset[int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two people, by row number, and what they share."""

    a: int
    b: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Round:
    """A week's proposals. `proven`: nobody could serve the worst-off better (see `engine.matching`)."""

    proposals: tuple[Proposal, ...]
    proven: bool


def week(program: Program, at: datetime) -> Round:
    """Whom to offer to whom this week. Pure reading; about a dozen queries."""
    people = _may_be_introduced(program, at)
    if len(people) < 2:
        return Round((), proven=True)
    barred = _barred(program.pk, people, at)
    traits = traits_of(people.values(), at)
    ties = queries.two_way_count(list(people), at)
    chosen = pair_up(
        [Candidate(pk, min(ENOUGH_TIES, ties.get(pk, 0))) for pk in people],
        _options(traits, barred),
        seed=at.date().toordinal(),
    )
    everyone = traits_of(_shown(program), at)
    found = (Proposal(each.a, each.b, tuple(reasons(each.a, each.b, everyone))) for each in chosen.chosen)
    return Round(tuple(found), chosen.proven)


def may_be_proposed(a: Person, b: Person, at: datetime) -> Proposal | None:
    """The two as a counselor thinks of them, or None where something stands against it. Nobody is told what."""
    people = _may_be_introduced(a.program, at)
    if (
        a.pk == b.pk
        or not {a.pk, b.pk} <= people.keys()
        or frozenset((a.pk, b.pk)) in _barred(a.program_id, (a.pk, b.pk), at)
    ):
        return None
    return Proposal(a.pk, b.pk, tuple(reasons(a.pk, b.pk, traits_of(_shown(a.program), at))))


def wants_to_be_asked(ids: Collection[int], at: datetime) -> set[int]:
    """Those of `ids` who may be brought together with others now: by stage, role and their own wish. One query."""
    return set(_askable(at).filter(pk__in=ids).exclude(pk__in=_say_enough(at)).values_list("pk", flat=True))


def _say_enough(at: datetime) -> "QuerySet[Correction, Any]":
    return Correction.objects.filter(code=Correction.Code.ENOUGH, until__gt=at).values("person")


def _askable(at: datetime) -> "QuerySet[Person]":
    rows = Person.objects.filter(stage__in=stages_where("gets_suggestions"), account__isnull=False)
    rows = rows.exclude(role__in=STAFF_ROLES).exclude(suspended_until__gt=at)
    return rows.exclude(ties_wishes__may_be_suggested=False).exclude(ties_wishes__gets_suggestions=False)


def _may_be_introduced(program: Program, at: datetime) -> dict[int, Person]:
    """Who may be offered someone: not those to whom an offer is open, nor who says that they have enough."""
    waiting = Side.objects.filter(introduction__closed_at=None, introduction__expires_at__gt=at).values("person")
    rows = _askable(at).filter(program=program).exclude(pk__in=waiting).exclude(pk__in=_say_enough(at))
    return {person.pk: person for person in rows.select_related("program").order_by("pk")}


def _shown(program: Program) -> Iterable[Person]:
    """Whom members may know of."""
    rows = Person.objects.filter(program=program, stage__in=stages_where("is_shown_to_others"))
    return rows.exclude(role__in=STAFF_ROLES).select_related("program")


def _barred(program_id: int, ids: Collection[int], at: datetime) -> set[Pair]:
    """Pairs that aren't offered: cut, in touch, with a conversation, offered lately, or refused for good."""
    barred = cut_pairs(ids)
    for tie in queries.ties_between(ids, at, private=True):
        if tie.two_way:
            barred.add(frozenset((tie.lower, tie.upper)))
    for name in Conversation.objects.filter(program=program_id, kind=Kind.PAIR).values_list("pair", flat=True):
        barred.add(frozenset(two_of(name)))
    said = Correction.objects.filter(person__program=program_id, other__isnull=False, until__gt=at)
    barred.update(frozenset((one, other)) for one, other in said.values_list("person", "other") if other is not None)
    offered = Introduction.objects.filter(Q(made_at__gt=at - AGAIN_AFTER) | Q(sides__never=True), program=program_id)
    both: dict[int, set[int]] = {}
    for offer, person in Side.objects.filter(introduction__in=offered.values("pk")).values_list(
        "introduction", "person"
    ):
        both.setdefault(offer, set()).add(person)
    barred.update(frozenset(two) for two in both.values())
    return barred


def _options(traits: Mapping[int, Traits], barred: Collection[Pair]) -> list[Option]:
    """What may be chosen from: of each person the best few. A second for a thousand people."""
    numbers = sorted(traits)
    best: dict[int, list[tuple[float, int, int]]] = {pk: [] for pk in numbers}
    for index, a in enumerate(numbers):
        for b in numbers[index + 1 :]:
            value = worth(traits[a], traits[b])
            if value <= 0 or frozenset((a, b)) in barred:
                continue
            for one in (a, b):
                kept = best[one]
                if len(kept) < _MOST_EACH:
                    heappush(kept, (value, a, b))
                elif (value, a, b) > kept[0]:
                    heappushpop(kept, (value, a, b))
    chosen = {(a, b): value for kept in best.values() for value, a, b in kept}
    return [Option(a, b, value) for (a, b), value in sorted(chosen.items())]
