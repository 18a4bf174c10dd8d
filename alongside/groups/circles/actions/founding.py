"""Circles themselves: proposed, agreed to or not, begun by staff, changed, closed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.core import clock, languages
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups.actions.calendar import fill, set_schedule
from alongside.groups.actions.places import drop_meetings, lock_circle
from alongside.groups.circles import queries
from alongside.groups.circles.actions.settling import settle
from alongside.groups.models import Circle, CircleMember, CircleRole, CircleState, Meeting, Openness
from alongside.groups.queries import EARLY
from alongside.groups.words import one_line, paragraphs
from alongside.people.models import Person

SMALLEST_CAP, LARGEST_CAP = 3, 40
MOST_PROPOSED = 3
"""Proposals of one person that wait for an answer at the same time."""


@dataclass(frozen=True)
class When:
    """When a circle meets: the naive wall time of the first meeting, an IANA zone, minutes, and an RFC 5545 rule."""

    starts_local: datetime
    time_zone: str
    minutes: int
    rule: str


@dataclass(frozen=True)
class Words:
    """What is said of a circle."""

    name: str
    about: str = ""
    subjects: str = ""
    language: str = languages.ENGLISH
    openness: Openness = Openness.PUBLIC
    cap: int = 24


@action("circles.propose")
def propose_circle(
    person: Person, words: Words, agreement: str, when: When | None, *, by: Actor, key: str | None = None
) -> Circle:
    """A mentor or alum would like to host a circle. A counselor says yes or no; until then nobody else sees it.

    Raises Refused for who may not host, too many proposals at once, and words or times that can't be.
    """
    if not queries.may_host(person) or person.is_staff:
        raise Refused(_("Mentors and alums can start a circle. Your counselor can tell you more."))
    waiting = Circle.objects.filter(made_by=person, approved_at=None, declined_at=None, closed_at=None).count()
    if waiting >= MOST_PROPOSED:
        raise Refused(_("You have proposed several circles already. Please wait for an answer first."))
    circle = _make(person, words, agreement)
    now = clock.now()
    CircleMember.objects.create(
        circle=circle, person=person, role=CircleRole.HOST, accepted_at=now, since=now, hosts_since=now
    )
    if when is not None:
        _meets(circle, when, by)
    current().record(circle)
    return circle


@action("circles.begin")
def begin_circle(
    person: Person, words: Words, agreement: str, when: When | None, host: Person, *, by: Actor, key: str | None = None
) -> Circle:
    """Staff begin a circle and ask `host` to host it. Others find it once `host` has said yes."""
    if not person.is_staff:
        raise Refused(_("Only staff can begin a circle for others."))
    if host.program_id != person.program_id or not queries.may_host(host):
        raise Refused(_("Please choose a mentor or an alum who is here at the moment."), field="host")
    circle = _make(person, words, agreement)
    circle.approved_by, circle.approved_at = person, clock.now()
    circle.save(update_fields=["approved_by", "approved_at"])
    CircleMember.objects.create(
        circle=circle,
        person=host,
        state=CircleState.INVITED,
        offered_role=CircleRole.HOST,
        invited_by=person,
        since=clock.now(),
    )
    if when is not None:
        _meets(circle, when, by)
    settle(circle)
    current().record(circle, host=host.public_id)
    return circle


@action("circles.approve")
def approve_circle(circle: Circle, *, by: Person, key: str | None = None) -> Circle:
    """A counselor says yes: it can be found and joined, and its meetings are on the calendar. Twice is once."""
    locked = lock_circle(circle)
    if locked.approved_at is None:
        locked.approved_by, locked.approved_at = by, clock.now()
        locked.declined_at, locked.declined_why = None, ""
        locked.save(update_fields=["approved_by", "approved_at", "declined_at", "declined_why"])
        fill(locked)
        settle(locked)
    current().record(locked)
    return locked


@action("circles.decline")
def decline_circle(circle: Circle, why: str, *, by: Person, key: str | None = None) -> Circle:
    """A counselor says not like this; whoever proposed it reads `why`. Raises Refused for one that has begun."""
    locked = lock_circle(circle)
    if locked.approved_at is not None:
        raise Refused(_("This circle has begun. You can close it."))
    locked.declined_why = one_line(why, 300, field="why")
    locked.declined_at = clock.now()
    locked.save(update_fields=["declined_at", "declined_why"])
    current().record(locked)
    return locked


@action("circles.change")
def change_circle(circle: Circle, words: Words, *, by: Person, key: str | None = None) -> Circle:
    """Other words, size or openness. The agreement stays what people said yes to.

    A proposal that was declined is proposed anew by it. Raises Refused for a size below the number of people in it.
    """
    locked = lock_circle(circle)
    cap = _fitting_cap(words.cap)
    on = queries.count_in(locked)
    if cap < on:
        raise Refused(
            ngettext(
                "There is %(count)s person in this circle. Please choose at least that many places.",
                "There are %(count)s people in this circle. Please choose at least that many places.",
                on,
            )
            % {"count": on},
            field="cap",
        )
    locked.name = _free_name(locked.program_id, words.name, but=locked.pk)
    _say(locked, words)
    if by.pk == locked.made_by_id:
        locked.declined_at, locked.declined_why = None, ""
    locked.save()
    settle(locked)
    current().record(locked, cap=cap, openness=str(locked.openness))
    return locked


@action("circles.close")
def close_circle(circle: Circle, *, by: Actor, key: str | None = None) -> Circle:
    """No more meetings, nobody joins. One whose doors are open goes on to its end. Twice is once."""
    locked = lock_circle(circle, closed=True)
    if locked.closed_at is None:
        locked.closed_at = clock.now()
        locked.save(update_fields=["closed_at"])
        coming = Meeting.objects.filter(circle=locked, starts_at__gt=clock.now() + EARLY)
        drop_meetings(list(coming.order_by("id")))
        settle(locked)
    current().record(locked)
    return locked


@action("circles.reopen")
def reopen_circle(circle: Circle, *, by: Actor, key: str | None = None) -> Circle:
    """Undo closing, with the same people and times. Raises Refused when its name is in use by now."""
    locked = lock_circle(circle, closed=True)
    if locked.closed_at is not None:
        _free_name(locked.program_id, locked.name, but=locked.pk)
        locked.closed_at = None
        locked.save(update_fields=["closed_at"])
        fill(locked)
        settle(locked)
    current().record(locked)
    return locked


def _make(person: Person, words: Words, agreement: str) -> Circle:
    circle = Circle(
        program_id=person.program_id,
        name=_free_name(person.program_id, words.name),
        agreement=paragraphs(agreement, 1000, field="agreement"),
        made_by=person,
        made_at=clock.now(),
    )
    _say(circle, words)
    circle.save()
    return circle


def _say(circle: Circle, words: Words) -> None:
    if words.language not in languages.codes():
        raise Refused(_("Please choose a language from the list."), field="language")
    circle.about = one_line(words.about, 300, field="about", needed=False)
    circle.subjects = one_line(words.subjects, 200, field="subjects", needed=False)
    circle.language = words.language
    circle.openness = Openness(words.openness)
    circle.cap = _fitting_cap(words.cap)


def _meets(circle: Circle, when: When, by: Actor) -> None:
    set_schedule(
        circle,
        starts_local=when.starts_local,
        time_zone=when.time_zone,
        minutes=when.minutes,
        rule=when.rule,
        by=by,
    )
    circle.refresh_from_db()


def _free_name(program_id: int, name: str, *, but: int = 0) -> str:
    name = one_line(name, 60, field="name")
    taken = Circle.objects.filter(program=program_id, closed_at=None, declined_at=None, name__iexact=name)
    if taken.exclude(pk=but).exists():
        raise Refused(_("There is already a circle of this name. Please choose another."), field="name")
    return name


def _fitting_cap(cap: int) -> int:
    if not SMALLEST_CAP <= cap <= LARGEST_CAP:
        raise Refused(
            _("A circle has from %(least)s to %(most)s places.") % {"least": SMALLEST_CAP, "most": LARGEST_CAP},
            field="cap",
        )
    return cap
