"""How far someone may read a conversation: up to where their part ended, and not what lies in its gaps.

One rule, asked of a number, of rows and of parts alike: pages, search, news and copies must never differ in it.
"""

from collections.abc import Sequence

from django.db.models import QuerySet

from alongside.conversations.models import Message

Gaps = Sequence[Sequence[int]]
"""Numbers that aren't theirs to read, as [first, last] pairs in order."""


def in_gaps(gaps: Gaps, seq: int) -> bool:
    """Whether the message of that number isn't theirs to read. No query."""
    return any(first <= seq <= last for first, last in gaps)


def reaches(last: int | None, gaps: Gaps, seq: int) -> bool:
    """Whether a part that ended at `last` (None: it goes on) reaches the message of that number. No query."""
    return (last is None or seq <= last) and not in_gaps(gaps, seq)


def within(rows: "QuerySet[Message]", last: int | None, gaps: Gaps) -> "QuerySet[Message]":
    """Of messages of one conversation, those that such a part reaches. No query."""
    if last is not None:
        rows = rows.filter(seq__lte=last)
    for first, end in gaps:
        rows = rows.filter(seq__gt=end) if first <= 1 else rows.exclude(seq__range=(first, end))
    return rows
