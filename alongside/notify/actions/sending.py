"""Sending what was noted: by push at once, by letter bundled; in quiet hours neither."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from alongside.core import clock, mail
from alongside.core.actions import Actor, action, current
from alongside.notify import pushing
from alongside.notify.letters import Series, compose
from alongside.notify.models import Notice, Preference, PushDevice
from alongside.people.models import Person
from alongside.people.stages import policy

MOST_WORDS = 5


@action("notify.put_off")
def put_off(person: Person, notices: Iterable[Notice], until: datetime, *, by: Actor) -> None:
    """These wait until then: the person's quiet hours, or the time of their next letter."""
    Notice.objects.filter(pk__in=[each.pk for each in notices]).update(due_at=until)
    current().record(person, until=until.isoformat())


@action("notify.push")
def push_notices(
    person: Person, choices: Preference, notices: Sequence[Notice], devices: Sequence[PushDevice], *, by: Actor
) -> bool:
    """One message to each device for all of these. False where another worker was quicker, or they saw it just now."""
    current().record(person, notices=len(notices), devices=len(devices))
    if not policy(person).gets_letters:
        return False
    mine = Notice.objects.filter(pk__in=[each.pk for each in notices], pushed_at=None, seen_at=None)
    if not mine.update(pushed_at=clock.now()):
        return False
    said = pushing.said(person, _words(notices) if choices.shows_words else [])
    for device in devices:
        pushing.hand_over(device, said)
    return True


@action("notify.write_letter")
def write_letter(person: Person, choices: Preference, notices: Sequence[Notice], *, by: Actor) -> bool:
    """One letter for all of these. False where another worker was quicker, or nobody may be written to."""
    current().record(person, notices=len(notices))
    if person.account is None or not policy(person).gets_letters:
        return False
    mine = Notice.objects.filter(pk__in=[each.pk for each in notices], mailed_at=None, seen_at=None)
    if not mine.update(mailed_at=clock.now()):
        return False
    soon = [each.until for each in notices if each.until is not None]
    letter = compose(
        person,
        "soon" if len(soon) == len(notices) else "waiting",
        Series.NEWS,
        at=min(soon, default=None),
        words=_words(notices) if choices.shows_words else [],
    )
    mail.send_later(person.account.email, letter.subject, letter.body, letter.headers)
    return True


def _words(notices: Sequence[Notice]) -> list[str]:
    """Who and where, each once and on one line, in order."""
    lines = (" ".join(each.words.split()) for each in notices if each.words)
    return list(dict.fromkeys(lines))[:MOST_WORDS]
