"""A message that someone handed to whoever is on call."""

from alongside.care.actions.help_calls import tell_on_call
from alongside.care.models import Kind, ReachOut, Reason
from alongside.conversations.models import Message
from alongside.core.actions import action, current
from alongside.people.models import Person


def key_of(message: Message) -> str:
    return f"{Kind.HANDED}:{message.public_id}"


@action("care.hand_message")
def hand_message(message: Message, *, by: Person) -> ReachOut:
    """Whoever is on call is told of its author now, and finds it there. A second one who hands it on tells nobody anew,
    and sees what becomes of it like the first."""
    Person.objects.select_for_update().only("pk").get(pk=message.author_id)
    known = Reason.objects.select_related("reach_out").filter(key=key_of(message)).first()
    if known is None:
        facts = {"conversation": message.conversation.public_id, "message": message.public_id, "by": [by.public_id]}
        return tell_on_call(message.author, Kind.HANDED, key=key_of(message), facts=facts, by=by)
    if by.public_id not in known.facts["by"]:
        known.facts["by"] = [*known.facts["by"], by.public_id]
        known.save(update_fields=["facts"])
    current().record(known.reach_out, again=True)
    return known.reach_out
