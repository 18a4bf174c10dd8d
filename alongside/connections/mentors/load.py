"""A mentor's own load: whom they were in contact with and on which days, and how many hours a week that may be.

Read from the record, which holds who, whom, when and what kind, and never words. The hours are a soft sum: what was
done together counts by its minutes, a message that they wrote as three minutes, one that they read as one. It is for
the mentor's sake; nothing is earned or lost by it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from alongside.connections.models import Interaction, Kind
from alongside.groups.mentoring import queries
from alongside.groups.models import Mentorship
from alongside.people.models import Person, StepBack

WEEK: Final = timedelta(days=7)
SHOWN: Final = timedelta(days=28)
"""Of how far back days of contact are shown."""
WAITS_AFTER: Final = timedelta(hours=48)
"""After this a word that wasn't answered counts as one that waits."""
WRITING, READING = 3.0, 1.0
"""Minutes that one message counts for, as its writer and as its reader."""
LONGEST_MEETING: Final = 120.0
"""Minutes that one meeting counts for at most: a door left open isn't work."""
MORE_THAN_SAID: Final = 1.25
"""From how many times the hours they named on a kind line is shown."""
_WORDS: Final = (Kind.WROTE, Kind.REPLIED)
_TOGETHER: Final = (Kind.SMALL_ROOM, Kind.MENTORED)
_MOST: Final = 20_000


@dataclass(frozen=True)
class Contact:
    """One mentor and one of their people. `days`: moments of contact, one for each day, the newest first.

    `waits_since`: the member wrote then, and the mentor hasn't turned to them for two days.
    """

    pairing: Mentorship
    last_at: datetime | None
    days: tuple[datetime, ...] = ()
    waits_since: datetime | None = None


@dataclass(frozen=True)
class Load:
    """How much a mentor carries. `minutes`: the soft sum of the last seven days."""

    mentor: Person
    contacts: tuple[Contact, ...]
    capacity: int
    said_hours: int
    minutes: float
    steps_back: bool = False
    lacks: tuple[str, ...] = ()
    often_away: bool = False

    @property
    def hours(self) -> float:
        """To half hours; a short time is never nothing."""
        return max(0.5, round(self.minutes / 30) / 2) if self.minutes > 0 else 0.0

    @property
    def is_much(self) -> bool:
        """More hours than they said they would like to give."""
        return self.minutes / 60 > self.said_hours * MORE_THAN_SAID

    @property
    def is_full(self) -> bool:
        return len(self.contacts) >= self.capacity

    @property
    def waiting(self) -> tuple[Contact, ...]:
        return tuple(each for each in self.contacts if each.waits_since is not None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes of what says that it is too much; empty where nothing does."""
        return tuple(
            code
            for code, so in (
                ("people", len(self.contacts) > self.capacity),
                ("hours", self.is_much),
                ("waiting", len(self.waiting) > 1),
                ("away", self.often_away),
            )
            if so
        )


def load_of(mentor: Person, at: datetime) -> Load:
    """As `loads_of`, of one."""
    return loads_of([mentor], at)[0]


def loads_of(mentors: Sequence[Person], at: datetime) -> list[Load]:
    """How much each of these mentors of one program carries, in their order. Four queries, however many they are."""
    if not mentors:
        return []
    ids = [each.pk for each in mentors]
    pairings: dict[int, list[Mentorship]] = defaultdict(list)
    rows = Mentorship.objects.filter(mentor__in=ids, until=None).select_related("member__program")
    for pairing in rows.order_by("since", "id"):
        pairings[pairing.mentor_id].append(pairing)
    members = {row.member_id for each in pairings.values() for row in each}
    acts: dict[tuple[int, int], list[Interaction]] = defaultdict(list)
    if members:
        for act in _between(mentors[0].program_id, ids, members, at):
            acts[act.actor_id, act.target_id or 0].append(act)
    away = StepBack.objects.filter(person__in=ids, until__gt=at - 2 * WEEK, since__lte=at)
    away_days: dict[int, list[StepBack]] = defaultdict(list)
    for day in away:
        away_days[day.person_id].append(day)
    return [_load(each, pairings[each.pk], acts, away_days[each.pk], at) for each in mentors]


def _between(program: int, mentors: Collection[int], members: Collection[int], at: datetime) -> QuerySet[Interaction]:
    """What members and mentors did towards each other lately. Of whole programs this is a few people's talk."""
    between = Q(actor__in=mentors, target__in=members) | Q(actor__in=members, target__in=mentors)
    found = Interaction.objects.filter(between, program=program, at__gt=at - SHOWN, at__lte=at)
    return found.filter(kind__in=(*_WORDS, *_TOGETHER)).order_by("-at", "-pk")[:_MOST]


def _load(
    mentor: Person,
    pairings: Sequence[Mentorship],
    acts: Mapping[tuple[int, int], Sequence[Interaction]],
    away: Sequence[StepBack],
    at: datetime,
) -> Load:
    profile = getattr(mentor, "mentor_profile", None)
    contacts, minutes = [], 0.0
    for pairing in pairings:
        sent = [act for act in acts.get((mentor.pk, pairing.member_id), ()) if act.at >= pairing.since]
        came = [act for act in acts.get((pairing.member_id, mentor.pk), ()) if act.at >= pairing.since]
        minutes += sum(_minutes(act, wrote=True) for act in sent if act.at > at - WEEK)
        minutes += sum(_minutes(act, wrote=False) for act in came if act.at > at - WEEK)
        contacts.append(_contact(pairing, sent, came, mentor, at))
    return Load(
        mentor=mentor,
        contacts=tuple(contacts),
        capacity=profile.capacity if profile is not None else 0,
        said_hours=profile.hours_a_week if profile is not None else 0,
        minutes=minutes,
        steps_back=any(day.since <= at < day.until for day in away),
        lacks=_lacks(mentor, at),
        often_away=len(away) > 2,
    )


def _minutes(act: Interaction, *, wrote: bool) -> float:
    if act.kind in _TOGETHER:
        return min(LONGEST_MEETING, act.amount)
    return WRITING if wrote else READING


def _contact(
    pairing: Mentorship, sent: Sequence[Interaction], came: Sequence[Interaction], mentor: Person, at: datetime
) -> Contact:
    both = sorted((act.at for act in (*sent, *came)), reverse=True)
    zone = ZoneInfo(mentor.zone)
    days = {moment.astimezone(zone).date(): moment for moment in reversed(both)}
    newest_sent = max((act.at for act in (*sent, *(a for a in came if a.kind in _TOGETHER))), default=None)
    words = [act.at for act in came if act.kind in _WORDS and (newest_sent is None or act.at > newest_sent)]
    first = min(words, default=None)
    return Contact(
        pairing=pairing,
        last_at=both[0] if both else None,
        days=tuple(days[day] for day in sorted(days, reverse=True)),
        waits_since=first if first is not None and first <= at - WAITS_AFTER else None,
    )


def _lacks(mentor: Person, at: datetime) -> tuple[str, ...]:
    """As `queries.readiness`, from what is loaded."""
    return queries.lacks_of(mentor, getattr(mentor, "mentor_profile", None), at)
