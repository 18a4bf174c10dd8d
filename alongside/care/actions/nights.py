"""A bad night: words kept for the morning, taking back what one sent, and company of someone who is awake too."""

from datetime import timedelta

from django.utils.translation import gettext as _

from alongside.care import company, confiding, events
from alongside.care.actions import rows
from alongside.care.actions.opening import open_reach_out, settle
from alongside.care.models import Awake, Kind, ReachOut, Reason
from alongside.conversations.actions import open_pair
from alongside.conversations.models import Conversation
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.core.ids import new_id
from alongside.people.cover import next_staffed
from alongside.people.models import Person

READ_WITHIN = timedelta(hours=1)
"""After somebody is at work again."""


@action("care.keep_for_morning")
def keep_for_morning(words: str, *, by: Person, key: str | None = None) -> ReachOut:
    """`by` says something that waits until somebody is at work. Raises Refused for no words."""
    words = rows.cleaned(words)
    if not words:
        raise Refused(_("Please write a few words first."), field="words")
    due = next_staffed(by.program, clock.now()) + READ_WITHIN
    return open_reach_out(by, Kind.MORNING, key=f"morning:{new_id()}", due_at=due, words=words, by=by)


@action("care.take_back")
def take_back(reason: Reason, *, by: Person) -> None:
    """What nobody has read is gone as if it had never been. What is between two people can also be taken back later:
    whoever read it sees that. Raises Refused for the rest, once it was read, and for what is done."""
    card = rows.lock(reason.reach_out)
    fresh = Reason.objects.filter(pk=reason.pk, reach_out__about=by).first()
    current().record(card)
    if fresh is None:
        return
    sent = confiding.find_sent(by, Kind(fresh.kind), fresh.key.partition(":")[2])
    if sent is None or not sent.may_take_back:
        raise Refused(_("It was read already, so it can’t be taken back. You can write to whoever read it."))
    if sent.read_at is not None:
        settle(fresh.key, by=by)
        return
    events.changed(card)
    fresh.delete()
    if not card.reasons.exists():
        card.delete()


@action("care.say_awake")
def say_awake(*, by: Person, key: str | None = None) -> Awake:
    """`by` is awake and would like company, for some hours of this night. Raises Refused by day and without consent."""
    at = clock.now()
    if not by.welcomes_company:
        raise Refused(_("Say first, in Me, that you’d like company at night."))
    until = company.until(by, at)
    if until is None or not company.may_have_company(by, at):
        raise Refused(_("This is for the night."))
    Person.objects.select_for_update().only("pk").get(pk=by.pk)
    awake = Awake.objects.filter(person=by).first()
    if awake is not None and awake.until > at:
        return awake
    Awake.objects.filter(person=by).delete()
    return Awake.objects.create(person=by, since=at, until=until)


@action("care.rest_again")
def rest_again(*, by: Person) -> None:
    """`by` no longer looks for company; who said yes to them can't be answered any more."""
    Awake.objects.filter(person=by).delete()
    current().record(by)


@action("care.say_yes")
def say_yes(to: Person, *, by: Person, key: str | None = None) -> Conversation | None:
    """`by` would like the company of `to`. Their conversation once both have said so, None before.

    Raises Refused where `to` isn't (any longer) someone whom `by` is shown.
    """
    at = clock.now()
    for pk in sorted((by.pk, to.pk)):
        Person.objects.select_for_update().only("pk").get(pk=pk)
    found = {each.person.pk: each for each in company.for_person(by, at)}
    mine = Awake.objects.filter(person=by, until__gt=at).first()
    current().record(by)
    if mine is None or to.pk not in found:
        raise Refused(_("They have gone to rest meanwhile. That is good news for them."))
    if to.pk not in mine.yes_to:
        mine.yes_to = [*mine.yes_to, to.pk]
        mine.save(update_fields=["yes_to"])
    theirs = Awake.objects.get(person=to)
    return open_pair(by, to, by=by) if by.pk in theirs.yes_to else None


@action("care.forget_awake")
def forget_awake(*, by: Actor) -> int:
    """Nobody keeps who was awake. Returns how many rows went."""
    return Awake.objects.filter(until__lte=clock.now()).delete()[0]
