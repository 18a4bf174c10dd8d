"""What the worker does for every program, one after the other."""

import logging
from collections.abc import Callable

from django.db.models import QuerySet

from alongside.people.models import Program

log = logging.getLogger(__name__)


def in_each_program(act: Callable[[Program], int], *, what: str, among: QuerySet[Program] | None = None) -> int:
    """The sum of what `act` returns for each, in order. One that fails is logged as `what` and holds up no other."""
    done = 0
    for program in (Program.objects.all() if among is None else among).order_by("pk").iterator():
        try:
            done += act(program)
        except Exception:
            log.exception("%s of program %s failed", what, program.public_id)
    return done
