"""What is said begins to wait, and ends what waits. Called in the transaction of what happened."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection

from alongside.conversations import events as stream
from alongside.conversations.models import Conversation, Kind, Mention, Message, Offer, Rung, WaitingPost, Why
from alongside.conversations.waiting import events, rules, times
from alongside.conversations.waiting.rules import Post
from alongside.conversations.waiting.shape import not_waiting
from alongside.core import clock, rows
from alongside.core.actions import System
from alongside.notify.actions import seen
from alongside.people.models import Person

WAITING = System("waiting clock")
# One query for both: whether its author has said something here before, and what waits here.
_THERE = (
    "SELECT t.before, w.id, w.message_id, m.thread_id, w.author_id, m.seq, w.taken_by_id FROM (SELECT CASE WHEN EXISTS "
    "(SELECT 1 FROM conversations_message WHERE author_id = %s AND conversation_id = %s AND seq < %s AND gone = '') "
    "THEN 1 ELSE 0 END AS before) t "
    "LEFT JOIN conversations_waitingpost w ON w.conversation_id = %s AND w.ended_at IS NULL "
    "LEFT JOIN conversations_message m ON m.id = w.message_id ORDER BY w.id DESC LIMIT 200"
)


def said(conversation: Conversation, message: Message, mentioned: Collection[int] | None = None) -> None:
    """`message` was said: it may answer what waits there, and it may itself begin to wait.

    `mentioned`: row numbers of the people it names; None where the caller doesn't have them. One query, where nothing
    waits.
    """
    not_waiting(message)
    if conversation.kind not in rules.PLACES and conversation.kind != Kind.LINE:
        return
    with connection.cursor() as cursor:
        cursor.execute(_THERE, [message.author_id, conversation.pk, message.seq, conversation.pk])
        found = cursor.fetchall()
    posts = [Post(*row) for _before, *row in found if row[0] is not None]
    why = rules.why(conversation, message, message.author, first=not found[0][0])
    if conversation.kind == Kind.LINE:
        if why is None and message.author.is_staff:
            _answered(posts, message)
        if why is None or posts:
            return
    elif others := [post for post in posts if post.author != message.author_id]:
        if mentioned is None:
            mentioned = set(Mention.objects.filter(message=message).values_list("person", flat=True))
        targets = {each.author_id for each in (message.reply_to, message.thread) if each is not None}
        joins = why == Why.FIRST and _has_spoken(message)
        asks = why is not None and not joins
        met = rules.answered(others, message, mentioned, asks=asks, targets=targets)
        _answered(met, message)
        if joins and met:
            return  # they came to answer someone
    if why is not None:
        _begin(conversation, message, why)


def gone(message: Message) -> None:
    """It was taken back or removed: nobody needs to answer it any more."""
    for post in _locked([message.pk], "message"):
        end(post)


def end(post: WaitingPost, answer: Message | None = None) -> None:
    """It waits no more: because of `answer`, or because nobody needs to answer it. For a locked post, in an action."""
    at = answer.at if answer is not None else clock.now()
    post.ended_at, post.next_at = at, None
    if answer is not None:
        post.answered_at, post.answered_by = at, answer.author
    post.save(update_fields=["ended_at", "next_at", "answered_at", "answered_by"])
    stream.waits(post.conversation, post)
    if post.rung > Rung.NOBODY or post.taken_by_id is not None:
        for offer in Offer.objects.filter(waiting=post).select_related("person"):
            seen(offer.person, f"asked:{offer.public_id}", by=WAITING)
    if post.rung == Rung.COUNSELOR:
        events.ended(post)


def _has_spoken(message: Message) -> bool:
    """Whether its author has said something before, here or elsewhere. One query."""
    return Message.objects.filter(author=message.author_id).exclude(pk=message.pk).exists()


def _begin(conversation: Conversation, message: Message, why: str) -> None:
    post = WaitingPost(
        program_id=conversation.program_id,
        message=message,
        conversation=conversation,
        author=message.author,
        why=why,
        since=message.at,
    )
    if conversation.kind == Kind.LINE:
        program = message.author.program
        post.promised_at = times.line_promise(program, message.at)
        post.next_at = times.line_card(program, message.at, post.promised_at)
    else:
        post.next_at = times.due(post, Rung.PEERS)
    rows.insert([post])


def _answered(posts: Iterable[Post], answer: Message) -> None:
    for post in _locked([each.pk for each in posts], "pk"):
        end(post, answer)


def _locked(numbers: list[int], field: str) -> list[WaitingPost]:
    """Those that still wait, held until the transaction ends, always in the same order."""
    if not numbers:
        return []
    held = WaitingPost.objects.select_for_update().filter(**{f"{field}__in": numbers}, ended_at=None)
    pks = list(held.order_by("pk").values_list("pk", flat=True))
    if not pks:
        return []
    return list(WaitingPost.objects.select_related("message", "conversation", "taken_by").filter(pk__in=pks))


def lock(post: WaitingPost | None, *, of: Message | None = None) -> WaitingPost | None:
    """The post as it is now, or the one of a message; None once it waits no more."""
    numbers, field = ([post.pk], "pk") if post is not None else ([of.pk if of is not None else 0], "message")
    found = _locked(numbers, field)
    return found[0] if found else None


def moved(post: WaitingPost, at: datetime | None, *, to: Person | None = None, until: datetime | None = None) -> None:
    """Who has said that they answer, by when, and when the next are asked. For a locked post, in an action."""
    before = (post.taken_by_id, post.promised_at)
    post.taken_by, post.promised_at, post.next_at = to, until, at
    post.save(update_fields=["taken_by", "promised_at", "next_at", "rung", "peers_may"])
    if before != (post.taken_by_id, post.promised_at):
        stream.waits(post.conversation, post)
