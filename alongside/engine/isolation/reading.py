"""The reader of the two CSV files of the contract, and what a contact is there.

Sentences raised here are English: they are for whoever runs the command line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from alongside.engine.isolation.model import KINDS
from alongside.engine.isolation.record import Record

EVENT_COLUMNS: Final = ("ts", "type", "actor", "target", "room")
CHECKPOINT_COLUMNS: Final = ("checkpoint_ts", "member")
TYPES: Final = ("message", "reply", "post", "react", "attend")
REACHED_PEOPLE: Final = 3  # a post reaches the last three others who posted in its room
REACHED_SECONDS: Final = 48 * 3600  # within two days
SMALL_ROOM: Final = 12  # more than this many attending are not in contact by being there
_LARGEST: Final = 2**53  # seconds; beyond it a float is no longer exact
_NUMBER: Final = {kind: i for i, kind in enumerate(KINDS)}


class Unreadable(ValueError):
    """A file does not follow the contract; the message is one sentence that says where."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Someone to be scored at a moment (epoch seconds). `name` and `written` are as they stand in the file."""

    at: int
    written: str
    name: str


@dataclass
class Community:
    """Everyone named, numbered in order of appearance, and the columns of a `Record`."""

    numbers: dict[str, int] = field(default_factory=dict)
    at: list[float] = field(default_factory=list)
    actor: list[int] = field(default_factory=list)
    target: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)

    def number(self, name: str) -> int:
        """The number of that name, a new one where it is new."""
        return self.numbers.setdefault(name, len(self.numbers))

    def add(self, at: int, actor: int, target: int, kind: str) -> None:
        """One contact; target -1: towards nobody."""
        self.at.append(at)
        self.actor.append(actor)
        self.target.append(target)
        self.kind.append(_NUMBER[kind])

    def record(self) -> Record:
        """The contacts as a record that holds everyone numbered so far."""
        return Record.of_columns(self.at, self.actor, self.target, self.kind, self.numbers.values())


def _rows(text: str, columns: tuple[str, ...], name: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, fields) of each row after the header."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [x.strip() for x in next(reader, [])]
        if tuple(header) != columns:
            raise Unreadable(f"{name} must begin with the columns {','.join(columns)}.")
        for row in reader:
            if not row:
                continue
            if len(row) != len(columns):
                raise Unreadable(f"{name}, line {reader.line_num}: {len(row)} fields instead of {len(columns)}.")
            yield reader.line_num, row
    except csv.Error as problem:
        raise Unreadable(f"{name}, line {reader.line_num}: not CSV ({problem}).") from None


def _seconds(text: str, name: str, line: int) -> int:
    plain = text.strip()
    digits = plain.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 17) or int(digits) > _LARGEST:
        raise Unreadable(f"{name}, line {line}: {plain[:40]!r} is not a whole number of seconds.")
    return int(plain)


def read_events(text: str, name: str = "events") -> Community:
    """The contacts of an events file: `ts,type,actor,target,room`, in order of time.

    Raises `Unreadable` with one sentence on anything that does not follow the contract.
    """
    found = Community()
    posted: dict[str, dict[int, int]] = {}  # room → who posted there → when last
    present: dict[str, list[int]] = {}
    before: int | None = None
    for line, (ts, kind, actor, target, room) in _rows(text, EVENT_COLUMNS, name):
        at = _seconds(ts, name, line)
        if before is not None and at < before:
            raise Unreadable(f"{name}, line {line}: earlier than the line before; events must be in order of time.")
        before = at
        if kind not in TYPES:
            raise Unreadable(f"{name}, line {line}: {kind[:40]!r} is not one of {', '.join(TYPES)}.")
        if not actor:
            raise Unreadable(f"{name}, line {line}: an event needs an actor.")
        who = found.number(actor)
        if kind == "post":
            found.add(at, who, -1, "post")
            _reach(found, posted.setdefault(room, {}), at, who)
        elif kind == "attend":
            found.add(at, who, -1, "attend")
            others = present.setdefault(room, [])
            if who not in others:
                for other in others if len(others) < SMALL_ROOM else ():
                    found.add(at, who, other, "met")
                others.append(who)
        else:
            found.add(at, who, found.number(target) if target else -1, kind)
    return found


def _reach(found: Community, posted: dict[int, int], at: int, who: int) -> None:
    near = sorted(((t, v) for v, t in posted.items() if v != who and at - t <= REACHED_SECONDS), reverse=True)
    for _, other in near[:REACHED_PEOPLE]:
        found.add(at, who, other, "reply")
    posted[who] = at


def read_checkpoints(text: str, name: str = "checkpoints") -> list[Checkpoint]:
    """Who is to be scored when, in the order of the file: `checkpoint_ts,member`.

    Raises `Unreadable` with one sentence on anything that does not follow the contract.
    """
    found = []
    for line, (ts, member) in _rows(text, CHECKPOINT_COLUMNS, name):
        if not member:
            raise Unreadable(f"{name}, line {line}: a checkpoint needs a member.")
        found.append(Checkpoint(_seconds(ts, name, line), ts.strip(), member))
    return found
