"""What people choose: of what they hear, how, and when not."""

from collections.abc import Iterable
from datetime import time

from django.utils.translation import gettext as _

from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.notify.letters import Series
from alongside.notify.models import MailPace, Occasion, Preference
from alongside.people.models import Person


@action("notify.change_preferences")
def change_preferences(
    person: Person,
    *,
    hears: Iterable[str],
    mail: str,
    push: bool,
    shows_words: bool,
    quiet_from: time,
    quiet_until: time,
    weekly: bool,
    by: Actor,
) -> Preference:
    """Keep what they chose. `hears`: codes of `Occasion`. Raises Refused for what isn't a choice."""
    wanted = set(hears)
    if not wanted <= set(Occasion.values) or mail not in MailPace.values:
        raise Refused(_("Please choose from the list."))
    row = _mine(person)
    row.off = sorted(set(Occasion.values) - wanted)
    row.mail, row.push, row.shows_words, row.weekly = mail, push, shows_words, weekly
    row.quiet_from, row.quiet_until = quiet_from, quiet_until
    row.changed_at = clock.now()
    row.save()
    current().record(person)
    return row


@action("notify.stop_letters")
def stop_letters(person: Person, series: Series, *, by: Actor) -> str:
    """No more letters of that kind. Returns what was chosen before, for taking it back."""
    row = _mine(person)
    was = row.mail if series == Series.NEWS else str(int(row.weekly))
    if series == Series.NEWS:
        row.mail = MailPace.NEVER
    else:
        row.weekly = False
    row.changed_at = clock.now()
    row.save()
    current().record(person, series=series)
    return was


@action("notify.start_letters")
def start_letters(person: Person, series: Series, was: str, *, by: Actor) -> None:
    """The letters come again, as they did before they were stopped."""
    row = _mine(person)
    if series == Series.NEWS:
        row.mail = was if was in MailPace.values else MailPace.BUNDLED
    else:
        row.weekly = was != "0"
    row.changed_at = clock.now()
    row.save()
    current().record(person, series=series)


def _mine(person: Person) -> Preference:
    row, _made = Preference.objects.select_for_update().get_or_create(
        person=person, defaults={"changed_at": clock.now()}
    )
    return row
