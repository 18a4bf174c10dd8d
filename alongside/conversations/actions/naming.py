"""Who is named in a message."""

from collections.abc import Sequence

from alongside.conversations.models import Kind, Mention, Message, Participant
from alongside.core import rows
from alongside.people.models import Person
from alongside.people.stages import stages_where

MOST_NAMED = 20
"""People named in one message."""


def name_people(message: Message, people: Sequence[Person]) -> tuple[Person, ...]:
    """Note who is named: of `people` those who take part, at most MOST_NAMED, in order. Two queries.

    In a conversation of two there is nobody else to name, and it would show who takes part.
    """
    wanted = {person.pk: person for person in people if person.pk != message.author_id}
    conversation = message.conversation
    if conversation.kind == Kind.PAIR or not wanted:
        return ()
    if conversation.kind == Kind.TOPIC:
        shown = Person.objects.filter(program=conversation.program_id, stage__in=stages_where("is_shown_to_others"))
        there = set(shown.filter(pk__in=wanted).values_list("pk", flat=True))
    else:
        parts = Participant.objects.filter(conversation=conversation, person__in=wanted, until=None)
        there = set(parts.values_list("person_id", flat=True))
    named = tuple(person for pk, person in wanted.items() if pk in there)[:MOST_NAMED]
    if named:
        rows.insert([Mention(message=message, person=person) for person in named])
    return named
