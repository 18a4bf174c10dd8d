"""Offers of the week, what counselors think of, and answers: each in private, and only two yeses open anything."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alongside.connections.introductions import proposing
from alongside.connections.introductions.actions.opening import open_between
from alongside.connections.models import Again, Introduction, Side, Source
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people.models import Person, Program

WEEKDAY, HOUR = 0, 10
"""Monday at ten on the program's clock: then the week's offers are made, and those of the week before are over."""
BEGINS_WITHIN: Final = timedelta(hours=12)
"""Where nobody could be offered anyone, it is tried again that day; then the week has none."""
OPEN_FOR: Final = timedelta(days=7)
KEPT: Final = timedelta(days=90)


class Answer(StrEnum):
    YES = "yes"
    NOT_NOW = "not_now"
    NEVER = "never"
    """No, and not with this one again."""


def week_of(program: Program, at: datetime) -> tuple[datetime, datetime]:
    """When the week's offers that are in force at `at` were due, and when the next are."""
    zone = ZoneInfo(program.time_zone)
    local = at.astimezone(zone)
    monday = local.date() - timedelta(days=local.weekday() - WEEKDAY)
    begun = datetime.combine(monday, time(HOUR), zone)
    if begun > local:
        monday -= timedelta(days=7)
    next_one = datetime.combine(monday + timedelta(days=7), time(HOUR), zone)
    return datetime.combine(monday, time(HOUR), zone), next_one


@action("connections.propose_week")
def propose_week(program: Program, *, by: Actor) -> int:
    """Offer this week's introductions, if that hasn't been done. Returns how many."""
    Program.objects.select_for_update(no_key=True).values_list("pk").get(pk=program.pk)
    at = clock.now()
    since, until = week_of(program, at)
    if Introduction.objects.filter(program=program, source=Source.WEEKLY, made_at__gte=since).exists():
        return 0
    found = proposing.week(program, at)
    for proposal in found.proposals:
        _offer(program, proposal, Source.WEEKLY, until, None)
    current().record(program, offered=len(found.proposals), proven=found.proven)
    return len(found.proposals)


@action("connections.propose")
def propose(a: Person, b: Person, *, by: Person) -> None:
    """A counselor thinks that these two would get on. Whether they are asked, and what they say, isn't told.

    Nothing is returned, so that no screen can tell what stood against it.
    """
    if a.program_id != b.program_id or by.program_id != a.program_id:
        raise ValueError(f"persons {a.pk} and {b.pk} are not two of one program")
    if a.pk == b.pk:
        raise Refused(_("Please choose two people."), field="other")
    current().record(a)
    Program.objects.select_for_update(no_key=True).values_list("pk").get(pk=a.program_id)
    at = clock.now()
    proposal = proposing.may_be_proposed(a, b, at)
    if proposal is not None:
        _offer(a.program, proposal, Source.STAFF, at + OPEN_FOR, by)


def _offer(
    program: Program, proposal: proposing.Proposal, source: Source, until: datetime, by: Person | None
) -> Introduction:
    offer = Introduction.objects.create(
        program=program,
        source=source,
        reasons=list(proposal.reasons),
        made_at=clock.now(),
        expires_at=until,
        by=by,
    )
    Side.objects.bulk_create(Side(introduction=offer, person_id=pk) for pk in sorted((proposal.a, proposal.b)))
    return offer


@action("connections.answer_introduction")
def answer(introduction: Introduction, said: Answer, *, by: Person) -> Introduction:
    """`by` says yes or no, and may change it while the offer is open. Raises Refused once it is over.

    The other learns nothing of it, unless both said yes.
    """
    offer = Introduction.objects.select_for_update(of=("self",)).get(pk=introduction.pk)
    current().record(offer)
    if offer.conversation_id is not None:
        return offer
    at = clock.now()
    if offer.closed_at is not None or offer.expires_at <= at:
        raise Refused(_("This offer is over, so nothing was changed. The next ones come on Monday."))
    both = list(offer.sides.select_related("person__program").order_by("pk"))
    mine = next(side for side in both if side.person_id == by.pk)
    mine.yes, mine.never, mine.answered_at = said == Answer.YES, said == Answer.NEVER, at
    mine.save(update_fields=["yes", "never", "answered_at"])
    if len(both) == 2 and all(side.yes for side in both):
        open_between(offer, both[0].person, both[1].person)
    return offer


@action("connections.forget_introductions")
def forget_old(*, by: Actor) -> int:
    """The promises of retention.py, kept. Returns how many rows went."""
    at = clock.now()
    over = Introduction.objects.filter(Q(closed_at__lt=at - KEPT) | Q(closed_at=None, expires_at__lt=at - KEPT))
    gone = _deleted(over.exclude(pk__in=Side.objects.filter(never=True).values("introduction")))
    gone += _deleted(Again.objects.filter(answered_at=None, expires_at__lt=at))
    return gone + _deleted(Again.objects.filter(answered_at__lt=at - KEPT))


def _deleted(rows: "QuerySet[Any]") -> int:
    return rows.delete()[0]
