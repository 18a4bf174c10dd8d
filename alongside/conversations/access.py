"""Who may open a conversation. Everyone else learns nothing, not even that it exists."""

from django.http import Http404

from alongside.conversations.models import Conversation, Kind, Message, Participant
from alongside.conversations.reach import reaches
from alongside.core import clock
from alongside.people.models import Person
from alongside.people.stages import is_suspended, policy

MOST_MOVES = 12
"""How often a conversation of two is followed to where it goes on: each time something came between them, and went."""


def may_read_forum(person: Person) -> bool:
    """Whether the topics of the program's forum are open to `person`. No query."""
    return policy(person).may_sign_in and not is_suspended(person, clock.now())


def get_part(person: Person, public_id: str) -> Participant:
    """The part `person` has or had in the conversation, with the conversation loaded. Raises Http404 otherwise.

    A topic of the forum is everyone's: to who never followed it, the answer is a part that isn't stored. Where a
    conversation goes on elsewhere for `person`, the answer is their part there.
    """
    rows = Participant.objects.select_related(
        "conversation__group", "conversation__circle", "conversation__about", "conversation__topic"
    )
    part = rows.filter(
        conversation__public_id=public_id, conversation__program=person.program_id, person=person
    ).first()
    for _step in range(MOST_MOVES):
        if part is None or part.moved_to_id is None:
            break
        part = rows.filter(conversation=part.moved_to_id, person=person).first()
    if part is None:
        part = _unsaved_part(person, public_id)
    if part.conversation.kind == Kind.TOPIC and not may_read_forum(person):
        raise Http404
    part.person = person
    return part


def _unsaved_part(person: Person, public_id: str) -> Participant:
    topic = (
        Conversation.objects.filter(public_id=public_id, program=person.program_id, kind=Kind.TOPIC)
        .select_related("topic")
        .first()
    )
    if topic is None:
        raise Http404
    return Participant(conversation=topic, person=person, since=topic.made_at, follows=False)


def may_see(part: Participant, seq: int) -> bool:
    """Whether a message of that number is among those `part` may read. No query."""
    return reaches(part.last_seq, part.gaps, seq)


def get_message(person: Person, conversation_id: str, message_id: str) -> Message:
    """A message that `person` may read, with its conversation, author and thread loaded. Raises Http404."""
    part = get_part(person, conversation_id)
    message = (
        Message.objects.filter(conversation=part.conversation, public_id=message_id)
        .select_related("conversation", "author__program", "thread", "reply_to__author")
        .first()
    )
    if message is None or not may_see(part, message.seq):
        raise Http404
    return message
