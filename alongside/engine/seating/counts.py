"""The counts behind the score, kept up to date while people change seats. Compiled by numba; see `kernel.py`.

Every number is an integer that a move changes by exactly what it takes back when undone: a long search
never drifts, and
the same seed gives the same plan everywhere. `t` and `d` are the tables of addresses and dimensions (`views.py`).
"""

from __future__ import annotations

from typing import Any

from numba import int64, njit, uint64
from numba.cpython.unsafe.numbers import trailing_zeros

from alongside.engine.seating import views
from alongside.engine.seating.layout import (
    APART,
    COUNTS,
    H_CARE,
    H_HARD,
    H_K,
    H_PAIRS,
    H_PHI,
    H_REPEAT,
    H_SEED,
    H_STALE,
    H_W,
    H_WARM,
    H_WARM_MISSES,
    H_WATCH_AVAIL,
    HARD,
    KNOWN,
    NO_RULE,
    PEOPLE,
    PRICED,
    R_ROOMS,
    TOGETHER,
    UNIT,
)

ONE = uint64(1)


@njit(forceinline=True, error_model="numpy")
def draw(t: Any, d: Any, below: Any) -> Any:
    """A number in 0..below-1 (xorshift64*)."""
    h = views.h(t, d)
    x = uint64(h[H_SEED])
    x ^= x >> uint64(12)
    x ^= x << uint64(25)
    x ^= x >> uint64(27)
    h[H_SEED] = int64(x)
    return int64(((x * uint64(2685821657736338717)) >> uint64(33)) * uint64(below) >> uint64(31))


@njit(forceinline=True, error_model="numpy")
def ones(x: Any) -> Any:
    """How many bits are set."""
    x = x - ((x >> ONE) & uint64(0x5555555555555555))
    x = (x & uint64(0x3333333333333333)) + ((x >> uint64(2)) & uint64(0x3333333333333333))
    x = (x + (x >> uint64(4))) & uint64(0x0F0F0F0F0F0F0F0F)
    return int64((x * uint64(0x0101010101010101)) >> uint64(56))


@njit(forceinline=True, error_model="numpy")
def fresher(t: Any, d: Any, q: Any, i: Any, by: Any) -> Any:
    h = views.h(t, d)
    fresh_at = views.fresh(t, d)
    avail_at = views.avail(t, d)
    before = fresh_at[q, i]
    fresh_at[q, i] = before + by
    if avail_at[q, i] > 0:
        h[H_STALE] += int64(before + by == 0) - int64(before == 0)


@njit(forceinline=True, error_model="numpy")
def wider(t: Any, d: Any, q: Any, i: Any, by: Any) -> Any:
    h = views.h(t, d)
    fresh_at = views.fresh(t, d)
    avail_at = views.avail(t, d)
    before = avail_at[q, i]
    avail_at[q, i] = before + by
    if fresh_at[q, i] == 0:
        h[H_STALE] += int64(before + by > 0) - int64(before > 0)


@njit(forceinline=True, error_model="numpy")
def warmer(t: Any, d: Any, q: Any, i: Any, seen: Any, near: Any) -> Any:
    """`seen` more familiar people are present in round q, `near` more of them in i's room."""
    h = views.h(t, d)
    famp_at = views.famp(t, d)
    famr_at = views.famr(t, d)
    anxious_at = views.anxious(t, d)
    if anxious_at[i]:
        before = famp_at[q, i] > 0 and famr_at[q, i] == 0
        famp_at[q, i] += seen
        famr_at[q, i] += near
        change = int64(famp_at[q, i] > 0 and famr_at[q, i] == 0) - int64(before)
        h[H_WARM_MISSES] += change
        if h[H_WARM] == HARD:
            h[H_HARD] += change
        else:
            h[H_CARE] += change * UNIT


@njit(forceinline=True, error_model="numpy")
def closer(t: Any, d: Any, i: Any, by: Any) -> Any:
    """Member i has `by` more new people."""
    h = views.h(t, d)
    phi_at = views.phi(t, d)
    deficit_at = views.deficit(t, d)
    hist_at = views.hist(t, d)
    was = deficit_at[i]
    now = was - by
    deficit_at[i] = now
    h[H_PHI] += phi_at[now] - phi_at[was]
    hist_at[was] -= 1
    hist_at[now] += 1


@njit(error_model="numpy")
def meet(t: Any, d: Any, r: Any, i: Any, j: Any, by: Any) -> Any:
    """i and j share (by=1) or no longer share (by=-1) a room in round r: every number of the score follows."""
    h = views.h(t, d)
    price_at = views.price(t, d)
    flag_at = views.flag(t, d)
    mask_at = views.mask(t, d)
    here_at = views.here(t, d)
    anxious_at = views.anxious(t, d)
    tog_start_at = views.tog_start(t, d)
    tog_who_at = views.tog_who(t, d)
    tog_hard_at = views.tog_hard(t, d)
    tog_soft_at = views.tog_soft(t, d)
    a = min(i, j)
    b = max(i, j)
    bit = ONE << uint64(r)
    rest = mask_at[a, b] & ~bit
    if by > 0:
        mask_at[a, b] = rest | bit
    else:
        mask_at[a, b] = rest
    w = h[H_W]
    first = int64(trailing_zeros(rest)) if rest != uint64(0) else w  # type: ignore[call-arg]
    flag = flag_at[a, b]
    if flag & APART:
        h[H_HARD] += by
    if flag & PRICED:
        h[H_REPEAT] += by * (int64(price_at[a, b]) + ones(rest) * UNIT)
    if flag & TOGETHER:
        for p in range(tog_start_at[a], tog_start_at[a + 1]):
            if tog_who_at[p] == b:
                h[H_HARD] -= by * tog_hard_at[p]
                h[H_CARE] -= by * tog_soft_at[p]
    if h[H_WARM] != NO_RULE and (flag & PEOPLE) and (anxious_at[a] or anxious_at[b]):
        if (flag & KNOWN) or first < r:
            warmer(t, d, r, a, 0, by)
            warmer(t, d, r, b, 0, by)
        else:
            seen = 0 if flag & APART else by
            for q in range(r + 1, min(first, w - 1) + 1):
                if here_at[q, a] and here_at[q, b]:
                    near = by if q == first else 0
                    warmer(t, d, q, a, seen, near)
                    warmer(t, d, q, b, seen, near)
    if (flag & COUNTS) and first > r:
        if first == w:
            closer(t, d, a, by)
            closer(t, d, b, by)
            h[H_PAIRS] += by
        else:
            fresher(t, d, first, a, -by)
            fresher(t, d, first, b, -by)
        fresher(t, d, r, a, by)
        fresher(t, d, r, b, by)
        if h[H_WATCH_AVAIL]:
            for q in range(r + 1, min(first, w - 1) + 1):
                if here_at[q, a] and here_at[q, b]:
                    wider(t, d, q, a, -by)
                    wider(t, d, q, b, -by)


@njit(error_model="numpy")
def leave(t: Any, d: Any, r: Any, i: Any, k: Any) -> Any:
    """Take i out of room k (an index over all rounds' rooms)."""
    rnd_at = views.rnd(t, d)
    slot_at = views.slot(t, d)
    seat_at = views.seat(t, d)
    size_at = views.size(t, d)
    last = size_at[k] - 1
    place = slot_at[r, i]
    other = seat_at[k, last]
    seat_at[k, place] = other
    slot_at[r, other] = place
    size_at[k] = last
    if last == 0:
        rnd_at[r, R_ROOMS] -= 1
    for p in range(last):
        meet(t, d, r, i, seat_at[k, p], -1)


@njit(error_model="numpy")
def enter(t: Any, d: Any, r: Any, i: Any, k: Any) -> Any:
    """Seat i in room k (an index over all rounds' rooms)."""
    h = views.h(t, d)
    rnd_at = views.rnd(t, d)
    room_at = views.room(t, d)
    slot_at = views.slot(t, d)
    seat_at = views.seat(t, d)
    size_at = views.size(t, d)
    last = size_at[k]
    if last == 0:
        rnd_at[r, R_ROOMS] += 1
    for p in range(last):
        meet(t, d, r, i, seat_at[k, p], 1)
    seat_at[k, last] = i
    slot_at[r, i] = last
    size_at[k] = last + 1
    room_at[r, i] = k - r * h[H_K]
