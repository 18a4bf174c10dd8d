"""Something is wrong between two people: told to one chosen counselor, who acts. The other one learns nothing here."""

from django.utils.translation import gettext as _

from alongside.boundaries.actions import keep_apart as set_apart
from alongside.boundaries.queries import may_be_seated_together
from alongside.care import access, clocks, confiding
from alongside.care.actions import rows
from alongside.care.actions.doing import close
from alongside.care.actions.opening import open_reach_out
from alongside.care.models import Kind, Lane, Outcome, ReachOut, Reason
from alongside.care.words import Wish
from alongside.core import clock
from alongside.core.actions import action, current
from alongside.core.errors import Refused
from alongside.core.ids import new_id
from alongside.groups.actions.changing import transfer
from alongside.groups.models import Group
from alongside.people.models import Person


@action("care.tell_between")
def tell_between(
    other: Person, wish: Wish, counselor: Person, *, words: str = "", by: Person, key: str | None = None
) -> ReachOut:
    """`by` tells `counselor` alone. Raises Refused for people they don't share a group with, and who can't be told."""
    if other not in confiding.people_around(by):
        raise Refused(_("Please choose someone from one of your groups."), field="other")
    if counselor not in confiding.counselors_for(by):
        raise Refused(_("Please choose a counselor."), field="counselor")
    if counselor == other:
        raise Refused(_("Please choose a counselor whom it isn’t about."), field="counselor")
    return open_reach_out(
        by,
        Kind.BETWEEN,
        key=f"between:{new_id()}",
        due_at=clocks.by_when(by.program, clock.now(), clocks.TAKEN),
        facts={"wish": str(wish)},
        words=words,
        other=other,
        lane=Lane.PRIVATE,
        owner=counselor,
        by=by,
    )


@action("care.keep_apart")
def keep_apart(card: ReachOut, *, by: Person, key: str | None = None) -> ReachOut:
    """The two are never seated together from now on; the card is done. Raises Refused."""
    locked, reason = _standing(card, by)
    assert reason.other is not None
    if may_be_seated_together(locked.about, reason.other):
        set_apart(locked.about, reason.other, by=by)
    return close(locked, Outcome.ARRANGED, by=by)


@action("care.change_group")
def change_group(card: ReachOut, out_of: Group, into: Group, *, by: Person, key: str | None = None) -> ReachOut:
    """Whoever told changes to another group; the card is done. Raises Refused."""
    locked, _reason = _standing(card, by)
    transfer(locked.about, out_of, into, by=by)
    return close(locked, Outcome.ARRANGED, by=by)


def _standing(card: ReachOut, by: Person) -> tuple[ReachOut, Reason]:
    locked = rows.lock_open(card)
    reason = (
        locked.reasons.filter(kind=Kind.BETWEEN, settled_at=None, other__isnull=False)
        .select_related("other__program")
        .last()
    )
    if reason is None or not access.may_see(by, locked):
        raise Refused(_("This card was closed meanwhile. Nothing was changed."))
    current().record(locked)
    return locked, reason
