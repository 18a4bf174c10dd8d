"""Conversations of two people: whose they are, who may write, and what waits to be read.

`low:high` is the one that both take part in; `low:high/writer` is one in which the writer alone does, because something
keeps the two apart. With `.number` behind it, it is one that nobody takes part in any more. To its writer it is the
same in every way. Which it is, stands in `pair` and nowhere else: whatever is shown to one of the two comes from the
name of the conversation and from their own part, never from the other's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from alongside.boundaries.queries import is_cut
from alongside.conversations.models import Conversation, Kind, Participant
from alongside.core.errors import Refused
from alongside.people.models import GONE_STAGES, Person

MOST_SHOWN = 5
MOST_UNANSWERED = 3
"""Messages of a request, until the other has said yes."""


def name_of(a: Person, b: Person) -> str:
    """`low:high`, the same whoever comes first."""
    return ":".join(str(pk) for pk in sorted((a.pk, b.pk)))


def own_name(writer: Person, other: Person) -> str:
    """`low:high/writer`: a conversation in which `writer` alone takes part."""
    return f"{name_of(writer, other)}/{writer.pk}"


def two_of(pair: str) -> tuple[int, int]:
    """The row numbers of the two whose conversation is named so, the lower first, also of one that was left."""
    low, high = pair.partition("/")[0].partition(".")[0].split(":")
    return int(low), int(high)


def is_alone(pair: str) -> bool:
    """Whether what is written in a conversation of that name reaches its writer alone."""
    return "/" in pair


def other_pk(conversation: Conversation, person: Person) -> int:
    """The row number of the one who isn't `person`. No query. Raises ValueError for anyone else."""
    low, high = two_of(conversation.pair)
    if person.pk not in (low, high):
        raise ValueError(f"person {person.pk} is not of conversation {conversation.pk}")
    return high if person.pk == low else low


def may_write(a: Person, b: Person) -> bool:
    """Whether there is someone to write to: nobody writes to who is gone. What keeps two apart never shows here."""
    return a.stage not in GONE_STAGES and b.stage not in GONE_STAGES


def may_open(a: Person, b: Person) -> bool:
    """Whether the house may bring these two together: staff and everyone, others unless something cuts."""
    return may_write(a, b) and (a.is_staff or b.is_staff or not is_cut(a, b))


def other_of(conversation: Conversation, person: Person) -> Person | None:
    """The other one of a conversation of two, from its name. One query."""
    return others_of([conversation], person).get(conversation.pk)


def others_of(conversations: Iterable[Conversation], person: Person) -> dict[int, Person]:
    """The same for several, by the conversation's row number; other kinds are left out. One query."""
    wanted = {each.pk: other_pk(each, person) for each in conversations if each.kind == Kind.PAIR}
    if not wanted:
        return {}
    people = Person.objects.select_related("program", "account").in_bulk(set(wanted.values()))
    return {pk: people[other] for pk, other in wanted.items() if other in people}


def written_to(conversation: Conversation, by: Person) -> Participant | None:
    """The part of whoever reads what `by` writes in a conversation of two, or None where nobody does.

    The row must be locked, and count what `by` is writing. Raises Refused where the other is gone, and for more
    than a few words to someone who hasn't answered yet: the same in every case in which they haven't. Three queries.
    """
    fresh = Conversation.objects.only("pair", "accepted_at", "kind", "head").get(pk=conversation.pk)
    other = other_of(fresh, by)
    if other is None or not may_write(by, other):
        raise Refused(_("This conversation has ended. You can still read it."))
    parts = {row.person_id: row for row in Participant.objects.filter(conversation=fresh)}
    mine, theirs = parts.get(by.pk), parts.get(other.pk)
    asks = fresh.accepted_at is None and (mine is None or mine.asked_at is None)
    if asks and fresh.head > MOST_UNANSWERED:
        raise Refused(
            _("You have written %(count)s times. When %(name)s answers, you can go on.")
            % {"count": MOST_UNANSWERED, "name": other.display_name}
        )
    if theirs is None or theirs.until is not None:
        return None
    theirs.person = other
    return theirs


@dataclass(frozen=True)
class Waiting:
    """A conversation of two in which the other wrote something that the reader hasn't opened."""

    conversation: Conversation
    sender: Person


def waiting_for(person: Person) -> list[Waiting]:
    """What waits for `person` to be read, newest conversation first. Two queries, one where nothing waits.

    Writing counts as having read, so what is beyond `read_seq` is the other's. Requests are not among them.
    """
    parts = Participant.objects.filter(
        person=person,
        conversation__kind=Kind.PAIR,
        conversation__head__gt=F("read_seq"),
        until=None,
        asked_at=None,
    ).select_related("conversation")
    unread = [part.conversation for part in parts.order_by("-conversation_id")[:MOST_SHOWN]]
    others = others_of(unread, person) if unread else {}
    return [Waiting(each, others[each.pk]) for each in unread if each.pk in others]
