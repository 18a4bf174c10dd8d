"""What a mentor says of themselves, agrees to, and when they take nobody new."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups.models import MentorProfile, Topic
from alongside.groups.words import one_line
from alongside.people.models import Person, Role

LONGEST = 400
MOST_PEOPLE, MOST_HOURS = 6, 12
LONGEST_PAUSE = timedelta(days=366)


@action("mentoring.save_profile")
def save_profile(
    mentor: Person,
    *,
    about: str,
    topics: Sequence[str],
    capacity: int,
    hours_a_week: int,
    by: Actor,
) -> MentorProfile:
    """What `mentor` says of themselves, how many people at most, and hours a week. Raises Refused.

    With fewer places than they have people, everyone stays, and nobody is added.
    """
    row = _mine(mentor)
    known = [code for code in Topic.values if code in topics]
    if len(known) != len(set(topics)):
        raise Refused(_("Please choose from the list."), field="topics")
    if not 1 <= capacity <= MOST_PEOPLE:
        raise Refused(_("Please choose from 1 to %(most)d people.") % {"most": MOST_PEOPLE}, field="capacity")
    if not 1 <= hours_a_week <= MOST_HOURS:
        raise Refused(_("Please choose from 1 to %(most)d hours.") % {"most": MOST_HOURS}, field="hours_a_week")
    row.about = one_line(about, LONGEST, field="about", needed=False)
    row.topics, row.capacity, row.hours_a_week = ",".join(known), capacity, hours_a_week
    row.changed_at = clock.now()
    row.save()
    current().record(mentor)
    return row


@action("mentoring.agree")
def agree(mentor: Person, *, by: Actor) -> MentorProfile:
    """`mentor` says yes to what a mentor does and doesn't do. Twice is once."""
    row = _mine(mentor)
    row.agreed_at = row.agreed_at or clock.now()
    row.save()
    current().record(mentor)
    return row


@action("mentoring.pause")
def pause(mentor: Person, until: date | None, *, by: Actor) -> MentorProfile:
    """Nobody new until that day on their own calendar; None: again from now on. Whom they have stay."""
    row = _mine(mentor)
    moment = None
    if until is not None:
        now = clock.now()
        near = abs(until - now.date()) <= LONGEST_PAUSE + timedelta(days=2)  # the year 1 has no UTC east of Greenwich
        if near:
            moment = datetime.combine(until, time(0), tzinfo=ZoneInfo(mentor.zone)).astimezone(UTC)
        if moment is None or not now < moment <= now + LONGEST_PAUSE:
            raise Refused(_("Please choose a day after today, within a year."), field="until")
    row.pauses_until = moment
    row.save()
    current().record(mentor)
    return row


def _mine(mentor: Person) -> MentorProfile:
    """The profile, locked; a fresh one where there is none. Raises Refused for who is no mentor."""
    if mentor.role != Role.MENTOR:
        raise Refused(_("This is for mentors."))
    row, _made = MentorProfile.objects.select_for_update().get_or_create(
        person=mentor, defaults={"changed_at": clock.now()}
    )
    return row
