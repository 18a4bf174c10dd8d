"""The ties of a program in columns: recorded one event at a time, or rebuilt from all of them. Both are the same state.

One core records some million events a second in bulk. Numbers per tie and memory: docs/decisions/0022-ties.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, isinf
from types import ModuleType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from alongside.engine.ties.kinds import CODES, DECAYS, KINDS, TWO_WAY_WINDOW, Kind
from alongside.engine.ties.layout import ENTRY, FREE_NODE, MOST_PAIRS, N_ENTRIES, N_NODES, N_PAIRS, PAIR

_TABLE: Final = np.array([(DECAYS[kind].seconds, DECAYS[kind].two_way) for kind in KINDS], np.float64)
_WINDOW: Final = TWO_WAY_WINDOW.total_seconds()
_FEWEST: Final = 64  # rows that an empty state has room for


@lru_cache(maxsize=1)
def _kernel() -> ModuleType:
    """What numba compiles: importing it takes a second or two."""
    from alongside.engine.ties import kernel

    return kernel


@dataclass(frozen=True)
class Events:
    """Contact in columns of one length, in any order.

    `at`: seconds since 1970; `actor`, `target`: people as 0..people-1; `kind`: `CODES[kind]`; `amount`: above 0, 1 for
    one act. Contact in a small room is two events, one each way.
    """

    at: npt.NDArray[np.float64]
    actor: npt.NDArray[np.int64] | npt.NDArray[np.int32]
    target: npt.NDArray[np.int64] | npt.NDArray[np.int32]
    kind: npt.NDArray[np.uint8]
    amount: npt.NDArray[np.float64] | npt.NDArray[np.float32]

    @classmethod
    def of(cls, rows: Iterable[tuple[float, int, int, Kind, float]]) -> Events:
        """Columns from rows (at, actor, target, kind, amount)."""
        listed = list(rows)
        return cls(
            np.array([row[0] for row in listed], np.float64),
            np.array([row[1] for row in listed], np.int64),
            np.array([row[2] for row in listed], np.int64),
            np.array([CODES[row[3]] for row in listed], np.uint8),
            np.array([row[4] for row in listed], np.float64),
        )

    def __len__(self) -> int:
        return len(self.at)

    def check(self, people: int) -> None:
        """Raises ValueError that names the first event which can't be, and why."""
        columns = (self.at, self.actor, self.target, self.kind, self.amount)
        if any(column.ndim != 1 or len(column) != len(self.at) for column in columns):
            raise ValueError(f"the columns must be flat and of one length, not {[column.shape for column in columns]}")
        if any(column.dtype.kind not in "iu" for column in columns[1:4]):
            raise ValueError("people and kinds must be whole numbers")
        for wrong, why in (
            (~np.isfinite(self.at), "its moment isn't a number"),
            (~((self.amount > 0) & np.isfinite(self.amount)), "its amount isn't above 0"),
            (self.actor == self.target, "it is someone's contact with themselves"),
            (~_among(self.actor, people), f"its actor isn't one of {people} people"),
            (~_among(self.target, people), f"its target isn't one of {people} people"),
            (~_among(self.kind, len(KINDS)), "its kind is unknown"),
        ):
            if wrong.any():
                raise ValueError(f"event {int(wrong.argmax())} can't be recorded: {why}")


def _among(column: npt.NDArray[Any], below: int) -> npt.NDArray[np.bool_]:
    return (column >= 0) & (column < below)


class Ties:
    """Who is in contact with whom among `people`, exact at any moment from the newest event on (`reading.py`).

    Grows as needed; nothing is ever forgotten. To take someone out, rebuild from a record without them.
    """

    def __init__(self, people: int) -> None:
        if people < 0:
            raise ValueError(f"there can't be {people} people")
        self.people = people
        self.newest = float("-inf")  # the newest event's moment
        self.events = 0
        self.slots = np.full(4 * _FEWEST, -1, np.int32)
        self._pairs = np.zeros(_FEWEST, PAIR)
        self._entries = np.zeros(2 * _FEWEST, ENTRY)
        self._node_at = np.zeros(_FEWEST, np.float64)
        self._node_next = np.zeros(_FEWEST, np.int32)
        self._used = np.zeros(4, np.int64)
        self._used[FREE_NODE] = -1

    @property
    def pairs(self) -> npt.NDArray[Any]:
        """One row for each pair that ever had contact or company (layout.PAIR)."""
        return self._pairs[: self._used[N_PAIRS]]

    @property
    def entries(self) -> npt.NDArray[Any]:
        """One row for each such pair and kind (layout.ENTRY)."""
        return self._entries[: self._used[N_ENTRIES]]

    @property
    def node_at(self) -> npt.NDArray[np.float64]:
        """Moments of contacts that may still become two-way, by node."""
        return self._node_at[: self._used[N_NODES]]

    @property
    def used_bytes(self) -> int:
        """Memory that holds something: rows, open contacts, and the table that finds pairs."""
        nodes = int(self._used[N_NODES]) * (self._node_at.itemsize + self._node_next.itemsize)
        return self.pairs.nbytes + self.entries.nbytes + nodes + self.slots.nbytes

    def enlarge(self, people: int) -> None:
        """Let new people in: from now on there are `people`."""
        if people < self.people:
            raise ValueError(f"{self.people} people can't become {people}")
        self.people = people

    def add(self, at: float, actor: int, target: int, kind: Kind, amount: float = 1.0) -> None:
        """Record one contact, late or not. O(1) amortised.

        Raises ValueError where `Events.check` would; nothing is recorded then.
        """
        if not isfinite(at):
            raise ValueError(f"a moment must be a number of seconds, not {at!r}")
        if not amount > 0 or isinf(amount):
            raise ValueError(f"an amount must be above 0, not {amount!r}")
        if actor == target:
            raise ValueError(f"person {actor} can't have contact with themselves")
        if not (0 <= actor < self.people and 0 <= target < self.people):
            raise ValueError(f"{actor} and {target} must be among {self.people} people")
        kernel = _kernel()
        arguments = (_TABLE, _WINDOW, float(at), int(actor), int(target), CODES[Kind(kind)], float(amount))
        while full := kernel.put(*self._memory(), *arguments):
            self._grow(full)
        self.events += 1
        self.newest = max(self.newest, at)

    def add_all(self, events: Events) -> None:
        """Record many contacts; any order gives the same state.

        Raises ValueError (`Events.check`); nothing is recorded then.
        """
        events.check(self.people)
        kernel = _kernel()
        columns = [
            np.ascontiguousarray(column, dtype)
            for column, dtype in (
                (events.at, np.float64),
                (events.actor, np.int64),
                (events.target, np.int64),
                (events.kind, np.uint8),
                (events.amount, np.float64),
            )
        ]
        many = len(events) > self.people
        order = kernel.by_lower(columns[1], columns[2], self.people) if many else np.arange(len(events))
        start = 0
        while start < len(events):
            full, start = kernel.put_all(*self._memory(), _TABLE, _WINDOW, *columns, order, start)
            if full:
                self._grow(full)
        self.events += len(events)
        self.newest = float(max(self.newest, events.at.max(initial=float("-inf"))))

    def _memory(self) -> tuple[npt.NDArray[Any], ...]:
        return self.slots, self._pairs, self._entries, self._node_at, self._node_next, self._used

    def _grow(self, full: int) -> None:
        """Half as much room again for what is full."""
        kernel = _kernel()
        if full == kernel.PAIRS_FULL:
            self._pairs = _longer(self._pairs)
            if len(self._pairs) > MOST_PAIRS:
                raise ValueError(f"more than {MOST_PAIRS} ties")
            if 2 * len(self._pairs) > len(self.slots):
                self.slots = np.full(2 * len(self.slots), -1, np.int32)
                kernel.rehash(self.slots, self._pairs, int(self._used[N_PAIRS]))
        elif full == kernel.ENTRIES_FULL:
            self._entries = _longer(self._entries)
        else:
            self._node_at = _longer(self._node_at)
            self._node_next = _longer(self._node_next)


def _longer(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    longer = np.zeros(len(column) + len(column) // 2, column.dtype)
    longer[: len(column)] = column
    return longer


def rebuild(events: Events, people: int) -> Ties:
    """The ties that a whole record gives: the state that adding its events one by one, in any order, leads to.

    Raises ValueError (`Events.check`).
    """
    ties = Ties(people)
    ties.add_all(events)
    return ties
