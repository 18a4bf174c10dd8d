"""Who is told now, and who is told next when nobody says that they are on it: of a call for help, and of what someone
handed on or a phrase brought.

    on call → the counselors of the person's groups → the directors → everyone on staff, again and again

Each has HELP_ACK_MINUTES to answer. A stage without anyone new is passed over at once. Whoever takes it on promises to
reach the person within HELP_REACH_MINUTES; if they don't say what became of it, the next stage is told.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from alongside.care import access, clocks, events, owners
from alongside.care.actions import rows
from alongside.care.actions.opening import open_reach_out, settle
from alongside.care.models import Deed, Kind, Lane, ReachOut, Reason
from alongside.core import clock
from alongside.core.actions import SYSTEM, Actor, action, current
from alongside.core.ids import new_id
from alongside.notify.actions import send_mail_discreetly
from alongside.people.models import Person
from alongside.people.queries import on_call

ON_CALL, COUNSELORS, DIRECTORS, EVERYONE = range(4)


@action("care.call_for_help")
def call_for_help(person: Person, *, by: Person) -> ReachOut:
    """`person` needs someone now. A second call within a quarter of an hour is the same one."""
    at = clock.now()
    Person.objects.select_for_update().only("pk").get(pk=person.pk)
    standing = open_calls(person).first()
    if standing is not None and at - standing.since < clocks.SAME_CALL:
        return standing.reach_out
    return tell_on_call(person, Kind.HELP, key=f"help:{new_id()}", by=by)


@action("care.tell_on_call")
def tell_on_call(
    about: Person,
    kind: Kind,
    *,
    key: str,
    facts: dict[str, Any] | None = None,
    by: Actor,
) -> ReachOut:
    """Whoever is on call is told of `about` now, with the same clock as a call for help. The same key again is nothing.

    Nobody is told of themselves. Whoever is on a card of theirs already hears it alone.
    """
    at = clock.now()
    Person.objects.select_for_update().only("pk").get(pk=about.pk)
    if known := Reason.objects.select_related("reach_out").filter(key=key).first():
        return known.reach_out
    answers = on_call(about.program, at)
    answering = answers if answers != about else None
    card = open_reach_out(
        about,
        kind,
        key=key,
        due_at=at + clocks.acknowledge(),
        facts={**(facts or {}), "on_call": answering.public_id if answering else ""},
        lane=Lane.HELP,
        by=by,
    )
    if kind != Kind.HELP and card.owner is not None and card.taken_at is not None:
        tell(rows.lock(card), [card.owner], at, SYSTEM)
        return card
    locked = rows.lock(card)
    first = [each for each in (answering, locked.owner, *access.told(locked)) if each is not None]
    locked.level, locked.taken_at, locked.owner = ON_CALL, None, answering or locked.owner
    locked.due_at = at + clocks.acknowledge()
    locked.save(update_fields=["level", "taken_at", "owner", "due_at"])
    if first:
        tell(locked, dict.fromkeys(first), at, SYSTEM)
    if answering is None:  # nobody is on call: don't wait for nobody
        return next_stage(locked, at, SYSTEM)
    events.changed(locked)
    return locked


@action("care.all_right_now")
def all_right_now(person: Person, *, by: Person) -> None:
    """They say that they no longer need someone now. Whoever has taken it on still says what became of it."""
    for reason in open_calls(person):
        settle(reason.key, by=by)
        events.changed(reason.reach_out, *access.told(reason.reach_out))


def open_calls(person: Person) -> QuerySet[Reason]:
    """The calls of `person` that stand, newest first."""
    calls = Reason.objects.filter(kind=Kind.HELP, settled_at=None, reach_out__about=person, reach_out__closed_at=None)
    return calls.select_related("reach_out__owner", "reach_out__about").order_by("-since")


def next_stage(card: ReachOut, at: datetime, by: Actor) -> ReachOut:
    """Tell those who come next. For a locked card, in an action."""
    before, told = card.owner, set(access.told(card))
    level, people = EVERYONE, owners.everyone_on_staff(card.program_id)
    for stage in range(card.level + 1, EVERYONE):
        there = _at(stage, card, at)
        if any(each not in told for each in there):
            level, people = stage, there
            break
    people = [each for each in people if each.pk != card.about_id]
    new = [each for each in people if each not in told]
    again = not new  # everyone has heard it: they hear it once more
    people = people if again else new
    card.owner = people[0] if level == COUNSELORS and people else None
    card.level, card.taken_at = max(level, card.level + 1) if level == EVERYONE else level, None
    card.due_at = at + (clocks.AGAIN if level == EVERYONE else clocks.acknowledge())
    card.save(update_fields=["owner", "level", "taken_at", "due_at"])
    rows.enter(card, Deed.ESCALATED, at, by)
    current().record(card, level=card.level, told=[each.public_id for each in people])
    tell(card, people, at, by, again=again)
    events.changed(card, before, *told)
    return card


def tell(card: ReachOut, people: Iterable[Person], at: datetime, by: Actor, *, again: bool = False) -> None:
    """Each hears it live and by a letter that says nothing; recorded for each, once for those who hear it again."""
    everyone = list(people)
    for person in everyone:
        if not again:
            rows.enter(card, Deed.TOLD, at, by, to=person)
        send_mail_discreetly(person, "care/mail/call.txt", {"link": f"{settings.BASE_URL}/"}, by=by)
    events.called(card, everyone)


def _at(stage: int, card: ReachOut, at: datetime) -> list[Person]:
    found = owners.counselors_of(card.about, at) if stage == COUNSELORS else owners.directors(card.program_id)
    return [each for each in found if each.pk != card.about_id]
