"""What begins to wait, and what counts as an answer. Nothing of the words is judged but whether they ask.

In groups, circles and topics three things wait: an author's first post there, a question, and what its author marks
"I'd like company". In a line to the care team whatever the person writes waits, as one, until staff answer.

A message of another person answers
- the post of which they have said that they answer it;
- the post that it quotes, or at whose side it stands;
- whatever waits of the author at whose other messages it does so, or whom it names;
- without any of these, what waits of the author whose post stands nearest above it, unless it asks for something
  itself: someone's own question is no answer, and neither is the first thing that someone ever says.

Someone's first post in a place that answers another doesn't wait, unless it is the first thing they ever say.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from alongside.conversations.models import Conversation, Kind, Message, Why
from alongside.people.models import Person

PLACES = frozenset({Kind.GROUP, Kind.CIRCLE, Kind.TOPIC})
"""Where posts wait. In a session someone is there; between two people it is theirs."""

_ASKS = re.compile(r"[?？؟][?？؟!.…'\"’”»)\]]*(\s|$)|¿|՞")
_ADDRESS = re.compile(r"\S+://\S+|www\.\S+")


def is_question(body: str) -> bool:
    """Whether a sentence of it ends as a question does. An address with a question mark in it asks nothing."""
    return bool(_ASKS.search(_ADDRESS.sub(" ", body)))


def why(conversation: Conversation, message: Message, author: Person, *, first: bool) -> Why | None:
    """Why `message` waits, or None. `first`: the author has said nothing here before."""
    if conversation.kind == Kind.LINE:
        return Why.LINE if author.pk == conversation.about_id else None
    if conversation.kind not in PLACES or author.is_staff:
        return None
    if message.wants_company:
        return Why.COMPANY
    if is_question(message.body):
        return Why.QUESTION
    return Why.FIRST if first and message.thread_id is None else None


@dataclass(frozen=True)
class Post:
    """A post that waits, as far as answers go."""

    pk: int
    message: int
    thread: int | None
    author: int
    seq: int
    taker: int | None = None


def answered(
    posts: Sequence[Post], message: Message, mentioned: Collection[int], *, asks: bool, targets: Collection[int]
) -> list[Post]:
    """Which of `posts`, none of them the message's author's, it answers.

    `asks`: it asks for something itself. `targets`: whose messages it quotes and stands beside.
    """
    explicit = {pk for pk in (message.reply_to_id, message.thread_id) if pk is not None}
    named = set(mentioned)
    found = [post for post in posts if post.author in named or post.taker == message.author_id]
    if explicit:
        own = [post for post in posts if post.message in explicit]
        beside = [post for post in posts if post.thread is not None and post.thread == message.thread_id]
        met = {post.author for post in own}
        others = [post for post in posts if post.author in targets and post.author not in met]
        found += [*own, *beside, *others]
    elif not named and not asks:
        main = [post for post in posts if post.thread is None and post.seq < message.seq]
        nearest = max(main, key=lambda post: post.seq, default=None)
        found += [post for post in posts if nearest is not None and post.author == nearest.author]
    return list({post.pk: post for post in found}.values())
