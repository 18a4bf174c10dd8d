"""Conversations of two people: whose they are, who may write, and what waits to be read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from alongside.boundaries.queries import kept_apart_pairs
from alongside.conversations.models import Conversation, Kind, Participant
from alongside.core.errors import Refused
from alongside.people.models import GONE_STAGES, Person

MOST_SHOWN = 5


def name_of(a: Person, b: Person) -> str:
    """`low:high`, the same whoever comes first."""
    return ":".join(str(pk) for pk in sorted((a.pk, b.pk)))


def may_write(a: Person, b: Person) -> bool:
    """Whether these two may write to each other now: staff and everyone; others unless something keeps them apart.

    Nobody writes to someone who is gone. One query where both are members.
    """
    if a.stage in GONE_STAGES or b.stage in GONE_STAGES:
        return False
    return a.is_staff or b.is_staff or not kept_apart_pairs([a.pk, b.pk])


def other_of(conversation: Conversation, person: Person) -> Participant | None:
    """The other one's part in a conversation of two, with the person loaded. One query."""
    return others_of([conversation], person).get(conversation.pk)


def written_to(conversation: Conversation, by: Person) -> Participant | None:
    """The part of whoever `by` writes to in a conversation of two. Raises Refused where they may not now."""
    other = other_of(conversation, by)
    if other is not None and not may_write(by, other.person):
        raise Refused(_("This conversation has ended. You can still read it."))
    return other


def others_of(conversations: Iterable[Conversation], person: Person) -> dict[int, Participant]:
    """The same for several, by the conversation's row number. One query."""
    rows = Participant.objects.filter(conversation__in=list(conversations), conversation__kind=Kind.PAIR)
    rows = rows.exclude(person=person).select_related("person__program", "person__account")
    return {row.conversation_id: row for row in rows}


@dataclass(frozen=True)
class Waiting:
    """A conversation of two in which the other wrote something that the reader hasn't opened."""

    conversation: Conversation
    sender: Person


def waiting_for(person: Person) -> list[Waiting]:
    """What waits for `person` to be read, newest conversation first. Two queries, one where nothing waits.

    Writing counts as having read, so what is beyond `read_seq` is the other's.
    """
    parts = Participant.objects.filter(
        person=person, conversation__kind=Kind.PAIR, conversation__head__gt=F("read_seq")
    ).select_related("conversation")
    unread = [part.conversation for part in parts.order_by("-conversation_id")[:MOST_SHOWN]]
    others = others_of(unread, person) if unread else {}
    return [Waiting(each, others[each.pk].person) for each in unread if each.pk in others]
