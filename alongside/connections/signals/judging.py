"""Everyone of a program, judged by the record and by their own word. Reads only; docs/decisions/0025 says why so."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from django.db.models import Count, QuerySet

from alongside.connections import queries
from alongside.connections.models import Correction, Wishes
from alongside.connections.signals import corrected
from alongside.conversations.models import WaitingPost, Why
from alongside.engine.isolation import Judgement, Member, Record, State
from alongside.engine.isolation.forecast import Forecaster
from alongside.engine.isolation.judging import judge_with
from alongside.engine.ties import TWO_WAY_LATELY
from alongside.people.models import STAFF_ROLES, Arrival, Person, Program, Stage
from alongside.people.stages import stages_where

RECORD: Final = timedelta(days=182)
"""How far back the record is read: sixteen weeks that are measured, and ten from which the forecast learns."""
UNANSWERED_AFTER: Final = timedelta(hours=12)
"""A post that waits for less isn't yet one without a reply."""
UNANSWERED_WITHIN: Final = timedelta(days=28)
LONG_PAST: Final = 28
"""Days without two-way contact after which someone is listed although they said that what they have is enough."""


@dataclass(frozen=True)
class Judged:
    """One person's judgement. `two_way`: people they had two-way contact with in the last TWO_WAY_LATELY."""

    person: Person
    judgement: Judgement
    two_way: int


def judge_program(program: Program, at: datetime) -> list[Judgement]:
    """How everyone's contacts stand at that moment, by row numbers of people. Seven queries, whatever the size.

    Staff aren't judged, nor who is invited, on a pause or gone.
    """
    return [each.judgement for each in judged(program, at)]


def judged(program: Program, at: datetime) -> list[Judged]:
    """`judge_program` with the people, in order of their row numbers."""
    people = list(judged_people(program, at))
    if not people:
        return []
    ids = [person.pk for person in people]
    record = queries.contacts(program.pk, at - RECORD, at, also=ids)
    said = list(Correction.objects.filter(person__in=ids, at__lte=at, until__gt=at).order_by("pk"))
    members = _members(people, at)
    now = at.timestamp()
    teacher = Forecaster(record)
    own = corrected.own_record(record, said, at, RECORD)
    differently = {each.person_id for each in said if each.person_id in own.place}
    found = _judge(teacher, [each for each in members if each.id not in differently], now)
    found |= _judge(corrected.TaughtBy(own, teacher), [each for each in members if each.id in differently], now)
    here = set(ids)
    ties = _two_way(record, ids, here, now) | _two_way(own, sorted(differently), None, now)
    enough = {each.person_id for each in said if each.other_id is None and each.code == Correction.Code.ENOUGH}
    by_id = {member.id: member for member in members}
    return [
        Judged(
            person,
            _enough(found[person.pk], by_id[person.pk], now) if person.pk in enough else found[person.pk],
            ties[person.pk],
        )
        for person in people
    ]


def judged_people(program: Program, at: datetime) -> QuerySet[Person]:
    """Everyone whose contacts are judged."""
    rows = Person.objects.filter(program=program, stage__in=stages_where("gets_suggestions"), created_at__lte=at)
    return rows.exclude(role__in=STAFF_ROLES).select_related("program", "account").order_by("pk")


def _members(people: Sequence[Person], at: datetime) -> list[Member]:
    ids = [person.pk for person in people]
    began = dict(Arrival.objects.filter(person__in=ids).values_list("person", "started_at"))
    rhythms = dict(Wishes.objects.filter(person__in=ids, rhythm_days__gt=0).values_list("person", "rhythm_days"))
    posts = _unanswered(ids, at)
    rooms = queries.last_in_small_room(ids)
    found = []
    for person in people:
        since = min(began.get(person.pk, person.created_at), at)
        if person.stage == Stage.RETURNING and person.stage_since is not None:
            since = max(since, person.stage_since)  # who comes back is welcomed like who comes
        rhythm, room, away = rhythms.get(person.pk), rooms.get(person.pk), person.suspended_until
        found.append(
            Member(
                id=person.pk,
                since=since.timestamp(),
                arriving=person.stage == Stage.ARRIVING,
                rhythm_days=None if rhythm is None else float(rhythm),
                posts_unanswered=posts.get(person.pk, 0),
                last_small_room=None if room is None else room.timestamp(),
                away_until=away.timestamp() if away is not None and away > at else None,
            )
        )
    return found


def _unanswered(ids: Collection[int], at: datetime) -> dict[int, int]:
    """How many posts of each have waited for a while. What is for the care team is not for peers to answer."""
    rows = WaitingPost.objects.filter(
        author__in=ids, since__lte=at - UNANSWERED_AFTER, since__gt=at - UNANSWERED_WITHIN, ended_at=None
    )
    return dict(rows.exclude(why=Why.LINE).values_list("author").annotate(n=Count("pk")))


def _judge(forecaster: Forecaster, members: Sequence[Member], now: float) -> dict[int, Judgement]:
    return {each.member: each for each in judge_with(forecaster, members, now)} if members else {}


def _two_way(record: Record, ids: Sequence[int], others: set[int] | None, now: float) -> dict[int, int]:
    """With how many of `others` each had contact in both directions lately. None: with anyone."""
    one, other = record.mutual(now - TWO_WAY_LATELY.total_seconds(), now)
    if others is not None:
        still = np.isin(record.people[other], np.fromiter(others, np.int64))
        one = one[still]
    counts = np.bincount(one, minlength=record.size)
    return {pk: int(counts[record.place[pk]]) for pk in ids}


def _enough(judgement: Judgement, member: Member, now: float) -> Judgement:
    """By their own word what they have is enough: not listed, unless there is nothing, and has not been for long."""
    if judgement.state is State.NONE and _days_without(judgement, member, now) > LONG_PAST:
        return judgement
    return replace(judgement, listed="", action="none", clears="")


def _days_without(judgement: Judgement, member: Member, now: float) -> float:
    for reason in judgement.reasons:
        if reason.code in {"no_two_way", "longer_than_usual"}:
            return float(reason.facts["days"])
    return (now - member.since) / timedelta(days=1).total_seconds()
