"""A practice of what happens when a phrase is heard: the same people, the same clock, and all of them know."""

from django.utils.translation import gettext as _

from alongside.care.actions import rows
from alongside.care.actions.doing import close
from alongside.care.actions.help_calls import tell_on_call
from alongside.care.models import Kind, Outcome, ReachOut, Reason
from alongside.core.actions import System, action
from alongside.core.errors import Refused
from alongside.core.ids import new_id
from alongside.people.models import Person, Role

PRACTICE = System("practice")


@action("care.start_drill")
def start_drill(*, by: Person, key: str | None = None) -> ReachOut:
    """Whoever is on call is told of `by`, a director, as of someone who wrote such a phrase; the card says that it is a
    practice. Raises Refused for anyone else, and where a practice or a real call of theirs is running."""
    if by.role != Role.DIRECTOR:
        raise Refused(_("Only a director of the program can start a practice."))
    Person.objects.select_for_update().only("pk").get(pk=by.pk)
    if Reason.objects.filter(reach_out__about=by, reach_out__lane="help", reach_out__closed_at=None).exists():
        raise Refused(_("Something about you is open on the desk already. Finish that first."))
    return tell_on_call(by, Kind.PHRASE, key=f"drill:{new_id()}", facts={"drill": True}, by=by)


@action("care.end_drill")
def end_drill(card: ReachOut, *, by: Person, key: str | None = None) -> ReachOut:
    """The practice is over, whoever was on it. Ending twice changes nothing."""
    locked = rows.lock(card)
    if locked.closed_at is None:
        close(locked, Outcome.NOT_NEEDED, by=PRACTICE)  # nobody closes a card about themselves
    return locked
