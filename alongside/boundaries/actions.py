"""Keep-aparts: entered and lifted by counselors, known to staff only. Blocks and mutes: see `actions_cuts`."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alongside.boundaries import events
from alongside.boundaries.models import Cut, KeepApart, PostingPause
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people.models import Person, Role

LONGEST_REASON = 500
LIFTED_KEPT = timedelta(days=365)
PAUSES_KEPT = timedelta(days=2 * 365)


@action("boundaries.keep_apart")
def keep_apart(first: Person, second: Person, *, why: str = "", by: Actor) -> KeepApart:
    """Never seat these two together from now on. Raises Refused."""
    _only_counselors(by, first.program_id)
    if first.pk == second.pk:
        raise Refused(_("Please choose two different people."), field="second")
    if first.program_id != second.program_id:
        raise Refused(_("These two are not in the same program."), field="second")
    if len(why) > LONGEST_REASON:
        raise Refused(_("Please keep the reason under 500 characters."), field="why")
    low, high = sorted((first, second), key=lambda person: person.pk)
    try:
        with transaction.atomic():
            made = KeepApart.objects.create(
                program=first.program,
                first=low,
                second=high,
                by=by if isinstance(by, Person) else None,
                why=why.strip(),
                since=clock.now(),
            )
    except IntegrityError as error:
        raise Refused(_("These two are kept apart already."), field="second") from error
    current().record(made)
    events.cut_changed(made.first, made.second)
    return made


@action("boundaries.lift_keep_apart")
def lift_keep_apart(pair: KeepApart, *, by: Actor) -> KeepApart:
    """Let the two meet again. Lifting twice is the same as once."""
    _only_counselors(by, pair.program_id)
    if pair.lifted_at is None:
        pair.lifted_at = clock.now()
        pair.save(update_fields=["lifted_at"])
        events.cut_changed(pair.first, pair.second)
    current().record(pair)
    return pair


@action("boundaries.forget_lifted")
def forget_lifted(*, by: Actor) -> int:
    """Delete what was lifted more than a year ago, and pauses that ended two years ago. Returns how many."""
    at, count = clock.now(), 0
    for rows in (
        KeepApart.objects.filter(lifted_at__lt=at - LIFTED_KEPT),
        Cut.objects.filter(lifted_at__lt=at - LIFTED_KEPT),
        PostingPause.objects.filter(until__lt=at - PAUSES_KEPT),
    ):
        count += rows.delete()[0]
    current().record(count=count)
    return count


def _only_counselors(by: Actor, program_id: int) -> None:
    """The system may (a simulated program fills itself); of people, a counselor of the program."""
    if isinstance(by, Person) and (by.role != Role.COUNSELOR or by.program_id != program_id):
        raise Refused(_("Only counselors of the program can do this."))
