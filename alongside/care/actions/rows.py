"""What the actions share: a card's row as its lock, and the record of what was done on it."""

from datetime import datetime

from django.utils.translation import gettext as _

from alongside.care.models import Deed, Entry, ReachOut
from alongside.core.actions import Actor
from alongside.core.errors import Refused
from alongside.people.models import Person

LONGEST_WORDS = 2000


def lock(card: ReachOut) -> ReachOut:
    """The row as it is now, held until the action ends. It is locked alone: what hangs on it may be missing.

    Raises Refused for a card that is gone.
    """
    found = ReachOut.objects.select_related("about__program", "about__account", "owner__account", "program")
    if ReachOut.objects.select_for_update().only("pk").filter(pk=card.pk).first() is None:
        raise Refused(_("This card was closed meanwhile. Nothing was changed."))  # what it told was taken back
    return found.get(pk=card.pk)


def lock_open(card: ReachOut) -> ReachOut:
    """As `lock`. Raises Refused for a card that was closed meanwhile."""
    locked = lock(card)
    if locked.closed_at is not None:
        raise Refused(_("This card was closed meanwhile. Nothing was changed."))
    return locked


def enter(card: ReachOut, deed: Deed, at: datetime, by: Actor, *, to: Person | None = None, words: str = "") -> Entry:
    """Record what was done. `by` is a person or the house."""
    who = by if isinstance(by, Person) else None
    return Entry.objects.create(reach_out=card, deed=deed, by=who, to=to, words=words, at=at)


def cleaned(words: str) -> str:
    """Without space around it. Raises Refused for more than fits."""
    text = words.strip().replace("\x00", "")
    if len(text) > LONGEST_WORDS:
        raise Refused(_("Please keep it under 2,000 characters."), field="words")
    return text
