"""What staff decide on a report, and taking it back."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from alongside.boundaries.actions_cuts import lift_pause, pause_posting
from alongside.boundaries.models import PostingPause
from alongside.conversations.actions.changing import remove_message
from alongside.conversations.models import Message
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.moderation import access, events, queries
from alongside.moderation.models import Decision, Report, Step, What
from alongside.moderation.words import clean_words
from alongside.notify.actions import Telling, tell_all
from alongside.notify.models import Occasion
from alongside.people.actions_suspending import suspend
from alongside.people.models import Person

LONGEST = timedelta(days=28)


@action("moderation.decide")
def decide(
    report: Report,
    step: Step,
    *,
    remove: bool = False,
    words: str = "",
    until: datetime | None = None,
    by: Person,
    key: str | None = None,
) -> Decision:
    """Decide on everything that was reported of the same thing and waits. `remove`: the message goes as well.

    `words` are what the person reads, who is told; needed unless nothing is done. `until` ends a pause or suspension,
    at most four weeks from now. Returns the main decision. Raises Refused where someone else has decided meanwhile, for
    what `by` may not decide, and for steps that don't fit.
    """
    step = Step(step)
    locked = _lock(report, by)
    first, at = locked[0], clock.now()
    person, message = first.person, first.message
    steps = _steps(step, remove)
    _check(steps, person, message, until, at)
    said = clean_words(words) if step != Step.DISMISS else ""
    made = [
        Decision(
            program_id=first.program_id,
            report=first,
            person=person if each != Step.DISMISS else None,
            message=message,
            step=each,
            words=said if number == 0 else "",
            removed_words=(message.body or first.kept_words) if message is not None and each == Step.REMOVE else "",
            by=by,
            at=at,
            until=until if each in {Step.PAUSE, Step.SUSPEND} else None,
        )
        for number, each in enumerate(steps)
    ]
    for decision in made:
        decision.save()
        _carry_out(decision, by)
    Report.objects.filter(pk__in=[each.pk for each in locked]).update(decided_at=at, decided_by=by)
    current().record(made[0], report=first.public_id, steps=[str(each) for each in steps], reports=len(locked))
    for each in locked:
        events.decided(each)
    _tell(made[0], locked, by)
    return made[0]


@action("moderation.undo")
def undo(decision: Decision, *, by: Actor) -> Decision:
    """Take back all that was decided with it. Twice is the same as once. A removed message stays away: its author has
    the words, and can say them again. Raises Refused for what nobody was told of."""
    if decision.person is None:
        raise Refused(_("Nothing was done, so there is nothing to undo. A new report opens it again."))
    for each in queries.made_with(decision):
        row = Decision.objects.select_for_update(of=("self",)).get(pk=each.pk)
        if row.undone_at is None:
            row.undone_at = clock.now()
            row.save(update_fields=["undone_at"])
            _call_off(row, by)
    current().record(decision)
    tell_all([Telling(decision.person, Occasion.CARE, f"undone:{decision.public_id}", _link(decision))], by=by)
    decision.refresh_from_db()
    return decision


@action("moderation.read_decision")
def read_decision(decision: Decision, *, by: Person) -> None:
    """The person has read what was decided about them, all of it that was decided at that time."""
    together = [each.pk for each in queries.made_with(decision)]
    Decision.objects.filter(pk__in=together, seen_at=None).update(seen_at=clock.now())
    current().record(decision)


def _lock(report: Report, by: Person) -> list[Report]:
    """What waits of the same thing, locked in order, so that of two who decide at once the second finds nothing."""
    rows = queries.same_target(report).filter(decided_at=None)
    locked = list(rows.select_for_update(of=("self",)).order_by("pk"))
    seen = set(access.visible_to(by).filter(pk__in=[each.pk for each in locked]).values_list("pk", flat=True))
    locked = [each for each in locked if each.pk in seen]
    if not locked:
        raise Refused(_("Someone else has decided about this meanwhile. Nothing was changed."))
    return locked


def _steps(step: Step, remove: bool) -> list[Step]:
    """The main step first."""
    return [step, Step.REMOVE] if remove and step not in {Step.DISMISS, Step.REMOVE} else [step]


def _check(
    steps: list[Step], person: Person | None, message: Message | None, until: datetime | None, at: datetime
) -> None:
    if Step.DISMISS in steps:
        return
    if person is None:
        raise Refused(_("A report of one person or message is needed for that. Please report what it is about."))
    if Step.REMOVE in steps and message is None:
        raise Refused(_("There is no message here that could be removed."), field="step")
    if {Step.PAUSE, Step.SUSPEND} & set(steps):
        if person.is_staff:
            raise Refused(_("For someone on staff, change their role or their stage instead."), field="step")
        if until is None or not at < until <= at + LONGEST + timedelta(minutes=1):
            raise Refused(_("Please choose for how long."), field="duration")


def _carry_out(decision: Decision, by: Person) -> None:
    person = decision.person
    if decision.step == Step.REMOVE and decision.message is not None:
        remove_message(decision.message, by=by)
    if decision.step == Step.PAUSE and person is not None and decision.until is not None:
        pause_posting(person, decision.until, by=by)
    if decision.step == Step.SUSPEND and person is not None:
        suspend(person, _suspended_until(person), by=by)


def _call_off(decision: Decision, by: Actor) -> None:
    person = decision.person
    if person is None:
        return
    if decision.step == Step.PAUSE and decision.until is not None:
        for pause in PostingPause.objects.filter(person=person, until=decision.until, lifted_at=None):
            lift_pause(pause, by=by)
    if decision.step == Step.SUSPEND:
        suspend(person, _suspended_until(person), by=by)


def _suspended_until(person: Person) -> datetime | None:
    """The end of the longest suspension that stands."""
    rows = Decision.objects.filter(person=person, step=Step.SUSPEND, undone_at=None, until__gt=clock.now())
    return rows.order_by("-until").values_list("until", flat=True).first()


def _tell(decision: Decision, reports: list[Report], by: Person) -> None:
    """The person reads it on a page of theirs; whoever reported reads that it was looked at, and nothing else."""
    news = [
        Telling(each.by, Occasion.CARE, f"reported:{each.public_id}", "/safety/mine/")
        for each in reports
        if each.by is not None and each.by_id != by.pk
    ]
    if decision.person is not None:
        news.append(Telling(decision.person, Occasion.CARE, f"decision:{decision.public_id}", _link(decision)))
    tell_all(news, by=by)


def _link(decision: Decision) -> str:
    return f"/safety/decisions/{decision.public_id}/"


def what_fits(report: Report) -> list[Step]:
    """The steps that can be taken on a report, the mildest first."""
    person = report.person
    if person is None:
        return [Step.DISMISS]
    found = [Step.DISMISS, Step.WARN]
    if report.what == What.MESSAGE and report.message is not None and not report.message.gone:
        found.insert(1, Step.REMOVE)
    return found if person.is_staff else [*found, Step.PAUSE, Step.SUSPEND]
