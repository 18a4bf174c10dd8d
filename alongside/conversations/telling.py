"""Who is told, away from the page, that something was said: off the hot path, each message once.

In a session and in small rooms nobody is: what is said there is for those who are there. Otherwise those who take part
and haven't read it, and never where something keeps them from the author. A request is told of once, however many
words it has. Of a group, circle or topic there is one piece of news until it was opened; of two people's words one an
hour.
"""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from alongside.boundaries.queries import cut_pairs
from alongside.conversations.models import Conversation, Kind, Mention, Message, Participant
from alongside.conversations.reach import in_gaps
from alongside.notify.actions import Telling
from alongside.notify.models import Occasion
from alongside.notify.queries import unseen
from alongside.people.models import Person
from alongside.people.stages import is_suspended

QUIET_KINDS = frozenset({Kind.SESSION, Kind.SMALL_ROOM})
PRIVATE_KINDS = frozenset({Kind.PAIR, Kind.LINE})
NEWS_FOR = timedelta(days=1)
"""What is older when its turn comes is told to nobody."""
ONE_AN_HOUR = timedelta(hours=1)
MOST_AT_ONCE = 100


def untold() -> list[Message]:
    """The next messages whose turn it is, oldest first. One query."""
    rows = Message.objects.filter(told_at=None).order_by("pk")
    rows = rows.select_related("conversation__group", "conversation__circle", "conversation__about", "author")
    return list(rows.select_related("conversation__topic", "reply_to", "thread")[:MOST_AT_ONCE])


def news_of(message: Message, at: datetime) -> list[Telling]:
    """Who is told of it now. A handful of queries; none for what nobody is told of."""
    chat = message.conversation
    if chat.kind in QUIET_KINDS or message.gone or message.at < at - NEWS_FOR:
        return []
    named = _named(message)
    parts = _parts(message, named)
    if not parts:
        return []
    cut = cut_pairs([message.author_id, *parts])
    prefix = prefix_of(chat)
    waits = unseen(parts, prefix)
    waits_freshly = unseen(parts, prefix, since=at - ONE_AN_HOUR)
    found = []
    for pk, part in parts.items():
        if frozenset((message.author_id, pk)) in cut or is_suspended(part.person, at):
            continue
        if part.asked_at is not None:
            # The same key each time: a request is told of once, whatever becomes of it.
            found.append(_telling(message, part.person, Occasion.PRIVATE, f"{prefix}:asked"))
        elif chat.kind in PRIVATE_KINDS:
            if pk not in waits_freshly:
                found.append(_telling(message, part.person, Occasion.PRIVATE, f"{prefix}:{message.seq}"))
        elif pk in named:
            found.append(_telling(message, part.person, Occasion.MENTION, f"{prefix}:{message.seq}"))
        elif pk not in waits:
            found.append(_telling(message, part.person, Occasion.TALK, f"{prefix}:{message.seq}"))
    return found


def prefix_of(chat: Conversation) -> str:
    """What all notices about a conversation begin with; reading it makes them seen."""
    return f"talk:{chat.public_id}"


def _parts(message: Message, named: set[int]) -> dict[int, Participant]:
    """Who could be told, by row number, with the person and their account. Named ones hear of a topic in any case."""
    chat = message.conversation
    wanted = Q(follows=True) | Q(person__in=named) if chat.kind == Kind.TOPIC else Q(follows=True)
    rows = Participant.objects.filter(wanted, conversation=chat, until=None, read_seq__lt=message.seq)
    rows = rows.exclude(person=message.author_id).select_related("person__program", "person__account")
    found = {row.person_id: row for row in rows if not in_gaps(row.gaps, message.seq)}
    if chat.kind == Kind.TOPIC:
        strangers = named - {message.author_id}
        strangers -= set(Participant.objects.filter(conversation=chat).values_list("person_id", flat=True))
        people = Person.objects.filter(pk__in=strangers, program=chat.program_id)
        for person in people.select_related("program", "account"):
            found[person.pk] = Participant(conversation=chat, person=person, since=message.at)
    return found


def _named(message: Message) -> set[int]:
    """Who is named in it, quoted by it, or began what it stands beside."""
    named = set(Mention.objects.filter(message=message).values_list("person_id", flat=True))
    return named | {each.author_id for each in (message.reply_to, message.thread) if each is not None}


def _telling(message: Message, person: Person, occasion: Occasion, key: str) -> Telling:
    link = f"/conversations/{message.conversation.public_id}/"
    with translation.override(person.language):
        return Telling(person, occasion, key, link, words=_words(message, person))


def _words(message: Message, reader: Person) -> str:
    """Who and where, for who chose to read that. Never a word of what was said."""
    chat, who = message.conversation, message.author.display_name
    if chat.kind == Kind.LINE and chat.about_id == reader.pk:
        return _("%(name)s, of your care team") % {"name": who}
    where = ""
    if chat.group is not None:
        where = chat.group.name
    elif chat.circle is not None:
        where = chat.circle.name
    elif chat.kind == Kind.TOPIC:
        where = chat.topic.title
    return _("%(name)s, in %(place)s") % {"name": who, "place": where} if where else who
