"""Cards as pages show them: rows of the desk, one card with everything, and a call as the person who called sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString

from alongside.care import clocks, parts
from alongside.care.actions.help_calls import EVERYONE
from alongside.care.models import Deed, Entry, Kind, Lane, ReachOut, Reason
from alongside.care.words import Words
from alongside.people.models import EmergencyContact, Person

QUIET = {Deed.SETTLED, Deed.READ}


@dataclass(frozen=True)
class Row:
    """One card in a list."""

    card: ReachOut
    why: tuple[SafeString, ...]
    overdue: bool
    yours: bool
    called: bool = False
    """They called for help themselves."""
    wrote: bool = False
    """It is here for what they wrote, and for nothing that someone else said of them."""
    practice: bool = False
    """Nobody is in danger."""


@dataclass(frozen=True)
class Why:
    """One reason on a card's page."""

    reason: Reason
    words: SafeString


@dataclass(frozen=True)
class Full:
    """One card with everything on it."""

    card: ReachOut
    whys: tuple[Why, ...]
    entries: tuple[Entry, ...]
    parts: tuple[parts.Part, ...]
    overdue: bool
    yours: bool
    can_take: bool
    contact: EmergencyContact | None
    shows_contact: bool
    called: bool
    """They called for help themselves, and read what becomes of it."""


def rows(viewer: Person, cards: Iterable[ReachOut], at: datetime) -> list[Row]:
    """Cards with their reasons loaded, as rows. Two queries."""
    listed = list(cards)
    words = Words(viewer, listed)
    kinds = {card.pk: {each.kind for each in card.reasons.all() if not each.settled_at} for card in listed}
    return [
        Row(
            card=card,
            why=tuple(words.why(card, each) for each in card.reasons.all() if card.closed_at or not each.settled_at),
            overdue=card.closed_at is None and card.due_at <= at,
            yours=card.owner_id == viewer.pk,
            called=any(each.kind == Kind.HELP for each in card.reasons.all()),
            wrote=Kind.PHRASE in kinds[card.pk] and not kinds[card.pk] & {Kind.HANDED, Kind.REPORT},
            practice=any(each.kind == Kind.PHRASE and bool(each.facts.get("drill")) for each in card.reasons.all()),
        )
        for card in listed
    ]


def full(viewer: Person, card: ReachOut, at: datetime) -> Full:
    """The page of one card."""
    reasons = list(card.reasons.select_related("other"))
    words = Words(viewer, [card])
    yours = card.owner_id == viewer.pk
    urgent = card.lane == Lane.HELP
    reachable = card.closed_at is None and (urgent or (card.lane == Lane.CARE and yours))
    return Full(
        card=card,
        whys=tuple(Why(each, words.why(card, each)) for each in reasons),
        entries=tuple(card.entries.select_related("by", "to")),
        parts=tuple(parts.parts_for(card, reasons, viewer)) if card.closed_at is None else (),
        overdue=card.closed_at is None and card.due_at <= at,
        yours=yours,
        can_take=card.closed_at is None and not (yours and card.taken_at),
        contact=EmergencyContact.objects.filter(person=card.about_id).first() if reachable else None,
        shows_contact=reachable,
        called=any(each.kind == Kind.HELP for each in reasons),
    )


@dataclass(frozen=True)
class Told:
    """Who was told at one moment."""

    at: datetime
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Call:
    """A call for help as the person who called sees it: each of its facts has happened, none is a hope."""

    card: ReachOut
    since: datetime
    nobody_on_call: bool
    told: tuple[Told, ...]
    read: tuple[Entry, ...]
    """Who has opened it, each once."""
    taken: Entry | None
    """Who has said that they are on it, while that holds."""
    next_at: datetime | None
    """When others are told, where nobody says that they are on it."""
    everyone: bool
    """Everyone on staff has been told."""
    later: bool
    """Someone was on it and hasn't said what became of it in time."""


def call_of(person: Person) -> Call | None:
    """The call of `person` that stands, or None. Four queries, one where there is none."""
    reasons = Reason.objects.filter(kind=Kind.HELP, settled_at=None, reach_out__about=person, reach_out__closed_at=None)
    reason = reasons.select_related("reach_out__owner").order_by("-since").first()
    if reason is None:
        return None
    card = reason.reach_out
    entries = list(card.entries.filter(at__gte=reason.since).select_related("by", "to"))
    told: dict[datetime, list[Person]] = {}
    for entry in entries:
        if entry.deed == Deed.TOLD and entry.to is not None:
            told.setdefault(entry.at.replace(second=0, microsecond=0), []).append(entry.to)
    taken = [entry for entry in entries if entry.deed == Deed.TAKEN]
    first_read: dict[int, Entry] = {}
    for entry in entries:
        if entry.deed == Deed.READ and entry.by_id is not None:
            first_read.setdefault(entry.by_id, entry)
    return Call(
        card=card,
        since=reason.since,
        nobody_on_call=not reason.facts.get("on_call"),
        told=tuple(Told(at, tuple(people)) for at, people in told.items()),
        read=tuple(first_read.values()),
        taken=taken[-1] if card.taken_at and taken else None,
        next_at=None if card.taken_at else card.due_at,
        everyone=card.level >= EVERYONE,
        later=bool(taken) and not card.taken_at,
    )


def closed_call_of(person: Person, at: datetime) -> Entry | None:
    """How the last call of `person` ended, for the quarter of an hour after it did."""
    found = Entry.objects.filter(
        deed=Deed.CLOSED, reach_out__about=person, reach_out__lane=Lane.HELP, at__gt=at - clocks.SAME_CALL
    )
    found = found.filter(Exists(Reason.objects.filter(reach_out=OuterRef("reach_out"), kind=Kind.HELP)))
    return found.select_related("by").order_by("-at").first()
