"""From what is measured to a state, its reasons, and what to do about it.

The state is a rule over a person's own ties and rhythm that anyone can check by hand; the score is the forecast. A low
volume lists nobody: a person is listed for having little or no two-way contact, or less than is usual *for them*.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from alongside.engine.isolation.forecast import Forecaster
from alongside.engine.isolation.model import DAY, DEFAULT, Contact, Judgement, Member, Reason, Setting, State
from alongside.engine.isolation.reasons import reason
from alongside.engine.isolation.record import Flags, Record
from alongside.engine.isolation.traits import LOOKBACK_DAYS, WINDOW_DAYS, Traits, traits

_FELL_TO = 1  # ties fell: to this many people or fewer,
_FELL_BY = 2  # and by this many or more
_FEW = 2  # with more people than this in contact, a pause is no thinning
_MONTH = 28
_LONGEST_SAID = 28.0  # days; a rarer rhythm than this would keep someone off the list for good


def judge(
    contacts: Sequence[Contact] | Record, members: Sequence[Member], at: float, setting: Setting = DEFAULT
) -> list[Judgement]:
    """Judge those members at that moment (epoch seconds), in the order given. Contacts after it change nothing.

    `contacts` are everybody's, also of people who are not to be judged: the forecast learns from the whole community.
    Raises ValueError for a contact that doesn't follow `Contact`.
    """
    ids = [m.id for m in members]
    record = contacts if isinstance(contacts, Record) else Record.of((c for c in contacts if c.at <= at), ids)
    if any(i not in record.place for i in ids):
        raise ValueError("the record was made without some of the members; name them with `also`")
    return judge_with(Forecaster(record), members, at, setting)


def judge_with(
    forecaster: Forecaster, members: Sequence[Member], at: float, setting: Setting = DEFAULT
) -> list[Judgement]:
    """`judge`, over a record whose past weeks need measuring only once for many moments."""
    record = forecaster.record
    seen = traits(record, at)
    places = [record.place[m.id] for m in members]
    tenure = seen.tenure.copy()
    newcomer = seen.acted.copy()
    newcomer[:] = False
    for member, i in zip(members, places, strict=True):
        tenure[i] = max(0.0, (at - member.since) / DAY)
        newcomer[i] = member.arriving or tenure[i] < setting.newcomer_days
    seen = replace(seen, tenure=tenure)
    scores = forecaster.scores(seen)
    return [
        _judge_one(_person(member, seen, i, newcomer), float(scores[i]), setting)
        for member, i in zip(members, places, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Person:
    """One member's measures as plain numbers. Gaps in days; nan: unknown."""

    member: Member
    at: float
    newcomer: bool
    away: bool
    acted_ever: bool
    ever: bool
    now: int
    was: int
    two_way_days: int
    two_way_gap: float
    said: float | None
    usual: float  # days between two-way contact: their own word, else the record
    gap: float
    usual_gap: float
    active_days: int
    unanswered: int
    waiting: int
    attends: bool
    small_room: float  # epoch second of the last one, -inf for none


def _person(member: Member, seen: Traits, i: int, newcomer: Flags) -> _Person:
    said = None if member.rhythm_days is None else min(max(member.rhythm_days, 0.0), _LONGEST_SAID)
    last = member.last_small_room
    return _Person(
        member=member,
        at=seen.at,
        newcomer=bool(newcomer[i]),
        away=member.away_until is not None and member.away_until > seen.at,
        acted_ever=bool(seen.gap[i] < LOOKBACK_DAYS),
        ever=bool(seen.ever_two_way[i]),
        now=int(seen.now[i]),
        was=int(seen.was[i]),
        two_way_days=int(seen.two_way_days[i]),
        two_way_gap=float(seen.two_way_gap[i]),
        said=said,
        usual=float(seen.usual_two_way_gap[i]) if said is None else said,
        gap=float(seen.gap[i]),
        usual_gap=float(seen.usual_gap[i]),
        active_days=int(seen.active_days[i]),
        unanswered=int(seen.unanswered[i]),
        waiting=int(seen.waiting[i]),
        attends=bool(seen.attends[i]),
        small_room=max(float(seen.last_met[i]), -math.inf if last is None else min(float(last), seen.at)),
    )


def _fell(p: _Person) -> bool:
    return p.was - p.now >= _FELL_BY and p.now <= _FELL_TO


def _overdue(gap: float, usual: float, setting: Setting) -> bool:
    return not math.isnan(usual) and gap >= max(setting.quiet_days, setting.overdue * usual)


def _state(p: _Person, setting: Setting) -> State:
    if p.newcomer:
        return State.ARRIVING
    if p.said is not None and p.ever and p.two_way_gap <= max(WINDOW_DAYS, 1.5 * p.said):
        # by their own word this is normal, as long as it isn't far beyond it
        return State.THINNING if _fell(p) and p.two_way_gap > p.said else State.CONNECTED
    # who usually has contact every ten days is not without it after fifteen
    usual = 0.0 if math.isnan(p.usual) else min(p.usual, WINDOW_DAYS)
    if p.now == 0 and p.two_way_gap > max(WINDOW_DAYS, 2 * usual):
        return State.NONE
    if p.now == 0 and math.isnan(p.usual):
        return State.LITTLE
    if p.now == 0 or _fell(p) or (p.now <= _FEW and _overdue(p.two_way_gap, p.usual, setting)):
        return State.THINNING
    return State.LITTLE if p.two_way_days < 2 else State.CONNECTED


def _judge_one(p: _Person, score: float, setting: Setting) -> Judgement:
    state = _state(p, setting)
    listed = ""
    if not p.away:
        if state is State.ARRIVING:
            listed = "welcome" if p.now < setting.welcome_people else ""
        elif state is not State.CONNECTED:
            listed = "fading"
    seatless = _seatless(p, setting)
    action = _action(p, state, seatless) if listed else "none"
    return Judgement(
        member=p.member.id,
        state=state,
        score=score,
        listed=listed,
        reasons=tuple(_reasons(p, state, seatless, setting)),
        action=action,
        clears=_clears(p, state) if listed else "",
    )


def _seatless(p: _Person, setting: Setting) -> bool:
    """Attends, but without a small room lately."""
    return p.attends and p.at - p.small_room > setting.small_room_days * DAY


def _action(p: _Person, state: State, seatless: bool) -> str:
    if p.member.posts_unanswered:
        return "write"
    if state is State.ARRIVING:
        return "ask_mentor" if p.now == 0 else "introduce"
    if seatless:
        return "seat_with"
    if p.gap > WINDOW_DAYS:
        return "call"
    return "write" if state is State.THINNING else "introduce"


def _clears(p: _Person, state: State) -> str:
    if state is State.ARRIVING or (state is State.THINNING and _fell(p)):
        return "two_way_with_two"
    return "two_way_again" if state is State.LITTLE else "two_way_with_one"


def _whole(days: float) -> int:
    return max(0, math.floor(days))


def _usual(days: float) -> int:
    return max(1, round(days))


def _reasons(p: _Person, state: State, seatless: bool, setting: Setting) -> list[Reason]:
    """What speaks for the state, the weightiest first. Never empty."""
    out = []
    if p.away:
        out.append(reason("away", until=float(p.member.away_until or 0)))
    if state is State.ARRIVING:
        out.append(reason("new_here", days=_whole((p.at - p.member.since) / DAY)))
    out += _about_ties(p, state, setting)
    if p.member.posts_unanswered:
        out.append(reason("posts_unanswered", n=p.member.posts_unanswered))
    if seatless:
        out.append(reason("no_small_room", since=p.small_room if math.isfinite(p.small_room) else ""))
    if p.now == 0 and p.unanswered:
        out.append(reason("no_answer_from", people=p.unanswered, days=WINDOW_DAYS))
    if p.now == 0 and p.waiting:
        out.append(reason("not_answered", people=p.waiting, days=WINDOW_DAYS))
    return out + _about_rhythm(p, setting)


def _about_ties(p: _Person, state: State, setting: Setting) -> list[Reason]:
    if not p.ever:
        return [reason("never_two_way")]
    out = []
    if p.now < p.was:
        out.append(reason("fewer_two_way", now=p.now, was=p.was, days=WINDOW_DAYS))
    elif p.now:
        out.append(reason("two_way", people=p.now, days=WINDOW_DAYS))
    if p.said is not None and state is State.CONNECTED and p.two_way_gap > setting.quiet_days:
        out.append(reason("said_rhythm", usual=_usual(p.said), days=_whole(p.two_way_gap)))
    elif _overdue(p.two_way_gap, p.usual, setting):
        out.append(reason("longer_than_usual", days=_whole(p.two_way_gap), usual=_usual(p.usual)))
    elif p.now == 0:
        out.append(reason("no_two_way", days=_whole(p.two_way_gap)))
    elif p.two_way_days == 1 and state is not State.CONNECTED:
        out.append(reason("once_two_way", days=_MONTH))
    return out


def _about_rhythm(p: _Person, setting: Setting) -> list[Reason]:
    if not p.acted_ever:
        return [reason("nothing_known")]
    out = []
    if _overdue(p.gap, p.usual_gap, setting):
        out.append(reason("quieter_than_usual", days=_whole(p.gap), usual=_usual(p.usual_gap)))
    elif not math.isnan(p.usual_gap):
        out.append(reason("usual_rhythm", days=_whole(p.gap), usual=_usual(p.usual_gap)))
    return [*out, reason("took_part", active=p.active_days, days=_MONTH)]
