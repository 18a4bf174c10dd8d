"""Finding messages among those that one may read. `index` and `drop` are called in the transaction of the change.

Words stay sealed where they are stored; the index holds keyed fingerprints of them. See docs/decisions/0016.
"""

from datetime import UTC, date

from alongside.conversations.models import Conversation, Kind, Message
from alongside.conversations.search.engines import engine
from alongside.conversations.search.fingerprints import MOST_WORDS, tokens_for, words_in


def index(message: Message, body: str) -> None:
    """Make `message` findable by its words, or by its new ones after an edit. Its conversation must be loaded."""
    engine().put(message.pk, message.conversation_id, tokens_of(message, message.conversation, body))


def drop(message: Message) -> None:
    """Make it unfindable."""
    engine().drop(message.pk)


def tokens_of(message: Message, conversation: Conversation, body: str) -> list[str]:
    """What the index holds of a message."""
    words: set[str] = set()
    for word, _from, _to in words_in(searched_text(message, conversation, body)):
        words.add(word)
        if len(words) >= MOST_WORDS:
            break
    return [*places_of(message, conversation), *sorted({token for word in words for token in tokens_for(word)})]


def places_of(message: Message, conversation: Conversation) -> list[str]:
    """Where a message belongs, as the index knows it."""
    day = message.at.astimezone(UTC).date()
    places = [f"c{conversation.pk}", f"a{message.author_id}", day_token(day), month_token(day)]
    return [*places, f"f{conversation.program_id}"] if conversation.kind == Kind.TOPIC else places


def searched_text(message: Message, conversation: Conversation, body: str) -> str:
    """A topic is found by its title, too: at its first message."""
    if conversation.kind == Kind.TOPIC and message.seq == 1:
        return f"{conversation.topic.title}\n{body}"
    return body


def day_token(day: date) -> str:
    """Of a day in UTC."""
    return f"d{day.toordinal()}"


def month_token(day: date) -> str:
    """Of that day's month."""
    return f"m{day.year * 12 + day.month - 1}"
