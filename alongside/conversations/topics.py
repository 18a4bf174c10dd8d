"""Who may be on a conversation's topic: whoever takes part now. Typing is a signal; it is never stored."""

from alongside.conversations.models import Participant
from alongside.live.topics import Grant, grants
from alongside.people.models import Person

SIGNALS = frozenset({"typing"})


@grants("conversation")
def on_conversation(person: Person, topic: str) -> Grant | None:
    public_id = topic.partition(":")[2]
    takes_part = Participant.objects.filter(
        conversation__public_id=public_id,
        conversation__program=person.program_id,
        person=person,
        until=None,
    ).exists()
    return Grant(signals=SIGNALS) if takes_part else None
