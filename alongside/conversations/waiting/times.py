"""By when: the steps of a post's clock, and the times that people promise. Pure but for settings."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.conversations.models import Rung, WaitingPost
from alongside.people.cover import after_staffed, by_when, is_staffed, next_staffed
from alongside.people.models import Person, Program

QUIET_FROM, QUIET_UNTIL = time(22), time(8)
"""Hours on a person's own clock in which peers and mentors aren't asked."""
LINE_SOON = timedelta(hours=4)
"""Staffed time after which a counselor gets a card for what was written to the care team."""
GIVEN = timedelta(hours=1)
"""The least that those who are asked have, before the next are."""
TONIGHT, LATEST_TONIGHT, NOON = time(21), time(20), time(12)


class Promise(models.TextChoices):
    """By when someone says that they answer."""

    HOUR = "hour", _("in an hour")
    TONIGHT = "tonight", _("tonight")
    TOMORROW = "tomorrow", _("tomorrow")


def due(post: WaitingPost, rung: int) -> datetime:
    """When those of `rung` are asked, if nobody has answered before."""
    hours = {
        Rung.PEERS: settings.WAITING_PEERS_HOURS,
        Rung.MENTOR: settings.WAITING_MENTOR_HOURS,
        Rung.COUNSELOR: settings.WAITING_COUNSELOR_HOURS,
    }
    return post.since + timedelta(hours=hours[Rung(rung)])


def line_promise(program: Program, at: datetime) -> datetime:
    """By when the care team answers what is written at `at`: never in an hour that nobody works."""
    return by_when(program, at, timedelta(hours=settings.TALK_LINE_HOURS))


def line_card(program: Program, at: datetime, promised: datetime) -> datetime:
    """When a counselor gets a card for it: after four staffed hours, four hours before the promise at the latest."""
    return max(at, min(after_staffed(program, at, LINE_SOON), promised - LINE_SOON))


def may_be_asked_from(person: Person, at: datetime) -> datetime:
    """The moment from which `person` may be asked: `at` itself unless it is night for them, or staff don't work."""
    if person.is_staff:
        return at if is_staffed(person.program, at) else next_staffed(person.program, at)
    zone = ZoneInfo(person.zone)
    local = at.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return at
    day = local.date() + timedelta(days=1) if local.time() >= QUIET_FROM else local.date()
    return max(at, _moment(datetime.combine(day, QUIET_UNTIL), zone))


def promised(choice: str, person: Person, at: datetime) -> datetime:
    """The moment that `choice` means on the person's clock. What is over for today means tomorrow noon."""
    zone = ZoneInfo(person.zone)
    local = at.astimezone(zone)
    if choice == Promise.HOUR:
        return at + timedelta(hours=1)
    if choice == Promise.TONIGHT and local.time() < LATEST_TONIGHT:
        return _moment(datetime.combine(local.date(), TONIGHT), zone)
    return _moment(datetime.combine(local.date() + timedelta(days=1), NOON), zone)


def choices(person: Person, at: datetime) -> list[Promise]:
    """What `person` can promise now."""
    late = at.astimezone(ZoneInfo(person.zone)).time() >= LATEST_TONIGHT
    return [each for each in Promise if each != Promise.TONIGHT or not late]


def staff_are_there(program: Program, at: datetime) -> datetime | None:
    """When someone is at work next; None where somebody is right now."""
    return None if is_staffed(program, at) else next_staffed(program, at)


def _moment(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)
