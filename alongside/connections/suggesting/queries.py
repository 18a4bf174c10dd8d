"""The day's suggestion, as the one it is for reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists
from django.utils.translation import gettext as _

from alongside.boundaries.queries import muted_by
from alongside.connections.introductions.words import sentences
from alongside.connections.models import Correction, Suggestion
from alongside.connections.suggesting.actions import UNDO, day_of
from alongside.connections.wishes import gets_suggestions, may_be_suggested
from alongside.people.models import Person


@dataclass(frozen=True)
class Shown:
    """`gone`: just dismissed, and may be taken back for a moment."""

    id: str
    other: Person
    reasons: list[str]
    gone: bool


def of_today(person: Person, at: datetime) -> Shown | None:
    """What stands on People now, or None. At most four queries.

    A cut that the other made meanwhile doesn't take it away: its going would tell.
    """
    rows = Suggestion.objects.filter(person=person, day=day_of(person, at), followed_at=None)
    enough = Correction.objects.filter(person=person, code=Correction.Code.ENOUGH, until__gt=at)
    row = rows.filter(~Exists(enough)).select_related("other__program").first()
    if row is None or (row.dismissed_at is not None and at - row.dismissed_at > UNDO):
        return None
    if not gets_suggestions(person) or row.other_id not in may_be_suggested([row.other_id]) - muted_by(person):
        return None
    return Shown(row.public_id, row.other, reasons_of(row, person), row.dismissed_at is not None)


def reasons_of(row: Suggestion, reader: Person) -> list[str]:
    """Why, in words for the reader."""
    kept = row.reasons if isinstance(row.reasons, list) else []
    return [words for each in kept[:2] if isinstance(each, Mapping) and (words := _reason(dict(each), reader))]


def _reason(reason: dict[str, object], reader: Person) -> str:
    if reason.get("code") in ("group", "circle"):
        return _("Is in %(place)s, as you are. You haven’t shared a small room yet.") % {"place": reason.get("value")}
    return next(iter(sentences([reason], reader)), "")
