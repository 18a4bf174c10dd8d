"""Who may know of a newcomer's path: themselves, their welcomer, and staff of the program. Everyone else gets a 404."""

from django.http import Http404

from alongside.people.models import Arrival, ArrivalStep, Person, Stage, StepState


def get_arrival(viewer: Person, public_id: str) -> Arrival:
    """A newcomer's path, for staff of their program. Raises Http404."""
    if not viewer.is_staff:
        raise Http404
    found = (
        Arrival.objects.filter(
            public_id=public_id,
            finished_at=None,
            person__program=viewer.program_id,
            person__stage__in=[Stage.INVITED, Stage.ARRIVING],
        )
        .select_related("person__program", "welcomer")
        .first()
    )
    if found is None:
        raise Http404
    return found


def get_owed(viewer: Person, public_id: str, kind: str) -> ArrivalStep:
    """An open step that `viewer` owes that newcomer. Raises Http404 for anyone else's, and once it is done."""
    found = (
        ArrivalStep.objects.filter(
            arrival__public_id=public_id,
            arrival__finished_at=None,
            arrival__person__program=viewer.program_id,
            arrival__person__stage=Stage.ARRIVING,
            kind=kind,
            owner=viewer,
            state=StepState.OPEN,
            due_at__isnull=False,
        )
        .select_related("arrival__person__program", "arrival__person__account", "owner")
        .first()
    )
    if found is None:
        raise Http404
    return found
