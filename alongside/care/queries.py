"""Reading cards. Each function costs one query unless it says otherwise."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from alongside.care.access import visible_to
from alongside.care.models import Deed, Entry, Lane, ReachOut, Reason
from alongside.people.models import Leave, Person, Role

MOST_CALLS = 10
LATELY = timedelta(days=30)


def open_for(person: Person) -> list[ReachOut]:
    """Open cards about `person`, the one that is due soonest first."""
    found = ReachOut.objects.filter(about=person, closed_at=None)
    return list(found.select_related("owner").order_by("due_at", "id"))


def owed_by(mentor: Person) -> list[ReachOut]:
    """What `mentor` owes newcomers: open cards of first days that are theirs. Two queries."""
    found = ReachOut.objects.filter(owner=mentor, lane=Lane.WELCOME, closed_at=None).exclude(about=mentor)
    return list(found.select_related("about").prefetch_related("reasons").order_by("due_at", "id"))


def card_for(viewer: Person, public_id: str) -> ReachOut | None:
    """The card of that id, if `viewer` may know of it."""
    found = visible_to(viewer).filter(public_id=public_id)
    return found.select_related("about__program", "owner", "program").first()


def mine(viewer: Person) -> QuerySet[ReachOut]:
    """Open cards that are for `viewer` to act on: their own, and calls for help that they were told of."""
    return _open(viewer).filter(_for_them(viewer))


def everyones(viewer: Person) -> QuerySet[ReachOut]:
    """All open cards that `viewer` may see: calls for help first, then nobody's, then by when they are due."""
    nobodys = Case(When(lane=Lane.HELP, then=0), When(owner=None, then=1), default=2)
    return _open(viewer).order_by(nobodys, "due_at", "id")


def closed_lately(viewer: Person, at: datetime) -> QuerySet[ReachOut]:
    """What was closed in the last thirty days, newest first."""
    found = visible_to(viewer).filter(closed_at__gt=at - LATELY)
    return _shown(found).order_by("-closed_at", "-id")


def of_kind(cards: QuerySet[ReachOut], kind: str) -> QuerySet[ReachOut]:
    """Only those with a reason of that kind; all of them without a kind."""
    return cards.filter(Exists(Reason.objects.filter(reach_out=OuterRef("pk"), kind=kind))) if kind else cards


@dataclass(frozen=True)
class Waiting:
    """What waits for someone on staff right now."""

    calls: tuple[ReachOut, ...] = ()
    """Calls for help that they were told of and nobody else is on, or that are theirs; longest first."""
    cards: tuple[ReachOut, ...] = ()
    """What else is theirs, or the directors' for one of them; the soonest first."""


def waiting_for(viewer: Person, *, most: int = 3) -> Waiting:
    """At most `most` cards, and every call of the last ones. One query where nothing waits, else two."""
    if not viewer.is_staff:
        return Waiting()
    for_them = _for_them(viewer) | Q(owner=None) & ~Q(lane=Lane.HELP) if _directs(viewer) else _for_them(viewer)
    calls_first = Case(When(lane=Lane.HELP, then=0), default=1)
    found = list(_open(viewer).filter(for_them).order_by(calls_first, "due_at", "id")[: MOST_CALLS + most])
    calls = [card for card in found if card.lane == Lane.HELP and _stands(card)]
    return Waiting(tuple(calls), tuple([card for card in found if card.lane != Lane.HELP][:most]))


def _stands(card: ReachOut) -> bool:
    return any(reason.settled_at is None for reason in card.reasons.all())


def read_since(card: ReachOut, since: datetime) -> Entry | None:
    """The first time that anyone on staff opened `card` at or after that moment."""
    found = Entry.objects.filter(reach_out=card, deed=Deed.READ, at__gte=since)
    return found.select_related("by").first()


def overdue(at: datetime) -> QuerySet[ReachOut]:
    """Open cards of all programs whose time is up, the longest first."""
    return ReachOut.objects.filter(closed_at=None, due_at__lte=at).order_by("due_at", "id")


def to_look_back_at(closed_by: datetime) -> QuerySet[ReachOut]:
    """Cards of all programs about contacts, closed by that moment and not looked back at, the longest first."""
    found = ReachOut.objects.filter(ties_before__isnull=False, looked_back_at=None, closed_at__lte=closed_by)
    return found.order_by("closed_at", "id")


def looked_back(viewer: Person) -> QuerySet[ReachOut]:
    """Closed cards about contacts that `viewer` may see, the newest first."""
    found = visible_to(viewer).filter(ties_before__isnull=False, closed_at__isnull=False)
    return _shown(found).order_by("-closed_at", "-id")


def handed_when_away(at: datetime) -> QuerySet[ReachOut]:
    """Open cards of all programs whose owner is away at that moment and that follow their cover: all but private ones
    and first days."""
    away = Leave.objects.filter(person=OuterRef("owner"), cancelled_at=None, starts_at__lte=at, ends_at__gt=at)
    found = ReachOut.objects.filter(Exists(away), closed_at=None).exclude(lane__in=[Lane.PRIVATE, Lane.WELCOME])
    return found.select_related("owner__program", "owner__account").order_by("due_at", "id")


def _for_them(viewer: Person) -> Q:
    told = Entry.objects.filter(reach_out=OuterRef("pk"), deed=Deed.TOLD, to=viewer)
    return Q(owner=viewer) | Q(Exists(told), lane=Lane.HELP, taken_at=None)


def _directs(viewer: Person) -> bool:
    return viewer.role == Role.DIRECTOR


def _open(viewer: Person) -> QuerySet[ReachOut]:
    return _shown(visible_to(viewer).filter(closed_at=None)).order_by("due_at", "id")


def _shown(cards: QuerySet[ReachOut]) -> QuerySet[ReachOut]:
    return cards.select_related("about", "owner", "program").prefetch_related("reasons__other")
