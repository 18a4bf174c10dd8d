"""Asking someone else on staff to look again, once for each decision."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import action, current
from alongside.core.errors import Refused
from alongside.moderation import access, queries
from alongside.moderation.actions.deciding import undo
from alongside.moderation.models import Appeal, Decision
from alongside.moderation.words import clean_words
from alongside.notify.actions import Telling, tell, tell_all
from alongside.notify.models import Occasion
from alongside.people.models import STAFF_ROLES, Person
from alongside.people.stages import at_work


@action("moderation.appeal")
def appeal(decision: Decision, words: str, *, by: Person, key: str | None = None) -> Appeal:
    """`by`, whom it is about, asks for another look at all that was decided then.

    Raises Refused for anyone else, what was undone, and a second time.
    """
    together = queries.made_with(decision)
    if decision.person_id != by.pk:
        raise Refused(_("Only the person it is about can do that."))
    said = clean_words(words)
    if together[0].undone_at is not None:
        raise Refused(_("This was undone already. There is nothing left to look at."))
    if Appeal.objects.filter(decision__in=together).exists():
        raise Refused(_("You have asked already. Someone else on staff looks at it."))
    try:
        with transaction.atomic():
            made = Appeal.objects.create(decision=together[0], words=said, at=clock.now())
    except IntegrityError as error:
        raise Refused(_("You have asked already. Someone else on staff looks at it.")) from error
    current().record(made, decision=together[0].public_id)
    link = f"/safety/appeals/{made.public_id}/"
    tell_all([Telling(each, Occasion.CARE, f"appeal:{made.public_id}", link) for each in _readers(made)], by=by)
    return made


@action("moderation.answer_appeal")
def answer_appeal(made: Appeal, upheld: bool, answer: str, *, by: Person, key: str | None = None) -> Appeal:
    """`by`, who is not who decided, says whether it stands; where it doesn't, all of it is undone.

    Raises Refused for who may not, an answer without words, and where someone else was first.
    """
    locked = Appeal.objects.select_for_update(of=("self",)).select_related("decision__person").get(pk=made.pk)
    if locked.decided_at is not None:
        raise Refused(_("Someone else has answered this meanwhile. Nothing was changed."))
    if not access.appeals_for(by).filter(pk=locked.pk).exists():
        raise Refused(_("Someone who didn’t decide it looks at this."))
    locked.answer = clean_words(answer)
    locked.decided_at, locked.decided_by, locked.upheld = clock.now(), by, upheld
    locked.save(update_fields=["answer", "decided_at", "decided_by", "upheld"])
    current().record(locked, upheld=upheld)
    if not upheld:
        undo(locked.decision, by=by)
    person, decision = locked.decision.person, locked.decision
    if person is not None:
        link = f"/safety/decisions/{decision.public_id}/"
        tell(person, Occasion.CARE, key=f"answered:{locked.public_id}", link=link, by=by)
    return locked


def _readers(made: Appeal) -> list[Person]:
    """Everyone at work who may answer it."""
    staff = Person.objects.filter(program=made.decision.program_id, role__in=STAFF_ROLES)
    return [
        each
        for each in staff.select_related("program", "account")
        if at_work(each) and access.appeals_for(each).filter(pk=made.pk).exists()
    ]
