"""What someone says about being connected here: their wishes, and what is otherwise than it was worked out."""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from alongside.connections.models import Correction, Wishes
from alongside.core import clock
from alongside.core.actions import action, current
from alongside.core.errors import Refused
from alongside.people.models import Person

HOLDS: Final = timedelta(weeks=8)
"""How long a correction counts; what was said long ago may no longer be so."""
RHYTHMS: Final = (1, 3, 7, 14, 28)


@action("connections.wish")
def wish(
    person: Person,
    *,
    may_be_suggested: bool,
    gets_suggestions: bool,
    rhythm_days: int | None,
    goals: str,
    by: Person,
) -> Wishes:
    """Keep what they wish. Raises Refused for a rhythm that isn't offered."""
    if rhythm_days is not None and rhythm_days not in RHYTHMS:
        raise Refused(_("Please choose from the list."), field="rhythm_days")
    said = {
        "may_be_suggested": may_be_suggested,
        "gets_suggestions": gets_suggestions,
        "rhythm_days": rhythm_days,
        "goals": ", ".join(" ".join(each.split()) for each in goals.split(",") if each.strip())[:200],
    }
    kept, _made = Wishes.objects.update_or_create(person=person, defaults=said)
    current().record(person)
    return kept


@action("connections.correct")
def correct(person: Person, other: Person | None, code: Correction.Code, *, by: Person) -> Correction:
    """What they say about their contact with `other`, or (None) about all. The newest word counts, for HOLDS.

    No audit fact says what it is: it is theirs alone. Raises ValueError for a code that isn't about that.
    """
    if (other is None) != (code == Correction.Code.ENOUGH) or other == person:
        raise ValueError(f"{code} isn't something to say here")
    at = clock.now()
    # Two clicks at once are one word.
    Person.objects.select_for_update().only("pk").get(pk=person.pk)
    kept, _made = Correction.objects.update_or_create(
        person=person, other=other, defaults={"code": code, "at": at, "until": at + HOLDS}
    )
    current().record(person)
    return kept


@action("connections.uncorrect")
def uncorrect(person: Person, other: Person | None, *, by: Person) -> None:
    """Take back what they said. Twice is once."""
    Correction.objects.filter(person=person, other=other).delete()
    current().record(person)
