"""The index itself: SQLite's FTS5 and PostgreSQL's tsvector, behind two verbs for writing and one for finding.

A document holds tokens and nothing else: fingerprints of words, and where it belongs: `c<conversation>`, `a<author>`,
`d<day>`, and `f<program>` in the forum. Finding is always newest first and asks for documents below a number, so every
page costs what the first one costs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from django.db import connection

BUCKET = 1 << 14
"""Messages in one bucket of PostgreSQL's index, by their row number."""
_WINDOWS = (2, 8, 32)


@dataclass(frozen=True)
class Wanted:
    """One of `each` group's tokens must be in a document, for every group. `among`: of these conversations alone.

    Documents are numbered as their messages are; `above` and `below` are bounds, both exclusive. `day`: the newest of
    the days asked for. `windowed`: it may be that very many match.
    """

    each: tuple[frozenset[str], ...]
    above: int = 0
    below: int = 1 << 62
    among: tuple[int, ...] = field(default=())
    day: str = ""
    windowed: bool = True


class Engine(Protocol):
    def create(self) -> Iterable[str]: ...
    def put(self, number: int, conversation: int, tokens: Iterable[str]) -> None: ...
    def drop(self, number: int) -> None: ...
    def newest(self, wanted: Wanted, limit: int) -> list[int]: ...
    def sweep(self, above: int, upto: int) -> int: ...


class Sqlite:
    """FTS5 walks its lists from the newest document down and leaps over what can't match: it stops early by itself."""

    def create(self) -> Iterable[str]:
        # No positions and no lengths are kept: what isn't there tells nobody anything, and takes no room.
        yield (
            "CREATE VIRTUAL TABLE conversations_words "
            "USING fts5(words, detail = none, columnsize = 0, tokenize = 'ascii')"
        )

    def put(self, number: int, conversation: int, tokens: Iterable[str]) -> None:
        _run("REPLACE INTO conversations_words (rowid, words) VALUES (%s, %s)", number, " ".join(tokens))

    def drop(self, number: int) -> None:
        _run("DELETE FROM conversations_words WHERE rowid = %s", number)

    def newest(self, wanted: Wanted, limit: int) -> list[int]:
        # Tokens are letters and digits of our own making; nothing of it is anyone's words.
        match = " AND ".join(f"({' OR '.join(sorted(group))})" for group in wanted.each)
        return _numbers(self._among(wanted.among) if wanted.among else _FTS, match, wanted.above, wanted.below, limit)

    def _among(self, conversations: Iterable[int]) -> str:
        listed = ",".join(str(int(each)) for each in conversations)
        return (
            "SELECT conversations_words.rowid FROM conversations_words "  # noqa: S608
            "CROSS JOIN conversations_message said ON said.id = conversations_words.rowid "
            "WHERE conversations_words MATCH %s AND conversations_words.rowid > %s AND conversations_words.rowid < %s "
            f"AND said.conversation_id IN ({listed}) ORDER BY conversations_words.rowid DESC LIMIT %s"
        )

    def sweep(self, above: int, upto: int) -> int:
        return _run(
            "DELETE FROM conversations_words WHERE rowid > %s AND rowid <= %s AND rowid NOT IN "
            "(SELECT id FROM conversations_message WHERE id > %s AND id <= %s AND gone = '')",
            above,
            upto,
            above,
            upto,
        )


_FTS = (
    "SELECT rowid FROM conversations_words WHERE conversations_words MATCH %s AND rowid > %s AND rowid < %s "
    "ORDER BY rowid DESC LIMIT %s"
)


class Postgres:
    """A GIN index finds everything that matches before it can be sorted. So what may be common is looked for in
    windows, from the newest messages down: each document has a token of its bucket, and so a window is part of the
    index. Each group of tokens is a condition of its own: GIN leaps from one to the next, as it doesn't within a query.
    """

    def create(self) -> Iterable[str]:
        yield (
            "CREATE TABLE conversations_words "
            "(message_id bigint PRIMARY KEY, conversation_id bigint NOT NULL, words tsvector NOT NULL)"
        )
        yield "CREATE INDEX conversations_words_gin ON conversations_words USING gin (words) WITH (fastupdate = off)"

    def put(self, number: int, conversation: int, tokens: Iterable[str]) -> None:
        _run(
            "INSERT INTO conversations_words VALUES (%s, %s, array_to_tsvector(%s)) "
            "ON CONFLICT (message_id) DO UPDATE SET words = excluded.words",
            number,
            conversation,
            [*tokens, f"t{number // BUCKET}"],
        )

    def drop(self, number: int) -> None:
        _run("DELETE FROM conversations_words WHERE message_id = %s", number)

    def newest(self, wanted: Wanted, limit: int) -> list[int]:
        groups = [" | ".join(sorted(group)) for group in wanted.each]
        if not wanted.windowed:
            return self._within(groups, wanted, limit)
        found: list[int] = []
        for low, high in self._windows(wanted):
            # The last window is all that is left, so it needs no naming of buckets.
            buckets = [" | ".join(f"t{bucket}" for bucket in range(low, high))] if low else []
            above, below = max(low * BUCKET - 1, wanted.above), min(high * BUCKET, wanted.below)
            if above + 1 < below:
                part = replace(wanted, above=above, below=below)
                found += self._within([*groups, *buckets], part, limit - len(found))
            if len(found) >= limit:
                break
        return found

    def _windows(self, wanted: Wanted) -> Iterator[tuple[int, int]]:
        """Buckets, from and before: the newest two, eight, thirty-two, and all the rest.

        Where days are asked for, they begin with the newest day's, after what little (copies) stands above it.
        """
        high = self._top(wanted) + 1
        if wanted.day and (begin := self._top_of(wanted.day, wanted) + 1) < high:
            yield begin, high
            high = begin
        for size in _WINDOWS:
            if high <= size:
                break
            yield high - size, high
            high -= size
        yield 0, high

    def _top(self, wanted: Wanted) -> int:
        """The bucket of the newest document below."""
        sql = "SELECT coalesce(max(message_id), 0) FROM conversations_words WHERE message_id < %s"
        return _numbers(sql, wanted.below)[0] // BUCKET

    def _top_of(self, token: str, wanted: Wanted) -> int:
        """The bucket of the newest document below that has the token, or 0."""
        newest = self._within([token], Wanted((), below=wanted.below), 1)
        return newest[0] // BUCKET if newest else 0

    def _within(self, groups: Sequence[str], wanted: Wanted, limit: int) -> list[int]:
        # Materialized, so that no guess of the planner makes it read a million messages newest first instead.
        return _numbers(
            "WITH found AS MATERIALIZED (SELECT message_id FROM conversations_words "  # noqa: S608
            f"WHERE {' AND '.join(['words @@ %s::tsquery'] * len(groups))} AND message_id > %s AND message_id < %s "
            f"{'AND conversation_id = ANY(%s)' if wanted.among else ''}) "
            "SELECT message_id FROM found ORDER BY message_id DESC LIMIT %s",
            *groups,
            wanted.above,
            wanted.below,
            *([list(wanted.among)] if wanted.among else []),
            limit,
        )

    def sweep(self, above: int, upto: int) -> int:
        return _run(
            "DELETE FROM conversations_words WHERE message_id > %s AND message_id <= %s AND message_id NOT IN "
            "(SELECT id FROM conversations_message WHERE id > %s AND id <= %s AND gone = '')",
            above,
            upto,
            above,
            upto,
        )


def engine() -> Engine:
    """The index of this installation's database."""
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


def _run(sql: str, *values: Any) -> int:
    """How many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _numbers(sql: str, *values: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [number for (number,) in cursor.fetchall()]
