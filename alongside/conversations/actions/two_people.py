"""Conversations of two people: begun by the house or by staff, or asked for by one of the two."""

from django.utils.translation import gettext as _

from alongside.boundaries.queries import cut_of, is_cut
from alongside.conversations import limits, own_events, pairs
from alongside.conversations.actions import sides
from alongside.conversations.actions.posting import post_first
from alongside.conversations.actions.taking_part import ENDING, end_part, lock
from alongside.conversations.models import Conversation, Kind, Message, Participant
from alongside.core import clock
from alongside.core.actions import Actor, action, current
from alongside.core.errors import Refused
from alongside.people.models import Arrival, Person
from alongside.people.stages import policy


@action("conversations.open_pair")
def open_pair(a: Person, b: Person, *, by: Actor, key: str | None = None) -> Conversation:
    """The conversation of these two, made when it isn't there yet: both may write at once, nobody has to be asked.

    For staff and anyone, and for those whom the house brings together because both said so. Raises Refused where
    something cuts, ValueError for one person or two programs.
    """
    if a.pk == b.pk or a.program_id != b.program_id:
        raise ValueError(f"persons {a.pk} and {b.pk} are not two of one program")
    sides.lock_two(a, b)
    if not pairs.may_open(a, b):
        raise Refused(_("You can’t write to each other here. A counselor can help."))
    conversation, made = Conversation.objects.get_or_create(
        program_id=a.program_id,
        pair=pairs.name_of(a, b),
        defaults={"kind": Kind.PAIR, "made_at": clock.now(), "accepted_at": clock.now()},
    )
    if made:
        Participant.objects.bulk_create(
            Participant(conversation=conversation, person=person, since=conversation.made_at) for person in (a, b)
        )
    elif conversation.accepted_at is None:
        for part in Participant.objects.filter(conversation=conversation, asked_at__isnull=False):
            sides.say_yes(part, lock(conversation))
        conversation.refresh_from_db(fields=["accepted_at"])
    return conversation


@action("conversations.write_note")
def write_note(to: Person, body: str, *, by: Person, key: str) -> Message:
    """What `by` writes to `to`, in their conversation. Raises Refused as `post_message` does.

    Where something cuts it reaches nobody, and `by` sees nothing of that, as with a request.
    """
    apart = not (by.is_staff or to.is_staff) and is_cut(by, to)
    if apart:
        sides.lock_two(by, to)
    chat = (_way(by, to) or _begin(by, to)) if apart else open_pair(by, to, by=by)
    return post_first(chat, body, by=by, key=key)


def needs_no_yes(by: Person, to: Person) -> bool:
    """Whether `by` may write to `to` without asking first: staff and anyone, and who welcomes whom. One query."""
    if by.is_staff or to.is_staff:
        return True
    return Arrival.objects.filter(person=to, welcomer=by, finished_at=None).exists()


def may_ask(by: Person, to: Person) -> bool:
    """Whether `by` may write to `to` at all. What keeps two apart never shows here. No query."""
    same = by.program_id == to.program_id and by.pk != to.pk
    return same and policy(to).may_sign_in and (by.is_staff or to.is_staff or policy(to).is_shown_to_others)


@action("conversations.request_pair")
def request_pair(to: Person, body: str, *, by: Person, key: str) -> Conversation:
    """`by` writes to `to`; where they haven't spoken before it is a request, which the other may take up or not.

    Whether it arrives at all isn't told: what is returned, and all that `by` sees, is the same. Raises Refused for
    words that can't be sent, for someone who is gone, and for whom `by` mutes or blocks themselves.
    """
    if not may_ask(by, to):
        raise Refused(_("You can’t write to them here."))
    _refuse_own_cut(by, to)
    if not to.is_staff:
        limits.refuse_first_link(by, body)
    sides.lock_two(by, to)
    conversation = _way(by, to)
    if conversation is None:
        conversation = _begin(by, to)
    else:
        part = Participant.objects.filter(conversation=conversation, person=by).first()
        if part is not None and part.asked_at is not None:
            sides.say_yes(part, lock(conversation))
    post_first(conversation, body, by=by, key=key)
    current().record(conversation, to=to.public_id)
    return conversation


def _way(by: Person, to: Person) -> Conversation | None:
    """Where `by` writes to `to`, if they ever did or were asked. One of their own goes before the one of both."""
    names = [pairs.own_name(by, to), pairs.name_of(by, to)]
    rows = Conversation.objects.filter(program=by.program_id, pair__in=names, participants__person=by)
    found = {row.pair: row for row in rows}
    return next((found[name] for name in names if name in found), None)


def _begin(by: Person, to: Person) -> Conversation:
    at = clock.now()
    free = needs_no_yes(by, to)
    cut = is_cut(by, to) and not (by.is_staff or to.is_staff)
    if free and not cut:
        return open_pair(by, to, by=by)
    chat = Conversation.objects.create(
        program_id=by.program_id,
        kind=Kind.PAIR,
        pair=pairs.own_name(by, to) if cut else pairs.name_of(by, to),
        made_at=at,
        accepted_at=at if free else None,
    )
    Participant.objects.create(conversation=chat, person=by, since=at)
    if not cut:
        Participant.objects.create(conversation=chat, person=to, since=at, asked_at=at)
        own_events.asked(to, chat)
    return chat


@action("conversations.accept")
def accept(part: Participant, *, by: Person) -> Participant:
    """Whoever was asked says yes. Twice changes nothing. Raises Refused while they mute or block who asked."""
    other = pairs.other_of(part.conversation, part.person)
    if other is not None:
        sides.lock_two(part.person, other)
        _refuse_own_cut(part.person, other)
    locked = lock(part.conversation)
    part.refresh_from_db()
    if part.asked_at is not None:
        sides.say_yes(part, locked)
    current().record(locked)
    return part


def _refuse_own_cut(by: Person, to: Person) -> None:
    if cut_of(by, to) is not None:
        raise Refused(_("You mute or block %(name)s. Take that back first.") % {"name": to.display_name})


@action("conversations.decline")
def decline(part: Participant, *, by: Person) -> Participant:
    """“Not now.” It leaves their list; who asked sees what they saw before. It can be taken back by accepting."""
    locked = lock(part.conversation)
    part.refresh_from_db()
    if part.asked_at is not None and part.declined_at is None:
        part.declined_at = clock.now()
        end_part(part, locked)
        part.save(update_fields=["declined_at", *ENDING])
        # Nothing on the conversation's topic, not even an empty number: who asked would see it.
        own_events.list_changed(part.person, locked)
    current().record(locked)
    return part
