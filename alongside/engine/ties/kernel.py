"""Recording an event in constant time, in the part of Python that numba compiles. Only `record.py` imports this.

Everything that is compiled stands in this file, and what it depends on comes in as arguments: numba keeps its machine
code by the file's own date, and would not see that another file changed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import config, int64, njit, uint64

from alongside.engine.seating.machine import cache_folder
from alongside.engine.ties.layout import (
    FREE_NODE,
    KIND_BITS,
    KIND_MASK,
    MIX_1,
    MIX_2,
    N_ENTRIES,
    N_NODES,
    N_PAIRS,
    T_HALF_LIFE,
    T_TWO_WAY,
)

# Beside the planner's machine code; numba's own choice fails where neither the package nor a home can be written.
if not getattr(config, "CACHE_DIR", ""):
    config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]

DONE, PAIRS_FULL, ENTRIES_FULL, NODES_FULL = range(4)


@njit(cache=True, error_model="numpy")
def home(lo: Any, hi: Any, slots: Any) -> Any:
    """`layout.home`."""
    x = (uint64(lo) << uint64(32) | uint64(hi)) * uint64(MIX_1)
    x = (x ^ x >> uint64(32)) * uint64(MIX_2)
    return int64((x >> uint64(32)) & uint64(slots - 1))


@njit(cache=True, error_model="numpy")
def rehash(slots: Any, pairs: Any, count: Any) -> Any:
    """Fill empty `slots` (-1) with the first `count` pairs."""
    last = slots.shape[0] - 1
    for p in range(count):
        i = home(pairs[p].lo, pairs[p].hi, slots.shape[0])
        while slots[i] >= 0:
            i = (i + 1) & last
        slots[i] = p


@njit(cache=True, error_model="numpy")
def settle(row: Any, d: Any, node_at: Any, node_next: Any, used: Any) -> Any:
    """Drop direction d's open contacts that aren't after `met`; the newest of them is kept in `old`."""
    before = -1
    node = row.open[d]
    while node >= 0 and node_at[node] > row.met:
        before = node
        node = node_next[node]
    if node < 0:
        return
    row.old[d] = max(row.old[d], node_at[node])
    if before < 0:
        row.open[d] = -1
    else:
        node_next[before] = -1
    last = node
    while node_next[last] >= 0:
        last = node_next[last]
    node_next[last] = used[FREE_NODE]
    used[FREE_NODE] = node


@njit(cache=True, error_model="numpy")
def meet(row: Any, d: Any, at: Any, window: Any, node_at: Any, node_next: Any, used: Any) -> Any:
    """Record contact in direction d, and whether it makes a newer two-way moment.

    `met` is the newest moment by which both directions had happened within `window`, over all contacts
    whatever their order. For that to be exact, contacts after `met` must be kept: a late one may still pair with any of
    them. They go as soon as one is answered. In order this costs O(1); a late contact, the open ones that are newer.
    """
    other = 1 - d
    found = -np.inf
    node = row.open[other]
    while node >= 0 and node_at[node] > at + window:
        node = node_next[node]
    if node >= 0 and node_at[node] >= at - window:
        found = max(at, node_at[node])
    elif node < 0 and row.old[other] >= at - window:
        found = at
    if found > row.met:
        row.met = found
        row.old[d] = max(row.old[d], at)
        settle(row, 0, node_at, node_next, used)
        settle(row, 1, node_at, node_next, used)
        return
    if at <= row.met:
        row.old[d] = max(row.old[d], at)
        return
    before = -1
    node = row.open[d]
    while node >= 0 and node_at[node] > at:
        before = node
        node = node_next[node]
    if node >= 0 and node_at[node] == at:
        return
    new = used[FREE_NODE]
    if new >= 0:
        used[FREE_NODE] = node_next[new]
    else:
        new = used[N_NODES]
        used[N_NODES] += 1
    node_at[new] = at
    node_next[new] = node
    if before < 0:
        row.open[d] = new
    else:
        node_next[before] = new


@njit(cache=True, error_model="numpy")
def put(
    slots: Any,
    pairs: Any,
    entries: Any,
    node_at: Any,
    node_next: Any,
    used: Any,
    table: Any,
    window: Any,
    at: Any,
    actor: Any,
    target: Any,
    kind: Any,
    amount: Any,
) -> Any:
    """Record one event. DONE, or what is full: then nothing was changed."""
    if used[N_PAIRS] == pairs.shape[0]:
        return PAIRS_FULL
    if used[N_ENTRIES] == entries.shape[0]:
        return ENTRIES_FULL
    if used[N_NODES] == node_at.shape[0] and used[FREE_NODE] < 0:
        return NODES_FULL
    d = 0 if actor < target else 1
    lo = min(actor, target)
    hi = max(actor, target)
    i = home(lo, hi, slots.shape[0])
    p = slots[i]
    while p >= 0 and (pairs[p].lo != lo or pairs[p].hi != hi):
        i = (i + 1) & (slots.shape[0] - 1)
        p = slots[i]
    if p < 0:
        p = used[N_PAIRS]
        used[N_PAIRS] += 1
        slots[i] = p
        row = pairs[p]
        row.lo = lo
        row.hi = hi
        row.first = at
        row.met = -np.inf
        row.old[0] = -np.inf
        row.old[1] = -np.inf
        row.open[0] = -1
        row.open[1] = -1
        row.entry = -1
    row = pairs[p]
    row.first = min(row.first, at)
    e = row.entry
    while e >= 0 and entries[e].where & KIND_MASK != kind:
        e = entries[e].next
    if e < 0:
        e = used[N_ENTRIES]
        used[N_ENTRIES] += 1
        entry = entries[e]
        entry.value[0] = 0.0
        entry.value[1] = 0.0
        entry.times[0] = 0
        entry.times[1] = 0
        entry.as_of = at
        entry.where = p << KIND_BITS | kind
        entry.next = row.entry
        row.entry = e
    entry = entries[e]
    half_life = table[kind, T_HALF_LIFE]
    if at > entry.as_of:
        left = 2.0 ** ((entry.as_of - at) / half_life)
        entry.value[0] *= left
        entry.value[1] *= left
        entry.as_of = at
        entry.value[d] += amount
    elif at == entry.as_of:
        entry.value[d] += amount
    else:
        entry.value[d] += amount * 2.0 ** ((at - entry.as_of) / half_life)
    entry.times[d] += 1
    if table[kind, T_TWO_WAY] > 0:
        meet(row, d, at, window, node_at, node_next, used)
    return DONE


@njit(cache=True, error_model="numpy")
def by_lower(actor: Any, target: Any, people: Any) -> Any:
    """The events' order by the lower person of each pair, else as they came.

    Then a person's ties stay in the processor's cache while they are worked on: a third of the time for millions.
    """
    ends = np.zeros(people + 1, np.int64)
    for i in range(actor.shape[0]):
        ends[min(actor[i], target[i]) + 1] += 1
    for person in range(people):
        ends[person + 1] += ends[person]
    order = np.empty(actor.shape[0], np.int64)
    for i in range(actor.shape[0]):
        person = min(actor[i], target[i])
        order[ends[person]] = i
        ends[person] += 1
    return order


@njit(cache=True, error_model="numpy")
def put_all(
    slots: Any,
    pairs: Any,
    entries: Any,
    node_at: Any,
    node_next: Any,
    used: Any,
    table: Any,
    window: Any,
    at: Any,
    actor: Any,
    target: Any,
    kind: Any,
    amount: Any,
    order: Any,
    start: Any,
) -> Any:
    """Record events in `order` from `start` on. What stopped it (DONE at the end), and how many are recorded."""
    for place in range(start, order.shape[0]):
        i = order[place]
        full = put(
            slots,
            pairs,
            entries,
            node_at,
            node_next,
            used,
            table,
            window,
            at[i],
            int64(actor[i]),
            int64(target[i]),
            int64(kind[i]),
            float(amount[i]),
        )
        if full != DONE:
            return full, place
    return DONE, order.shape[0]
