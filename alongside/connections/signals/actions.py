"""Writing how everyone's contacts stand."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from alongside.connections import events
from alongside.connections.models import Correction, Listed, Standing, Week
from alongside.connections.signals.judging import Judged, judged
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.engine.isolation import Judgement
from alongside.people.models import Person, Program

log = logging.getLogger(__name__)
_BATCH = 200
_JUDGED = (
    "state",
    "since",
    "score",
    "listed",
    "listed_since",
    "two_way",
    "reasons",
    "action",
    "clears",
    "judged_at",
)


def renew(program: Program, *, by: Actor) -> int:
    """Judge everyone of a program now and keep it, with this week's row for each. Returns how many were judged.

    Whoever is on the fading list, or was, is written alone together with what follows from it: one that fails holds up
    nobody. Those with the least contact ahead come first, as far as a counselor's list goes.
    """
    at = clock.now()
    monday = _monday(program, at)
    found = judged(program, at)
    before = {each.person_id: each for each in Standing.objects.filter(person__program=program)}
    told: list[Judged] = []
    rest: list[Judged] = []
    for each in found:
        was = before.get(each.person.pk)
        matters = each.judgement.listed == Listed.FADING or (was is not None and was.listed == Listed.FADING)
        (told if matters else rest).append(each)
    for start in range(0, len(rest), _BATCH):
        keep(rest[start : start + _BATCH], at, monday, by=by)
    for each in sorted(told, key=lambda each: (-each.judgement.score, each.person.pk)):
        try:
            keep([each], at, monday, by=by)
        except Exception:
            log.exception("how the contacts of person %s stand could not be kept", each.person.pk)
    still = {each.person.pk for each in found}
    for person in Person.objects.filter(pk__in=[pk for pk in before if pk not in still]).select_related("program"):
        try:
            forget(person, by=by)
        except Exception:
            log.exception("how the contacts of person %s stood could not be forgotten", person.pk)
    return len(found)


@action("connections.keep_standings")
def keep(judged_people: Sequence[Judged], at: datetime, monday: date, *, by: Actor) -> int:
    """Write how these people's contacts stand, and tell what follows. Returns how many."""
    ids = [each.person.pk for each in judged_people]
    before = {each.person_id: each for each in Standing.objects.select_for_update().filter(person__in=ids)}
    now = {each.person.pk: _standing(each, before.get(each.person.pk), at) for each in judged_people}
    Standing.objects.bulk_create(
        now.values(), update_conflicts=True, unique_fields=["person"], update_fields=list(_JUDGED)
    )
    _keep_weeks(judged_people, monday)
    current().record(people=len(ids))
    for each in judged_people:
        was, kept = before.get(each.person.pk), now[each.person.pk]
        if kept.listed or (was is not None and was.listed):
            events.changed(each.person, was, kept)
    return len(ids)


@action("connections.keep_week")
def keep_week(program: Program, at: datetime, *, by: Actor) -> int:
    """How everyone's contacts stood at a past moment, as the rows of its week alone. Returns how many were judged.

    For a program whose record was brought in: nothing follows from what was long ago.
    """
    found = judged(program, at)
    for start in range(0, len(found), _BATCH):
        _keep_weeks(found[start : start + _BATCH], _monday(program, at))
    current().record(program, people=len(found))
    return len(found)


def _keep_weeks(judged_people: Sequence[Judged], monday: date) -> None:
    weeks = [
        Week(
            person=each.person,
            monday=monday,
            two_way=each.two_way,
            state=each.judgement.state,
            score=each.judgement.score,
        )
        for each in judged_people
    ]
    Week.objects.bulk_create(
        weeks,
        update_conflicts=True,
        unique_fields=["person", "monday"],
        update_fields=["two_way", "state", "score"],
    )


@action("connections.forget_standing")
def forget(person: Person, *, by: Actor) -> None:
    """Nobody says any more how the contacts of `person` stand: they are gone, on a pause, or on staff now."""
    was = Standing.objects.select_for_update().filter(person=person).first()
    current().record(person)
    if was is not None:
        Standing.objects.filter(pk=was.pk).delete()
        events.changed(person, was, None)


@action("connections.forget_signals")
def forget_old(*, by: Actor) -> int:
    """What retention.py promises: corrections go when their time is over, weeks after two years. Returns how many."""
    at = clock.now()
    gone = Correction.objects.filter(until__lte=at).delete()[0]
    return gone + Week.objects.filter(monday__lt=(at - timedelta(days=731)).date()).delete()[0]


def _standing(each: Judged, before: Standing | None, at: datetime) -> Standing:
    judgement = each.judgement
    same_state = before is not None and before.state == judgement.state
    same_list = before is not None and before.listed == judgement.listed
    listed_since = (before.listed_since if before is not None and same_list else None) or at
    return Standing(
        person=each.person,
        state=judgement.state,
        since=before.since if before is not None and same_state else at,
        score=judgement.score,
        listed=judgement.listed,
        listed_since=listed_since if judgement.listed else None,
        two_way=each.two_way,
        reasons=reasons_of(judgement),
        action="" if judgement.action == "none" else judgement.action,
        clears=judgement.clears,
        judged_at=at,
    )


def reasons_of(judgement: Judgement) -> list[dict[str, object]]:
    """The reasons as they are kept: codes with their numbers."""
    return [{"code": each.code, "facts": dict(each.facts)} for each in judgement.reasons]


def _monday(program: Program, at: datetime) -> date:
    today = at.astimezone(ZoneInfo(program.time_zone)).date()
    return today - timedelta(days=today.weekday())
