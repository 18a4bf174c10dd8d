"""Whom to suggest to whom on a day: for a group or circle that both are in, and for what both say of themselves.

Reasons are data, and only such as the other shows to everyone: `{"code": "group", "value": "<name>"}`, `circle`,
`interest`, `language`. Times count too, and are never said. Who has few people comes first, which is never said either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final
from zlib import crc32

from alongside.boundaries.queries import cut_pairs
from alongside.connections import queries
from alongside.connections.introductions.traits import WORTH, Traits, traits_of
from alongside.connections.models import Correction, Introduction, Kind, Side, Suggestion, Tie, Wishes
from alongside.connections.wishes import may_be_suggested
from alongside.conversations.models import Conversation
from alongside.conversations.models import Kind as Place
from alongside.conversations.pairs import two_of
from alongside.groups.models import CircleMember, CircleState, RosterEntry, RosterState
from alongside.people.good_times import LEAST_SHARED
from alongside.people.models import STAFF_ROLES, Person, Program
from alongside.people.stages import stages_where

AGAIN_AFTER: Final = timedelta(days=60)
ENOUGH_TIES: Final = 3
MOST_REASONS: Final = 2
_SAME_PLACE: Final = 3.0
_FEW: Final = 1.0
"""What it adds for each two-way tie that someone has fewer than ENOUGH_TIES."""
Reason = dict[str, Any]
Pair = frozenset[int]


@dataclass(frozen=True)
class Choice:
    """Someone for a person, by row numbers, with the reasons that are said."""

    person: int
    other: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Reading:
    """All that is read of a program for choosing, at a moment. About a dozen queries, whatever its size."""

    program: Program
    at: datetime

    @cached_property
    def people(self) -> dict[int, Person]:
        rows = Person.objects.filter(program=self.program, stage__in=stages_where("gets_suggestions"))
        rows = rows.exclude(role__in=STAFF_ROLES).exclude(account=None).exclude(suspended_until__gt=self.at)
        return {person.pk: person for person in rows.select_related("program").order_by("pk")}

    @cached_property
    def asked(self) -> set[int]:
        """Who gets suggestions."""
        no = set(Wishes.objects.filter(person__in=self.people, gets_suggestions=False).values_list("person", flat=True))
        enough = Correction.objects.filter(code=Correction.Code.ENOUGH, until__gt=self.at, person__in=self.people)
        return set(self.people) - no - set(enough.values_list("person", flat=True))

    @cached_property
    def offered(self) -> set[int]:
        return may_be_suggested(self.people)

    @cached_property
    def traits(self) -> dict[int, Traits]:
        return traits_of(self.people.values(), self.at)

    @cached_property
    def ties(self) -> dict[int, int]:
        return queries.two_way_count(self.people, self.at)

    @cached_property
    def barred(self) -> set[Pair]:
        """Cut, with a conversation or in touch already, in a small room lately, or offered each other by the house."""
        barred = cut_pairs(self.people)
        for name in Conversation.objects.filter(program=self.program, kind=Place.PAIR).values_list("pair", flat=True):
            barred.add(frozenset(two_of(name)))
        for tie in queries.ties_between_all(self.program.pk, self.at, private=True):
            if tie.two_way:
                barred.add(frozenset((tie.lower, tie.upper)))
        offers = Introduction.objects.filter(program=self.program)
        both: dict[int, set[int]] = {}
        for offer, person in Side.objects.filter(introduction__in=offers).values_list("introduction", "person"):
            both.setdefault(offer, set()).add(person)
        barred.update(frozenset(two) for two in both.values())
        return barred

    @cached_property
    def shared_rooms(self) -> set[Pair]:
        """Who was ever in a small room together."""
        rows = Tie.objects.filter(program=self.program, kind=Kind.SMALL_ROOM).values_list("lower", "upper")
        return {frozenset(two) for two in rows}

    @cached_property
    def said(self) -> set[tuple[int, int]]:
        """(person, other): suggested lately, dismissed ever, or corrected by them."""
        rows = Suggestion.objects.filter(person__in=self.people)
        found = set(rows.filter(made_at__gt=self.at - AGAIN_AFTER).values_list("person", "other"))
        found |= set(rows.filter(dismissed_at__isnull=False).values_list("person", "other"))
        corrected = Correction.objects.filter(person__in=self.people, until__gt=self.at, other__isnull=False)
        return found | {(one, other) for one, other in corrected.values_list("person", "other") if other is not None}

    @cached_property
    def places(self) -> dict[int, dict[str, Reason]]:
        """By person the groups and circles they are in."""
        found: dict[int, dict[str, Reason]] = {}
        roster = RosterEntry.objects.filter(state=RosterState.ON, group__closed_at=None, person__in=self.people)
        for person, pk, name in roster.values_list("person", "group", "group__name"):
            found.setdefault(person, {})[f"g{pk}"] = {"code": "group", "value": name}
        circles = CircleMember.objects.filter(state=CircleState.ON, circle__closed_at=None, person__in=self.people)
        for person, pk, name in circles.values_list("person", "circle", "circle__name"):
            found.setdefault(person, {})[f"c{pk}"] = {"code": "circle", "value": name}
        return found


def choose(of: Reading, persons: Mapping[int, date]) -> list[Choice]:
    """For each of these people (with their day) whoever suits best, or nobody. Pure; the same day, the same choice."""
    found = []
    for person, day in sorted(persons.items()):
        if person not in of.asked:
            continue
        best: tuple[float, int, int, tuple[Reason, ...]] | None = None
        for other in of.offered:
            if other == person or frozenset((person, other)) in of.barred or (person, other) in of.said:
                continue
            worth, reasons = _worth(of, person, other)
            if not reasons:
                continue
            worth += _FEW * max(0, ENOUGH_TIES - of.ties.get(other, 0))
            rank = (worth, crc32(f"{day}:{person}:{other}".encode()), other, reasons)
            if best is None or rank[:3] > best[:3]:
                best = rank
        if best is not None:
            found.append(Choice(person, best[2], best[3]))
    return found


def _worth(of: Reading, person: int, other: int) -> tuple[float, tuple[Reason, ...]]:
    mine, theirs = of.traits[person], of.traits[other]
    if not mine.languages.keys() & theirs.languages.keys():
        return 0.0, ()
    worth = 0.0
    reasons: list[Reason] = []
    places = of.places.get(person, {})
    both = sorted(places.keys() & of.places.get(other, {}).keys())
    if both and frozenset((person, other)) not in of.shared_rooms:
        worth += _SAME_PLACE
        reasons.append(places[both[0]])
    words = sorted(mine.interests & theirs.interests)
    worth += WORTH["interest"] * min(2, len(words))
    reasons += [{"code": "interest", "value": word} for word in words]
    tongues = sorted(_spoken(of, person) & _spoken(of, other))
    if tongues:
        worth += WORTH["language"]
        reasons.append({"code": "language", "value": tongues[0]})
    if (mine.free & theirs.free).bit_count() >= LEAST_SHARED:
        worth += WORTH["times"]
    return worth, tuple(reasons[:MOST_REASONS])


def _spoken(of: Reading, person: int) -> set[str]:
    """Languages that they say they speak; that of their pages is theirs to know."""
    return set(of.traits[person].languages) - {of.people[person].language, "en"}
