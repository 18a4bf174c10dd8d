"""What the worker does for mentors: offers for those who wait, and word of what helped."""

import logging

from alongside.connections.mentors import actions
from alongside.connections.models import Thanks
from alongside.core.jobs import every
from alongside.groups.models import MentorWish
from alongside.people.models import Person, Program, Role

log = logging.getLogger(__name__)


@every(seconds=300)
def offer_mentors() -> int:
    """Everyone who waits may choose as soon as somebody has a place. Returns how many offers were made."""
    made = 0
    waiting = MentorWish.objects.filter(closed_at=None).values("member__program")
    for program in Program.objects.filter(pk__in=waiting).order_by("pk"):
        try:
            made += actions.offer_mentors(program, by=actions.MATCHING)
        except Exception:
            log.exception("mentors of program %s could not be matched", program.pk)
    return made


@every(seconds=3600)
def tell_thanks() -> int:
    """Mentors hear what helped, together, at most once a week. Returns how many heard something."""
    actions.forget_thanks(by=actions.MATCHING)
    waiting = Thanks.objects.filter(told_at=None).values("to")
    told = 0
    for mentor in Person.objects.filter(pk__in=waiting, role=Role.MENTOR).order_by("pk")[:500]:
        told += bool(actions.tell_thanks(mentor, by=actions.MATCHING))
    return told
