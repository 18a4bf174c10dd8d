"""What the worker does for mentors: offers for those who wait, and word of what helped."""

from alongside.connections.mentors import actions
from alongside.connections.models import Thanks
from alongside.core.jobs import every
from alongside.groups.models import MentorWish
from alongside.people.each_program import in_each_program
from alongside.people.models import Person, Program, Role


@every(seconds=300)
def offer_mentors() -> int:
    """Everyone who waits may choose as soon as somebody has a place. Returns how many offers were made."""
    waiting = Program.objects.filter(pk__in=MentorWish.objects.filter(closed_at=None).values("member__program"))
    return in_each_program(
        lambda program: actions.offer_mentors(program, by=actions.MATCHING), what="mentors", among=waiting
    )


@every(seconds=3600)
def tell_thanks() -> int:
    """Mentors hear what helped, together, at most once a week. Returns how many heard something."""
    actions.forget_thanks(by=actions.MATCHING)
    waiting = Thanks.objects.filter(told_at=None).values("to")
    told = 0
    for mentor in Person.objects.filter(pk__in=waiting, role=Role.MENTOR).order_by("pk")[:500]:
        told += bool(actions.tell_thanks(mentor, by=actions.MATCHING))
    return told
