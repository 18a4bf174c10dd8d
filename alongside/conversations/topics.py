"""Who may be on a conversation's topic: whoever takes part now, and in the forum the whole program.

Typing is a signal; it is never stored, and only those who show it may send it. Whoever was asked to be written to, and
hasn't said yes, reads without a sign. What is kept live of the time before someone came isn't theirs to hear.
"""

from collections.abc import Sequence

from django.db.models import F, FilteredRelation, Q

from alongside.conversations.access import may_read_forum
from alongside.conversations.models import Conversation, Kind
from alongside.live.topics import Grant, grants
from alongside.people.models import Person
from alongside.people.stages import policy

SIGNALS = frozenset({"typing"})


@grants("conversation", many=True)
def on_conversations(person: Person, topics: Sequence[str]) -> dict[str, Grant]:
    """One query, however many."""
    by_id = {topic.partition(":")[2]: topic for topic in topics}
    if not policy(person).may_sign_in:
        return {}
    rows = (
        Conversation.objects.filter(public_id__in=by_id, program=person.program_id)
        .annotate(mine=FilteredRelation("participants", condition=Q(participants__person=person)))
        .annotate(part=F("mine__id"), ended=F("mine__until"), asked=F("mine__asked_at"))
        .annotate(since=F("mine__events_from"))
        .values_list("public_id", "kind", "part", "ended", "asked", "since")
    )
    signals = SIGNALS if person.shows_typing else frozenset()
    found: dict[str, Grant] = {}
    for public_id, kind, part, ended, asked, since in rows:
        if (part is not None and ended is None) or (kind == Kind.TOPIC and may_read_forum(person)):
            found[by_id[public_id]] = Grant(signals=frozenset() if asked is not None else signals, since=since or 0)
    return found


def on_conversation(person: Person, topic: str) -> Grant | None:
    """The same for one."""
    return on_conversations(person, [topic]).get(topic)
