"""Cards for people whose contacts are fading, and what became of contacts two weeks after one was closed."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alongside.care import access, clocks
from alongside.care.actions import rows
from alongside.care.actions.opening import open_reach_out, settle
from alongside.care.models import Kind, Lane, ReachOut, Reason
from alongside.connections.queries import two_way_count
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.groups.actions import give_familiar_face
from alongside.groups.models import Place
from alongside.people.models import GONE_STAGES, Person

WITHIN = timedelta(hours=48)
"""Someone reaches out in this time, where somebody works in it: a rhythm fades over days, not hours."""
LOOK_BACK = timedelta(days=14)
"""After this time it is looked whether contacts have changed. Until then it brings nobody to the desk again."""


@action("care.tell_signal")
def tell_signal(about: Person, facts: dict[str, Any], *, by: Actor) -> ReachOut | None:
    """The contacts of `about` are fading: a reason on their card with these facts, or the one that stands with newer
    ones. None where a card for it was closed less than LOOK_BACK ago: what was done then has time to do good."""
    at = clock.now()
    Person.objects.select_for_update().only("pk").get(pk=about.pk)
    newest = _signals(about).order_by("-since", "-pk").first()
    current().record(about)
    if newest is not None:
        card: ReachOut = newest.reach_out
        if newest.settled_at is None and card.closed_at is None:
            fresh = _kept(newest.facts) | facts
            if fresh != newest.facts:
                newest.facts = fresh
                newest.save(update_fields=["facts"])
            return card
        if card.ties_before is not None and card.closed_at is not None and card.closed_at > at - LOOK_BACK:
            return None
    return open_reach_out(
        about,
        Kind.SIGNAL,
        key=f"{Kind.SIGNAL}:{about.pk}:{at:%Y%m%d%H%M%S}",
        due_at=clocks.by_when(about.program, at, WITHIN),
        facts=facts,
        lane=Lane.CARE,
        by=by,
    )


@action("care.clear_signal")
def clear_signal(about: Person, *, by: Actor) -> int:
    """The contacts of `about` are fading no longer. Returns how many reasons were settled."""
    keys = list(_signals(about).filter(settled_at=None).values_list("key", flat=True))
    for key in keys:
        settle(key, by=by)
    current().record(about, settled=len(keys))
    return len(keys)


@action("care.seat_familiar")
def seat_familiar(card: ReachOut, *, by: Person, key: str | None = None) -> Place | None:
    """In their next session someone they know sits beside them in small rooms. Raises Refused where none is planned."""
    locked = rows.lock_open(card)
    if not access.may_see(by, locked):
        raise Refused(_("Only staff who look after this person can do this."))
    place = give_familiar_face(locked.about, by=by)
    if place is None:
        raise Refused(_("They have no place in a session that is still to come."))
    current().record(locked)
    return place


@action("care.look_back")
def look_back(card: ReachOut, *, by: Actor) -> ReachOut:
    """How many two-way ties there are two weeks after the card was closed. Once."""
    locked = rows.lock(card)
    at = clock.now()
    if locked.looked_back_at is None and locked.closed_at is not None and locked.ties_before is not None:
        locked.looked_back_at = at
        if locked.about.stage not in GONE_STAGES:
            locked.ties_after = two_way_count([locked.about_id], at)[locked.about_id]
        locked.save(update_fields=["looked_back_at", "ties_after"])
    current().record(locked)
    return locked


def ties_at_close(card: ReachOut) -> int | None:
    """How many two-way ties whom the card is about has now, where their contacts are among its reasons; else None."""
    if not card.reasons.filter(kind=Kind.SIGNAL).exists():
        return None
    return two_way_count([card.about_id], clock.now())[card.about_id]


def _signals(about: Person) -> QuerySet[Reason]:
    found = Reason.objects.filter(kind=Kind.SIGNAL, reach_out__about=about)
    return found.select_related("reach_out__owner", "reach_out__program")


def _kept(facts: object) -> dict[str, Any]:
    """What the card itself noted beside the signal."""
    capacity = isinstance(facts, dict) and facts.get("over_capacity")
    return {"over_capacity": True} if capacity else {}
