"""Steps of newcomers that are late become cards, and cards that are no longer owed are settled.

To be bound to people.arriving.events; both run in the transaction that finds the step late or done. A step that is told
anew after it was settled is a new reason; one that is handed on keeps its card.
"""

from datetime import datetime

from django.db.models import QuerySet

from alongside.care.actions import hand_on, open_reach_out, settle
from alongside.care.models import Kind, Lane, Reason
from alongside.core.actions import System
from alongside.people.models import ArrivalStep, Person

FIRST_DAYS = System("first days")


def step_overdue(step: ArrivalStep, owner: Person | None, due_at: datetime) -> None:
    """Someone owes it: `owner`, or the directors for None. They have until `due_at`."""
    standing = _standing(step).filter(reach_out__closed_at=None).select_related("reach_out").first()
    if standing is not None:
        hand_on(standing.reach_out, owner, by=FIRST_DAYS)
        return
    times = Reason.objects.filter(key__startswith=_name(step)).count()
    open_reach_out(
        step.arrival.person,
        Kind.STEP,
        key=f"{_name(step)}{times}",
        due_at=due_at,
        facts={"step": step.kind},
        lane=Lane.WELCOME,
        owner=owner,
        by=FIRST_DAYS,
    )


def step_settled(step: ArrivalStep) -> None:
    """Nobody owes it any longer."""
    for reason in _standing(step):
        settle(reason.key, by=FIRST_DAYS)


def _standing(step: ArrivalStep) -> QuerySet[Reason]:
    return Reason.objects.filter(key__startswith=_name(step), settled_at=None).order_by("pk")


def _name(step: ArrivalStep) -> str:
    return f"step:{step.pk}:"
