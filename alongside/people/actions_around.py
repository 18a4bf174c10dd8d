"""Who is around, who steps back for a day, and who then looks after their people."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from alongside.core import clock, rows
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people import events
from alongside.people.models import Around, Person, Role, StepBack
from alongside.people.stages import at_work

THROTTLE = timedelta(minutes=5)
AROUND_KEPT = timedelta(days=1)
STEP_BACKS_KEPT = timedelta(days=30)
MORNING = time(8)


def note_around(person: Person) -> None:
    """`person` is here right now: noted at most every five minutes. No audit row: nobody acted on anything (0018)."""
    at = clock.now()
    if Around.objects.filter(person=person, at__lte=at - THROTTLE).update(at=at):
        return
    if not Around.objects.filter(person=person).exists():
        rows.insert([Around(person=person, at=at)], once=True)


def forget_around() -> int:
    """Nobody keeps when someone was here for longer than a day. Returns how many rows went."""
    return Around.objects.filter(at__lt=clock.now() - AROUND_KEPT).delete()[0]


def back_on(person: Person, at: datetime) -> datetime:
    """Until when someone steps back who does so at `at`: the next day at eight on their own clock."""
    zone = ZoneInfo(person.zone)
    day = at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, MORNING, tzinfo=zone).astimezone(UTC)


@action("people.step_back")
def step_back(person: Person, *, by: Actor, key: str | None = None) -> StepBack:
    """A mentor isn't asked until tomorrow morning; no reason. Twice is once. Raises Refused for who is no mentor."""
    if person.role != Role.MENTOR:
        raise Refused(_("Stepping back is for mentors."))
    at = clock.now()
    Person.objects.select_for_update().only("pk").get(pk=person.pk)
    standing = StepBack.objects.filter(person=person, since__lte=at, until__gt=at).first()
    if standing is not None:
        return standing
    made = StepBack.objects.create(person=person, since=at, until=back_on(person, at))
    current().record(person)
    events.stepped_back(person)
    return made


@action("people.step_forward")
def step_forward(person: Person, *, by: Actor) -> None:
    """They are there again, earlier than they said."""
    at = clock.now()
    StepBack.objects.filter(person=person, since__lte=at, until__gt=at).update(until=at)
    current().record(person)


@action("people.name_supervisor")
def name_supervisor(mentor: Person, supervisor: Person | None, *, by: Actor) -> Person:
    """Who looks after a mentor, and after their people when they step back. None: whoever leads. Raises Refused."""
    if mentor.role != Role.MENTOR:
        raise Refused(_("Only mentors have a supervisor here."), field="supervisor")
    if supervisor is not None and (supervisor.program_id != mentor.program_id or not at_work(supervisor)):
        raise Refused(_("Please choose someone on staff."), field="supervisor")
    mentor.supervisor = supervisor
    mentor.save(update_fields=["supervisor"])
    current().record(mentor, supervisor=supervisor.public_id if supervisor else "")
    return mentor


@action("people.forget_step_backs")
def forget_step_backs(*, by: Actor) -> int:
    """Delete days off that ended more than thirty days ago. Returns how many."""
    return StepBack.objects.filter(until__lt=clock.now() - STEP_BACKS_KEPT).delete()[0]
