"""Nobody goes unanswered: who is asked to answer a post that waits, who says that they do, and handing one on."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from alongside.conversations.models import Conversation, Message, Offer, Rung, WaitingPost, Why
from alongside.conversations.waiting import events, queries, times, who
from alongside.conversations.waiting.actions import WAITING, end, lock, moved
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.notify.actions import seen, tell
from alongside.notify.models import Occasion
from alongside.people.models import Person

KEPT = timedelta(days=365)


@action("conversations.ask_next")
def ask_next(post: WaitingPost, *, by: Actor) -> WaitingPost:
    """The time of a post is up: whoever promised hasn't answered, and the next ones are asked.

    A rung on which nobody can be asked is passed over at once; where all of them sleep, it waits for the first to wake.
    """
    at = clock.now()
    locked = lock(post)
    if locked is None or locked.next_at is None or locked.next_at > at:
        return post
    current().record(locked, rung=locked.rung)
    if queries.nobody_needs(locked):
        end(locked)
    elif locked.why == Why.LINE:
        _care_team(locked, at)
    elif locked.rung == Rung.COUNSELOR:  # the care team was asked; whoever promised meanwhile didn't answer
        moved(locked, None)
    else:
        _climb(locked, at)
    return locked


@action("conversations.end_waiting")
def end_waiting(post: WaitingPost, *, by: Actor) -> None:
    """Its place is closed or its author has gone: nobody needs to answer it."""
    locked = lock(post)
    if locked is not None and queries.nobody_needs(locked):
        end(locked)
    current().record(post)


@action("conversations.take_on")
def take_on(message: Message, choice: str, *, by: Person, key: str | None = None) -> WaitingPost:
    """`by` says that they answer it, by when (`times.Promise`). Everyone who reads the post sees so.

    Raises Refused where someone has answered or said so before, and for whoever may not.
    """
    at = clock.now()
    locked = lock(None, of=message)
    if locked is None:
        raise Refused(_("Someone has answered meanwhile. You can still write."))
    current().record(locked)
    if not who.may_answer(by, locked):
        raise Refused(_("Someone on staff answers this one. You can still write."))
    if locked.taken_by is not None and locked.taken_by != by:
        raise Refused(
            _("%(name)s has said that they answer. You can still write.") % {"name": locked.taken_by.display_name}
        )
    until = times.promised(choice, by, at)
    if locked.why == Why.LINE and locked.promised_at is not None:
        until = min(until, max(locked.promised_at, at))
    offer, made = Offer.objects.get_or_create(
        waiting=locked, person=by, defaults={"rung": locked.rung, "at": at, "answer": Offer.Answer.TOOK}
    )
    if not made:
        offer.answer = Offer.Answer.TOOK
        offer.save(update_fields=["answer"])
        seen(by, f"asked:{offer.public_id}", by=by)
    # A promise of a peer doesn't hold up the care team where only staff are asked.
    keeps = not locked.peers_may and not by.is_staff and locked.rung < Rung.COUNSELOR
    moved(locked, min(until, times.due(locked, Rung.COUNSELOR)) if keeps else until, to=by, until=until)
    return locked


@action("conversations.pass_on")
def pass_on(offer: Offer, *, by: Person, key: str | None = None) -> Offer:
    """Not now, or not after all. Nobody learns who said so. Where nobody is left of those who were asked, the next are
    asked at once."""
    locked = lock(offer.waiting)
    fresh = Offer.objects.select_for_update().get(pk=offer.pk)
    current().record(fresh)
    if fresh.answer != Offer.Answer.PASSED:
        fresh.answer = Offer.Answer.PASSED
        fresh.save(update_fields=["answer"])
        seen(by, f"asked:{fresh.public_id}", by=by)
        if locked is not None:
            _go_on_without(locked, by)
    return fresh


@action("conversations.hand_over")
def hand_over(message: Message, *, by: Person, key: str | None = None) -> None:
    """Whoever is on call is told of `message`; no peer is asked about it any more. Twice is once. Raises Refused."""
    if message.author_id == by.pk:
        raise Refused(_("This is your own. “Get help now” reaches the same people at once."))
    if message.gone:
        raise Refused(_("This message is no longer there. You can write to your care team about it."))
    current().record(message)
    keep_from_peers(message, by=by)
    events.handed(message, by)


@action("conversations.keep_from_peers")
def keep_from_peers(message: Message, *, by: Actor) -> None:
    """From now on only staff are asked to answer it, and peers who were asked are no longer. Harmless where it doesn't
    wait. Whoever said that they answer may still do so."""
    current().record(message)
    locked = lock(None, of=message)
    if locked is None or not locked.peers_may:
        return
    locked.peers_may = False
    for offer in queries.open_offers(locked):
        if not offer.person.is_staff:
            offer.answer = Offer.Answer.PASSED
            offer.save(update_fields=["answer"])
            seen(offer.person, f"asked:{offer.public_id}", by=WAITING)
    if locked.why != Why.LINE and locked.rung < Rung.COUNSELOR:
        last = times.due(locked, Rung.COUNSELOR)
        locked.next_at = min(locked.promised_at or last, last)
    locked.save(update_fields=["peers_may", "next_at"])


def follow_step_back(person: Person) -> None:
    """To be bound to people.events.on_stepped_back: what they were asked goes to whoever has their people."""
    if queries.asked(person).exists():
        give_over(person, by=WAITING)


@action("conversations.give_over")
def give_over(person: Person, *, by: Actor) -> None:
    """Nobody waits for `person` any more: their offers go to their supervisor, or the next are asked."""
    at = clock.now()
    for offer in queries.asked(person).order_by("waiting_id"):  # locked in the order in which everyone locks them
        locked = lock(offer.waiting)
        if locked is None:
            continue
        offer.answer = Offer.Answer.PASSED
        offer.save(update_fields=["answer"])
        seen(person, f"asked:{offer.public_id}", by=by)
        instead = who.instead_of(person, locked, at)
        if instead is not None and not Offer.objects.filter(waiting=locked, person=instead).exists():
            _ask(locked, instead, offer.rung, at)
        _go_on_without(locked, person)
    current().record(person)


@action("conversations.forget_waiting")
def forget_waiting(*, by: Actor) -> int:
    """Delete what waited and ended more than a year ago, with who was asked. Returns how many posts."""
    old = WaitingPost.objects.filter(ended_at__lt=clock.now() - KEPT)
    count = old.count()
    old.delete()
    current().record(count=count)
    return count


def _climb(post: WaitingPost, at: datetime) -> None:
    """Ask the next rung on which someone can be asked. For a locked post, in an action."""
    first, last = post.rung + 1, times.due(post, Rung.COUNSELOR)
    rungs = range(first, Rung.COUNSELOR) if post.peers_may and at < last else ()
    waking: list[datetime] = []
    for rung in rungs:
        found = who.to_ask(post, rung, at)
        if found.people:
            post.rung = rung
            for person in found.people:
                _ask(post, person, rung, at)
            soonest = max(times.due(post, rung + 1), at + times.GIVEN)
            moved(post, min(soonest, max(last, at)))
            return
        if found.later is not None:
            waking.append(found.later)
    if waking and min(waking) < last:
        moved(post, min(waking))
    else:
        post.rung = Rung.COUNSELOR
        standing = post.promised_at if post.promised_at is not None and post.promised_at > at else None
        moved(post, standing, to=post.taken_by if standing else None, until=standing)
        events.unanswered(post)


def _care_team(post: WaitingPost, at: datetime) -> None:
    """What was written to the care team: a counselor gets a card, and the promise is no longer said once it is broken.

    For a locked post, in an action.
    """
    promise = times.line_promise(post.author.program, post.since)
    standing = promise if promise > at else None
    first = post.rung < Rung.COUNSELOR
    post.rung = Rung.COUNSELOR
    moved(post, standing, until=standing)
    if first:
        events.unanswered(post)


def _go_on_without(post: WaitingPost, person: Person) -> None:
    """`person` isn't asked any more. Had they promised, or were they the last of their rung, the next are asked now.

    For a locked post, in an action.
    """
    at = clock.now()
    if post.taken_by_id == person.pk:
        team = post.promised_at if post.why == Why.LINE else None
        moved(post, at, until=team)
        return
    asking = post.next_at is not None and post.taken_by_id is None and Rung.NOBODY < post.rung < Rung.COUNSELOR
    if asking and not queries.open_offers(post).exists():
        moved(post, at)


def _ask(post: WaitingPost, person: Person, rung: int, at: datetime) -> Offer:
    offer = Offer.objects.create(waiting=post, person=person, rung=rung, at=at)
    with override(person.language):
        words = _("Someone waits for an answer in %(place)s.") % {"place": queries.place_name(post.conversation)}
    tell(
        person,
        Occasion.ASKED,
        key=f"asked:{offer.public_id}",
        link=link_to(post.conversation, post.message),
        words=words,
        by=WAITING,
    )
    return offer


def link_to(conversation: Conversation, message: Message) -> str:
    """Where the message stands, among those around it."""
    return f"{reverse('conversations:conversation', args=[conversation.public_id])}?around={message.seq}#m{message.seq}"
