"""Making the day's suggestions, following one, and saying “not this one” for good."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils.translation import gettext as _

from alongside.connections.models import Suggestion
from alongside.connections.suggesting.choosing import Reading, choose
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people.models import Person, Program

KEPT: Final = timedelta(days=90)
UNDO: Final = timedelta(minutes=1)
MORNING: Final = 5
"""The hour on their own clock from which a day's suggestion is made."""


def day_of(person: Person, at: datetime) -> date:
    """The day on their own calendar; before MORNING it is still the day before."""
    return (at.astimezone(ZoneInfo(person.zone)) - timedelta(hours=MORNING)).date()


@action("connections.suggest")
def suggest(program: Program, *, by: Actor) -> int:
    """Make the day's suggestion for everyone of the program who has none yet. Returns how many were made."""
    at = clock.now()
    of = Reading(program, at)
    newest = Suggestion.objects.filter(person__in=of.people).values_list("person").annotate(Max("day"))
    had = dict(newest)
    days = {pk: day_of(person, at) for pk, person in of.people.items()}
    wanting = {pk: day for pk, day in days.items() if pk not in had or had[pk] < day}
    made = choose(of, wanting) if wanting else []
    rows = [
        Suggestion(
            person_id=each.person, other_id=each.other, day=days[each.person], reasons=list(each.reasons), made_at=at
        )
        for each in made
    ]
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True)
    current().record(program, made=len(rows))
    return len(rows)


@action("connections.follow_suggestion")
def follow(suggestion: Suggestion, *, by: Person) -> Suggestion:
    """They would like to write. Twice is once."""
    if suggestion.followed_at is None:
        suggestion.followed_at = clock.now()
        suggestion.save(update_fields=["followed_at"])
    current().record(suggestion)
    return suggestion


@action("connections.dismiss_suggestion")
def dismiss(suggestion: Suggestion, *, by: Person) -> Suggestion:
    """“Not this one”: never suggested to them again. Nobody is told. Twice is once."""
    if suggestion.dismissed_at is None:
        suggestion.dismissed_at = clock.now()
        suggestion.save(update_fields=["dismissed_at"])
    current().record(suggestion)
    return suggestion


@action("connections.undo_dismissal")
def undo(suggestion: Suggestion, *, by: Person) -> Suggestion:
    """Take “not this one” back. Raises Refused later than UNDO after it."""
    if suggestion.dismissed_at is not None and clock.now() - suggestion.dismissed_at > UNDO:
        raise Refused(_("That was a while ago and stands. You can still write to anyone on your list."))
    suggestion.dismissed_at = None
    suggestion.save(update_fields=["dismissed_at"])
    current().record(suggestion)
    return suggestion


@action("connections.forget_suggestions")
def forget_old(*, by: Actor) -> int:
    """The promise of retention.py, kept: those not dismissed go after ninety days. Returns how many."""
    return Suggestion.objects.filter(dismissed_at=None, made_at__lt=clock.now() - KEPT).delete()[0]
