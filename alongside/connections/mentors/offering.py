"""Who might mentor whom: what speaks for each pair, and one assignment over everyone who waits.

Reasons are data: `{"code": "language", "values": ["es"]}`, with `times`, `topics`, `group` and `room`. Nobody whom
anything keeps from contact is ever proposed to each other, and nothing shows that somebody was passed over.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from alongside.boundaries.queries import cut_pairs
from alongside.core import languages
from alongside.engine.matching import Option, assign
from alongside.groups.mentoring import queries
from alongside.groups.mentoring.actions.choosing import Proposal, Wanted
from alongside.groups.mentoring.terms import languages_of, shared_times, topics_of, wished_times
from alongside.groups.models import MentorOffer, MentorWish, RosterEntry, RosterState
from alongside.people.models import Person, Program

PER_MEMBER: Final = 3
WORTH: Final = {"language": 4.0, "topics": 2.0, "times": 2.0, "group": 1.0, "room": 1.0}
"""What a reason is worth. Topics count up to two times. A wish about the language weighs most: without words in common
there is no talking."""
WISHED: Final = 2.0
"""How much more something counts that the member asked for."""


@dataclass
class Round:
    """One look at everyone who waits: what to offer anew, and which offers no longer hold."""

    proposals: list[Proposal] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def look(program: Program, at: datetime) -> Round:
    """Who could be offered to whom now. Pure reading; about a dozen queries, however many wait."""
    wishes = {wish.member_id: wish for wish in queries.waiting_wishes(program)}
    found = Round()
    if not wishes:
        return found
    mentors = {each.pk: each for each in queries.able_mentors(program, at)}
    room = queries.free_places(mentors.values(), at)
    offers = list(MentorOffer.objects.filter(wish__in=[wish.pk for wish in wishes.values()]))
    found.gone = [each.pk for each in offers if _stands(each, at) and not room.get(each.mentor_id)]
    standing = [each for each in offers if _stands(each, at) and room.get(each.mentor_id)]
    chosen = {each.wish_id for each in offers if _waits(each, at)}
    has = Counter(each.wish_id for each in standing)
    wants = {pk: wish for pk, wish in wishes.items() if wish.pk not in chosen and has[wish.pk] < PER_MEMBER}
    taken = {(each.wish_id, each.mentor_id) for each in offers if not _may_stand_again(each, at)}
    options = [each for each in _options(wants, mentors, room, at) if (wishes[each.a].pk, each.b) not in taken]
    for member, given in assign(list(wants), list(mentors), options, room, per_member=PER_MEMBER).items():
        wish = wants[member]
        for rank, option in enumerate(given[: PER_MEMBER - has[wish.pk]], start=has[wish.pk]):
            found.proposals.append(Proposal(wish.pk, option.b, rank, tuple(option.reasons)))
    return found


def _waits(offer: MentorOffer, at: datetime) -> bool:
    return offer.chosen_at is not None and offer.answered_at is None and offer.expires_at > at


def _stands(offer: MentorOffer, at: datetime) -> bool:
    return offer.chosen_at is None and offer.answered_at is None and offer.expires_at > at


def _may_stand_again(offer: MentorOffer, at: datetime) -> bool:
    """It ran out without having been chosen or put away."""
    return offer.chosen_at is None and offer.answered_at is None and offer.expires_at <= at


def _options(
    wishes: Mapping[int, MentorWish], mentors: Mapping[int, Person], room: Mapping[int, int], at: datetime
) -> list[Option]:
    members = {pk: wish.member for pk, wish in wishes.items()}
    cut = cut_pairs([*members, *mentors])
    before = queries.earlier_pairs(members)
    groups = _groups_of([*members, *mentors])
    speaks = {pk: frozenset(languages_of(each)) for pk, each in [*members.items(), *mentors.items()]}
    found = []
    for pk, member in members.items():
        wanted, passed = Wanted.of(wishes[pk]), set(wishes[pk].not_again)
        for mentor_id, mentor in mentors.items():
            apart = frozenset((pk, mentor_id)) in cut or mentor_id in passed or not room.get(mentor_id)
            if apart or (not wanted.again and (pk, mentor_id) in before) or not speaks[pk] & speaks[mentor_id]:
                continue
            together = bool(groups.get(pk, set()) & groups.get(mentor_id, set()))
            worth, reasons = _speaks_for(member, mentor, wanted, speaks, at, together=together, room=room[mentor_id])
            found.append(Option(pk, mentor_id, worth, tuple(reasons)))
    return found


def _speaks_for(
    member: Person,
    mentor: Person,
    wanted: Wanted,
    speaks: Mapping[int, frozenset[str]],
    at: datetime,
    *,
    together: bool,
    room: int,
) -> tuple[float, list[dict[str, Any]]]:
    """What the pair is worth, from 1 on, and why, what weighs most first."""
    weighed: list[tuple[float, dict[str, Any]]] = []
    shared = speaks[member.pk] & speaks[mentor.pk]
    if wanted.language and wanted.language in speaks[mentor.pk]:
        weighed.append((WORTH["language"] * WISHED, {"code": "language", "values": [wanted.language]}))
    elif not wanted.language and shared - {languages.ENGLISH}:
        weighed.append((WORTH["language"], {"code": "language", "values": sorted(shared - {languages.ENGLISH})}))
    knows = [code for code in topics_of(mentor.mentor_profile.topics) if code in wanted.topics]
    if knows:
        weighed.append((WORTH["topics"] * WISHED * min(2, len(knows)), {"code": "topics", "values": knows[:3]}))
    times = wished_times(member, wanted.times, mentor, at) if wanted.times else shared_times(member, mentor, at)
    if times:
        weighed.append((WORTH["times"] * (WISHED if wanted.times else 1), {"code": "times", "values": list(times[:3])}))
    if together:
        weighed.append((WORTH["group"], {"code": "group", "values": []}))
    weighed.append((WORTH["room"] * room / mentor.mentor_profile.capacity, {"code": "room", "values": []}))
    weighed.sort(key=lambda each: -each[0])
    return 1.0 + sum(weight for weight, _reason in weighed), [reason for _weight, reason in weighed]


def _groups_of(ids: Sequence[int]) -> dict[int, set[int]]:
    """The open groups of each, by row numbers. One query."""
    rows = RosterEntry.objects.filter(person__in=ids, state=RosterState.ON, group__closed_at=None)
    found: dict[int, set[int]] = {}
    for person, group in rows.values_list("person", "group"):
        found.setdefault(person, set()).add(group)
    return found
