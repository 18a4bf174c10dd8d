"""What people do on a card: read it, take it on, hand it on, note, try, close."""

from django.utils.translation import gettext as _

from alongside.care import access, clocks, events, owners
from alongside.care.actions import rows
from alongside.care.actions.help_calls import tell
from alongside.care.actions.signals import ties_at_close
from alongside.care.models import Deed, Entry, Lane, Outcome, ReachOut
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people.models import GONE_STAGES, Person, Role


@action("care.mark_read")
def mark_read(card: ReachOut, *, by: Person) -> ReachOut:
    """Someone on staff has opened the card: told truly to whoever sent words on it. Once for what is there now."""
    locked = rows.lock(card)
    newest = locked.reasons.order_by("-since").values_list("since", flat=True).first()
    seen = locked.entries.filter(deed=Deed.READ, by=by)
    current().record(locked)
    if locked.closed_at is None and not seen.filter(at__gte=newest or locked.opened_at).exists():
        rows.enter(locked, Deed.READ, clock.now(), by)
        if locked.lane == Lane.HELP:
            events.changed(locked)
    return locked


@action("care.take")
def take(card: ReachOut, *, by: Person, key: str | None = None) -> ReachOut:
    """`by` says that they act, and it is theirs from now on. Raises Refused where someone else has said so already."""
    locked = rows.lock_open(card)
    _only_those_who_may(locked, by)
    before = locked.owner
    if locked.taken_at is not None and before == by:
        return locked
    if locked.taken_at is not None and before is not None and locked.lane == Lane.HELP:
        raise Refused(_("%(name)s is on it already.") % {"name": before.display_name})
    at = clock.now()
    locked.owner, locked.taken_at = by, at
    if locked.lane == Lane.HELP:
        locked.due_at = at + clocks.reach()
    else:
        locked.due_at = max(locked.due_at, clocks.by_when(locked.program, at, clocks.TAKEN))
    locked.save(update_fields=["owner", "taken_at", "due_at"])
    rows.enter(locked, Deed.TAKEN, at, by)
    current().record(locked)
    events.changed(locked, before, *access.told(locked))
    return locked


@action("care.hand_on")
def hand_on(card: ReachOut, to: Person | None, *, words: str = "", by: Actor, key: str | None = None) -> ReachOut:
    """It is `to`’s from now on, or whoever stands in for them; None: the directors’. Raises Refused."""
    locked = rows.lock_open(card)
    _only_those_who_may(locked, by)
    words = rows.cleaned(words)
    at = clock.now()
    new = _receiver(locked, to, by) if to is not None else None
    if new is None and not owners.reaches_directors(locked):
        raise Refused(_("It is about them. Please choose someone else."), field="to")
    before = locked.owner
    if new == before and (new is not None or locked.lane != Lane.PRIVATE):
        return locked
    locked.owner, locked.taken_at = new, None
    if new is None and locked.lane == Lane.PRIVATE:
        locked.level += 1  # only then do directors know of it
    locked.due_at = max(locked.due_at, clocks.next_due(locked.program, locked.lane, at, clocks.HANDED))
    locked.save(update_fields=["owner", "taken_at", "due_at", "level"])
    rows.enter(locked, Deed.HANDED_ON, at, by, to=new, words=words)
    current().record(locked, to=new.public_id if new else "directors")
    events.changed(locked, before)
    if locked.lane == Lane.HELP and new is not None:
        tell(locked, [new], at, by)
    return locked


@action("care.note")
def note(card: ReachOut, words: str, *, by: Person, key: str | None = None) -> Entry:
    """Words for whoever works on the card. Raises Refused for none."""
    locked = rows.lock(card)
    _only_those_who_may(locked, by)
    words = rows.cleaned(words)
    if not words:
        raise Refused(_("Please write a few words first."), field="words")
    current().record(locked)
    events.changed(locked)
    return rows.enter(locked, Deed.NOTED, clock.now(), by, words=words)


@action("care.tried")
def tried(card: ReachOut, words: str = "", *, by: Person, key: str | None = None) -> ReachOut:
    """No answer yet: the card stays open, is theirs, and comes back tomorrow (a call for help: within minutes)."""
    locked = rows.lock_open(card)
    _only_those_who_may(locked, by)
    words = rows.cleaned(words)
    at = clock.now()
    before = locked.owner
    locked.owner, locked.taken_at, locked.outcome = by, locked.taken_at or at, Outcome.NO_ANSWER
    urgent = locked.lane == Lane.HELP
    locked.due_at = at + clocks.reach() if urgent else clocks.by_when(locked.program, at, clocks.TRIED)
    locked.save(update_fields=["owner", "taken_at", "outcome", "due_at"])
    rows.enter(locked, Deed.TRIED, at, by, words=words)
    current().record(locked)
    events.changed(locked, before)
    return locked


@action("care.close")
def close(card: ReachOut, outcome: Outcome, *, words: str = "", by: Actor, key: str | None = None) -> ReachOut:
    """It is done, and what became of it. All its reasons are settled. Raises Refused for a card closed meanwhile."""
    locked = rows.lock_open(card)
    _only_those_who_may(locked, by)
    words = rows.cleaned(words)
    at = clock.now()
    locked.closed_at, locked.outcome, locked.ties_before = at, outcome, ties_at_close(locked)
    locked.save(update_fields=["closed_at", "outcome", "ties_before"])
    locked.reasons.filter(settled_at=None).update(settled_at=at)
    rows.enter(locked, Deed.CLOSED, at, by, words=words)
    current().record(locked, outcome=outcome)
    events.changed(locked, *access.told(locked))
    return locked


def _only_those_who_may(card: ReachOut, by: Actor) -> None:
    if isinstance(by, Person) and not access.may_see(by, card):
        raise Refused(_("Only staff who look after this person can do this."))


def _receiver(card: ReachOut, to: Person, by: Actor) -> Person:
    """Who gets it when it is handed to `to`. Raises Refused for someone who can't have it."""
    welcomes = card.lane == Lane.WELCOME and to.role == Role.MENTOR and to.stage not in GONE_STAGES
    if to.program_id != card.program_id or not (owners.works(to) or welcomes):
        raise Refused(_("Only someone on staff can have this card."), field="to")
    if to.pk == card.about_id or to.pk in access.others_of(card):
        raise Refused(_("It is about them. Please choose someone else."), field="to")
    acting = owners.stand_in(to, clock.now())
    if acting != to and card.lane == Lane.PRIVATE:
        raise Refused(
            _("%(name)s is away. This one is private, so please choose someone yourself.") % {"name": to.display_name},
            field="to",
        )
    return acting
