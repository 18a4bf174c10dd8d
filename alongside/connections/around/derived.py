"""What is worked out about someone, for them alone: the state, the reasons, and with whom how often, never words.

Between people it shows what came and what was done together: what they sent is theirs to know, and counting it here
would tell where something cuts (0028).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from alongside.boundaries.queries import muted_by
from alongside.connections.around.picture import shown_people
from alongside.connections.models import Correction, Interaction, Kind, Standing, Suggestion, Tie, Week, Wishes
from alongside.connections.recording import MUTUAL, TIE_KINDS
from alongside.connections.signals import words
from alongside.connections.wishes import wishes_of
from alongside.people.models import Person

MOST: Final = 100
MOST_EXPORTED: Final = 20_000
UNSAID: Final = frozenset({"no_answer_from", "not_answered"})
"""Reasons that would tell whether what someone sent arrived: who seems to wait may have been answered."""
_SAID: Final = frozenset({Kind.WROTE, Kind.REPLIED, Kind.POSTED})


@dataclass(frozen=True)
class Count:
    """One kind of contact with one person: how often, and when last."""

    kind: str
    n: int
    last: datetime


@dataclass(frozen=True)
class Contact:
    """One person, with what the reader says about it themselves: a code of Correction, or nothing."""

    person: Person
    counts: tuple[Count, ...]
    said: str


@dataclass(frozen=True)
class Derived:
    """The page."""

    state: str
    since: datetime | None
    judged_at: datetime | None
    reasons: list[str]
    contacts: tuple[Contact, ...]
    enough: Correction | None
    wishes: Wishes


def derived(person: Person, at: datetime) -> Derived:
    """Everything. Six queries, whatever the number of people."""
    standing = Standing.objects.filter(person=person).first()
    said = {each.other_id: each for each in Correction.objects.filter(person=person, until__gt=at)}
    return Derived(
        state=words.state(standing.state, person) if standing else "",
        since=standing.since if standing else None,
        judged_at=standing.judged_at if standing else None,
        reasons=reasons_of(standing, person) if standing else [],
        contacts=_contacts(person, said),
        enough=said.get(None),
        wishes=wishes_of(person),
    )


def reasons_of(standing: Standing, person: Person) -> list[str]:
    rows = standing.reasons if isinstance(standing.reasons, list) else []
    return words.said([each for each in rows if isinstance(each, dict) and each.get("code") not in UNSAID], person)


def _contacts(person: Person, said: dict[int | None, Correction]) -> tuple[Contact, ...]:
    by_other: dict[int, dict[str, Count]] = {}
    for tie in Tie.objects.filter(Q(lower=person) | Q(upper=person), kind__in=TIE_KINDS):
        low = tie.lower_id == person.pk
        n, last = (tie.times_back, tie.last_back) if low else (tie.times_out, tie.last_out)
        if n and last is not None:
            counts = by_other.setdefault(tie.upper_id if low else tie.lower_id, {})
            known = counts.get(tie.kind)
            counts[tie.kind] = Count(tie.kind, n + (known.n if known else 0), max(last, known.last) if known else last)
    told = {pk for pk in said if pk is not None}
    shown = shown_people(person, (by_other.keys() | told) - muted_by(person))  # what they don't read isn't counted
    found = [
        Contact(shown[pk], _ordered(by_other.get(pk, {})), said[pk].code if pk in said else "")
        for pk in (*by_other, *(told - by_other.keys()))
        if pk in shown
    ]
    found.sort(key=lambda each: (-(each.counts[0].last.timestamp() if each.counts else 0), each.person.pk))
    return tuple(found[:MOST])


def _ordered(counts: dict[str, Count]) -> tuple[Count, ...]:
    return tuple(sorted(counts.values(), key=lambda each: (each.last, each.kind), reverse=True))


def may_correct(person: Person, other: Person) -> bool:
    """Whether `other` is someone whom `person` may say something about: a contact on their page."""
    return other.pk != person.pk and other.pk in shown_people(person, [other.pk])


def export(person: Person, at: datetime) -> dict[str, Any]:
    """Their own record as data: what came to them, what was done together, what they did and when; never a word."""
    standing = Standing.objects.filter(person=person).first()
    wishes = wishes_of(person)
    rows = Interaction.objects.filter(Q(actor=person) | Q(target=person)).order_by("-at", "-pk")
    rows = rows.exclude(actor__in=muted_by(person))
    kept = [
        row
        for row in rows[:MOST_EXPORTED]
        if row.actor_id != person.pk or row.kind in MUTUAL or row.kind in _SAID or not row.private
    ]
    others = {other for row in kept if (other := _other(person.pk, row)) is not None}
    said = Correction.objects.filter(person=person, until__gt=at).select_related("other").order_by("pk")
    suggestions = Suggestion.objects.filter(person=person).select_related("other").order_by("pk")
    names = {each.pk: each.display_name for each in shown_people(person, others).values()}
    done: dict[str, None] = {}
    contacts = []
    for row in kept:
        whom, moment = _other(person.pk, row), row.at.isoformat()
        if whom is None:
            done[f"{moment} {'said' if row.kind in _SAID else row.kind}"] = None
            continue
        how = "minutes" if row.kind in MUTUAL else "amount"
        contacts.append({"with": names.get(whom, ""), "kind": row.kind, "at": moment, how: row.amount})
    return {
        "made_at": at.isoformat(),
        "state": standing.state if standing else "",
        "since": standing.since.isoformat() if standing else "",
        "reasons": reasons_of(standing, person) if standing else [],
        "weeks": [
            {"monday": week.monday.isoformat(), "state": week.state, "two_way": week.two_way}
            for week in Week.objects.filter(person=person).order_by("monday")
        ],
        "came_to_you_or_together": contacts,
        "what_you_did": [dict(zip(("at", "kind"), each.split(" ", 1), strict=True)) for each in done],
        "wishes": {
            "may_be_suggested": wishes.may_be_suggested,
            "gets_suggestions": wishes.gets_suggestions,
            "rhythm_days": wishes.rhythm_days,
            "goals": wishes.goals,
        },
        "corrections": [
            {"about": each.other.display_name if each.other else "", "code": each.code, "until": each.until.isoformat()}
            for each in said
        ],
        "suggestions": [
            {"day": each.day.isoformat(), "who": each.other.display_name, "dismissed": each.dismissed_at is not None}
            for each in suggestions
        ],
    }


def _other(me: int, row: Interaction) -> int | None:
    """Whom a row is told of by name: who turned to the reader, or with whom they were; nobody for what they sent."""
    if row.actor_id == me:
        return row.target_id if row.kind in MUTUAL else None
    return row.actor_id
