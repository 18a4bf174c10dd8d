"""The worker listens: every second it looks at what was said since, beside the people who wait for their answer."""

import logging

from alongside.conversations.models import Conversation, Kind, Message
from alongside.core.jobs import every
from alongside.moderation.models import PhraseRules
from alongside.moderation.phrases import actions
from alongside.moderation.phrases.matching import Matcher
from alongside.moderation.phrases.queries import phrases_of

log = logging.getLogger(__name__)
BATCH = 200
MOST_BATCHES = 10


@every(seconds=1, name="moderation.hear")
def hear_new_messages() -> int:
    """Look at what nobody has looked at. Returns how many messages. One that fails holds up no other."""
    count = last = 0
    for _turn in range(MOST_BATCHES):
        batch = list(
            Message.objects.filter(heard_at=None, pk__gt=last)
            .select_related("conversation__program", "author", "conversation__topic")
            .order_by("pk")[:BATCH]
        )
        if not batch:
            break
        count, last = count + len(batch), batch[-1].pk
        _hear(batch)
        if len(batch) < BATCH:
            break
    return count


def _hear(batch: list[Message]) -> None:
    ears: dict[int, tuple[Matcher, bool]] = {}
    found = []
    for message in batch:
        chat = message.conversation
        if chat.program_id not in ears:
            ears[chat.program_id] = _ear_of(message)
        matcher, in_private = ears[chat.program_id]
        if _is_looked_at(message, in_private) and matcher.finds(_words(chat, message)):
            found.append(message)
    try:
        actions.hear(batch, found, by=actions.EAR)
    except Exception:
        log.exception("a batch of %s messages from %s on could not be heard at once", len(batch), batch[0].public_id)
        for message in batch:
            _hear_alone(message, message in found)


def _hear_alone(message: Message, found: bool) -> None:
    try:
        actions.hear([message], [message] if found else [], by=actions.EAR)
    except Exception:
        log.exception("message %s could not be heard", message.public_id)


def _ear_of(message: Message) -> tuple[Matcher, bool]:
    program = message.conversation.program
    rules = PhraseRules.objects.filter(program=program).first() or actions.begin_phrases(program, by=actions.EAR)
    return Matcher(phrase.text for phrase in phrases_of(program)), rules.in_private


def _is_looked_at(message: Message, in_private: bool) -> bool:
    """Not what staff write, what is gone again, or what two people write where the program hasn't chosen so."""
    if message.author.is_staff or message.gone:
        return False
    return in_private or message.conversation.kind != Kind.PAIR


def _words(chat: Conversation, message: Message) -> str:
    """The body; of a topic's first message the title, too."""
    topic = getattr(chat, "topic", None) if chat.kind == Kind.TOPIC and message.seq == 1 else None
    return f"{topic.title}\n{message.body}" if topic is not None else message.body
