"""The weekly letter."""

from django.utils import translation

from alongside.core import clock, mail, rows
from alongside.core.actions import Actor, action, current
from alongside.notify import ports
from alongside.notify.letters import Series, compose
from alongside.notify.models import Weekly
from alongside.notify.weekly import Turn, lines
from alongside.people.stages import is_suspended, policy


@action("notify.write_weekly")
def write_weekly(turn: Turn, *, by: Actor) -> bool:
    """Write the letter of a week, once. False where it is written, or there was nothing: then there is no letter."""
    person = turn.person
    current().record(person, week=turn.monday.isoformat())
    if person.account is None or not policy(person).gets_letters or is_suspended(person, clock.now()):
        return False
    if not rows.insert([Weekly(person=person, week=turn.monday, at=clock.now())], once=True):
        return False
    week = ports.part_of(person, turn.start, clock.now())
    if week.is_empty:
        return False
    with translation.override(person.language):
        said = lines(week, shows_words=turn.choices.shows_words)
    letter = compose(person, "weekly", Series.WEEKLY, lines=said)
    mail.send_later(person.account.email, letter.subject, letter.body, letter.headers)
    return True
