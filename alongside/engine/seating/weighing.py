"""What the counts are worth: the energy, the best plan so far, and what an exchange costs at least.

Compiled by numba; see `kernel.py`.
"""

from __future__ import annotations

from typing import Any

from numba import int64, njit, uint64

from alongside.engine.seating import views
from alongside.engine.seating.counts import ONE, ones
from alongside.engine.seating.layout import (
    APART,
    COUNTS,
    F_CARE,
    F_HARD,
    F_OFF,
    F_REPEAT,
    F_STALE,
    H_BEST,
    H_CARE,
    H_GUIDE,
    H_HARD,
    H_IMPROVED,
    H_JUDGE,
    H_K,
    H_MAX,
    H_N,
    H_OFF,
    H_PAIRS,
    H_PHI,
    H_REPEAT,
    H_STALE,
    H_W,
    H_WARM,
    H_WARM_MISSES,
    HARD,
    PRICED,
    R_SHORT,
    TOGETHER,
    UNIT,
)


@njit(error_model="numpy")
def energy(t: Any, d: Any) -> Any:
    h = views.h(t, d)
    f = views.f(t, d)
    return (
        f[F_HARD] * h[H_HARD]
        + f[F_OFF] * h[H_OFF]
        + f[F_CARE] * (h[H_CARE] / UNIT)
        + h[H_PHI] / 1024.0
        + f[F_STALE] * h[H_STALE]
        + f[F_REPEAT] * (h[H_REPEAT] / UNIT)
    )


@njit(error_model="numpy")
def settle_max(t: Any, d: Any) -> Any:
    """The largest deficit, from the histogram. Deficits move by a few a time, so this looks at few cells."""
    h = views.h(t, d)
    seat_at = views.seat(t, d)
    hist_at = views.hist(t, d)
    m = h[H_MAX]
    top = hist_at.shape[0] - 1
    while m < top and hist_at[m + 1] > 0:
        m += 1
    # one change moves a deficit by less than a room's places, and may leave a gap above m
    for deep in range(m + 2, min(top, m + seat_at.shape[1]) + 1):
        if hist_at[deep] > 0:
            m = deep
    while m > 0 and hist_at[m] == 0:
        m -= 1
    h[H_MAX] = m


@njit(error_model="numpy")
def versus_best(t: Any, d: Any) -> Any:
    """-1 where the present plan is better than the best (lexicographically), 0 where equal, 1 where worse."""
    h = views.h(t, d)
    now = h[H_HARD]
    if now != h[H_BEST]:
        return -1 if now < h[H_BEST] else 1
    now = h[H_OFF]
    if now != h[H_BEST + 1]:
        return -1 if now < h[H_BEST + 1] else 1
    now = h[H_CARE]
    if now != h[H_BEST + 2]:
        return -1 if now < h[H_BEST + 2] else 1
    now = h[H_MAX]
    if now != h[H_BEST + 3]:
        return -1 if now < h[H_BEST + 3] else 1
    now = -h[H_PAIRS]
    if now != h[H_BEST + 4]:
        return -1 if now < h[H_BEST + 4] else 1
    now = h[H_STALE]
    if now != h[H_BEST + 5]:
        return -1 if now < h[H_BEST + 5] else 1
    now = h[H_REPEAT]
    if now != h[H_BEST + 6]:
        return -1 if now < h[H_BEST + 6] else 1
    return 0


@njit(error_model="numpy")
def keep_best(t: Any, d: Any) -> Any:
    h = views.h(t, d)
    room_at = views.room(t, d)
    best_at = views.best(t, d)
    h[H_BEST] = h[H_HARD]
    h[H_BEST + 1] = h[H_OFF]
    h[H_BEST + 2] = h[H_CARE]
    h[H_BEST + 3] = h[H_MAX]
    h[H_BEST + 4] = -h[H_PAIRS]
    h[H_BEST + 5] = h[H_STALE]
    h[H_BEST + 6] = h[H_REPEAT]
    h[H_IMPROVED] += 1
    for r in range(h[H_W]):
        for i in range(h[H_N]):
            best_at[r, i] = room_at[r, i]


@njit(error_model="numpy")
def swap_floor(t: Any, d: Any, r: Any, i: Any, j: Any, strict: Any) -> Any:
    """The least that exchanging i and j in round r could add to the energy, by reading alone.

    Pairs, deficits, repeats and keep-aparts are exact; the other rules are given the benefit of every miss that the
    exchange could mend. Most exchanges are refused on this number, at a tenth of the cost of making and unmaking them.
    With `strict`: 1 where the exchange surely makes the score worse, else 0.
    """
    h = views.h(t, d)
    f = views.f(t, d)
    room_at = views.room(t, d)
    seat_at = views.seat(t, d)
    size_at = views.size(t, d)
    mask_at = views.mask(t, d)
    flag_at = views.flag(t, d)
    price_at = views.price(t, d)
    deficit_at = views.deficit(t, d)
    phi_at = views.phi(t, d)
    hist_at = views.hist(t, d)
    bit = ONE << uint64(r)
    apart = 0
    phi = 0
    repeat = 0
    pairs = 0
    gain_i = 0
    gain_j = 0
    raised = 0
    lifted = 0
    top = h[H_MAX]
    for side in range(2):
        if side == 0:
            stays = i
            comes = j
        else:
            stays = j
            comes = i
        k = r * h[H_K] + room_at[r, stays]
        gain_stays = 0
        gain_comes = 0
        for p in range(size_at[k]):
            x = seat_at[k, p]
            if x == stays:
                continue
            gain = 0
            a = min(x, stays)
            b = max(x, stays)
            flag = flag_at[a, b]
            rest = mask_at[a, b] & ~bit
            if flag & TOGETHER:
                return -1e18
            if flag & COUNTS and rest == uint64(0):
                gain -= 1
                gain_stays -= 1
            if flag & PRICED:
                repeat -= int64(price_at[a, b]) + ones(rest) * UNIT
            if flag & APART:
                apart -= 1
            a = min(x, comes)
            b = max(x, comes)
            flag = flag_at[a, b]
            rest = mask_at[a, b]
            if flag & TOGETHER:
                return -1e18
            if flag & COUNTS and rest == uint64(0):
                gain += 1
                gain_comes += 1
            if flag & PRICED:
                repeat += int64(price_at[a, b]) + ones(rest) * UNIT
            if flag & APART:
                apart += 1
            if gain != 0:
                was = deficit_at[x]
                phi += phi_at[was - gain] - phi_at[was]
                pairs += gain
                if was - gain > top:
                    raised += 1
                elif was == top and gain > 0:
                    lifted += 1
        if side == 0:
            gain_i += gain_stays
            gain_j += gain_comes
        else:
            gain_j += gain_stays
            gain_i += gain_comes
    for side in range(2):
        x = i if side == 0 else j
        gain = gain_i if side == 0 else gain_j
        was = deficit_at[x]
        if gain != 0:
            phi += phi_at[was - gain] - phi_at[was]
            pairs += gain
            if was - gain > top:
                raised += 1
            elif was == top and gain > 0:
                lifted += 1
    if strict:
        if h[H_HARD] > 0 or h[H_CARE] > 0 or (raised == 0 and lifted == hist_at[top]):
            return 0.0
        worse = raised > 0 or pairs < 0 or (pairs == 0 and h[H_STALE] == 0 and repeat > 0)
        return 1.0 if apart > 0 or worse else 0.0
    floor = (
        f[F_HARD] * apart
        + phi / 1024.0
        + f[F_REPEAT] * (repeat / UNIT)
        - f[F_STALE] * min(h[H_STALE], 4 * seat_at.shape[1])
    )
    if h[H_WARM_MISSES] > 0:
        anxious_at = views.anxious(t, d)
        eased = 0
        for side in range(2):
            k = r * h[H_K] + room_at[r, i if side == 0 else j]
            for p in range(size_at[k]):
                eased += anxious_at[seat_at[k, p]]
        eased = min(h[H_WARM_MISSES], eased * (h[H_W] - r))
        floor -= (f[F_HARD] if h[H_WARM] == HARD else f[F_CARE]) * eased
    if h[H_JUDGE]:
        pen_hard_at = views.pen_hard(t, d)
        pen_soft_at = views.pen_soft(t, d)
        rnd_at = views.rnd(t, d)
        a = r * h[H_K] + room_at[r, i]
        b = r * h[H_K] + room_at[r, j]
        floor -= f[F_HARD] * (pen_hard_at[a] + pen_hard_at[b])
        floor -= f[F_CARE] * (pen_soft_at[a] + pen_soft_at[b])
        if h[H_GUIDE] == HARD:
            floor -= f[F_HARD] * min(2, rnd_at[r, R_SHORT])
        else:
            floor -= f[F_CARE] * min(2, rnd_at[r, R_SHORT])
    return floor
