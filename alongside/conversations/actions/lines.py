"""The line between a person and their care team."""

from alongside.conversations import belonging
from alongside.conversations.actions.following import settle
from alongside.conversations.actions.posting import post_first
from alongside.conversations.models import Conversation, Kind, Message
from alongside.core import clock
from alongside.core.actions import Actor, action
from alongside.people.models import Person


@action("conversations.open_line")
def open_line(person: Person, *, by: Actor) -> Conversation:
    """The line of `person`, made when it isn't there yet, with those who look after them now.

    Raises ValueError for someone on staff: they are the other side.
    """
    if person.is_staff:
        raise ValueError(f"person {person.pk} is on staff and has no line")
    line, made = Conversation.objects.get_or_create(
        about=person, defaults={"program_id": person.program_id, "kind": Kind.LINE, "made_at": clock.now()}
    )
    if made:
        settle(line, belonging.on_lines([person])[person.pk], by=by)
    return line


@action("conversations.write_to_team")
def write_to_team(body: str, *, by: Person, key: str) -> Message:
    """What `by` writes to their care team. Raises Refused as `post_message`, and then no line was opened either."""
    return post_first(open_line(by, by=by), body, by=by, key=key)
