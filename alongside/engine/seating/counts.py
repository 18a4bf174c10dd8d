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
    CAP,
    COUNTS,
    F_CARE,
    F_HARD,
    F_OFF,
    F_REPEAT,
    F_STALE,
    H_BEST,
    H_CARE,
    H_FEATURES,
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
    H_SEED,
    H_SHARES,
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
    R_GUIDES,
    R_ROOMS,
    R_SHORT,
    R_STRICT_HI,
    R_STRICT_LO,
    R_UNGUIDED,
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


@njit(error_model="numpy")
def outsiders(t: Any, d: Any, k: Any, rule: Any) -> Any:
    """How many people of room k lack the value that most of them have, of the attribute that a share rule is about."""
    seat_at = views.seat(t, d)
    size_at = views.size(t, d)
    values_at = views.values(t, d)
    speaks_at = views.speaks(t, d)
    share_word_at = views.share_word(t, d)
    size = size_at[k]
    if size == 1:
        return int64(speaks_at[seat_at[k, 0], rule] == 0)
    for word in range(share_word_at[rule], share_word_at[rule + 1]):
        x = values_at[seat_at[k, 0], word]
        for p in range(1, size):
            x &= values_at[seat_at[k, p], word]
        if x != uint64(0):
            return 0
    most = 1
    for word in range(share_word_at[rule], share_word_at[rule + 1]):
        left = uint64(0)
        for p in range(size):
            left |= values_at[seat_at[k, p], word]
        while left != uint64(0):
            bit = left & (~left + ONE)
            left ^= bit
            count = 0
            for p in range(size):
                count += int64((values_at[seat_at[k, p], word] & bit) != uint64(0))
            most = max(most, count)
    return max(1, size - most)


@njit(error_model="numpy")
def judge(t: Any, d: Any, r: Any, k: Any) -> Any:
    """Count the rules that look at a room as a whole again, for room k of round r."""
    h = views.h(t, d)
    rnd_at = views.rnd(t, d)
    seat_at = views.seat(t, d)
    size_at = views.size(t, d)
    pen_hard_at = views.pen_hard(t, d)
    pen_soft_at = views.pen_soft(t, d)
    pen_off_at = views.pen_off(t, d)
    unguided_at = views.unguided(t, d)
    guide_at = views.guide(t, d)
    has_at = views.has(t, d)
    feature_kind_at = views.feature_kind(t, d)
    feature_max_at = views.feature_max(t, d)
    feature_hard_at = views.feature_hard(t, d)
    share_hard_at = views.share_hard(t, d)
    size = size_at[k]
    hard = 0
    soft = 0
    off = 0
    alone = 0
    guided = 0
    if size > 0:
        if size < rnd_at[r, R_STRICT_LO] or size > rnd_at[r, R_STRICT_HI]:
            off = 1
        for rule in range(h[H_SHARES]):
            outside = outsiders(t, d, k, rule)
            if share_hard_at[rule]:
                # as with caps below: one violation to the referee, a slope to the search
                hard += outside
            else:
                soft += int64(outside > 0)
        for q in range(h[H_FEATURES]):
            count = 0
            for p in range(size):
                count += has_at[seat_at[k, p], q]
            miss = 0
            if feature_kind_at[q] == CAP:
                if count > feature_max_at[q]:
                    # a hard cap is one violation in the referee's count, however many people are over it; counting
                    # people gives the search a slope to walk down and is zero at the same plans
                    miss = count - feature_max_at[q]
            elif count == 1:
                miss = 1
            if feature_hard_at[q]:
                hard += miss
            else:
                soft += miss
        if h[H_GUIDE] != NO_RULE:
            for p in range(size):
                guided += guide_at[seat_at[k, p]]
            alone = 1 if guided == 0 else 0
    h[H_HARD] += hard - pen_hard_at[k]
    h[H_CARE] += (soft - pen_soft_at[k]) * UNIT
    h[H_OFF] += off - pen_off_at[k]
    rnd_at[r, R_UNGUIDED] += alone - unguided_at[k]
    pen_hard_at[k] = hard
    pen_soft_at[k] = soft
    pen_off_at[k] = off
    unguided_at[k] = alone


@njit(error_model="numpy")
def judge_guides(t: Any, d: Any, r: Any) -> Any:
    """Rooms without a guide beyond those that there are too few guides for."""
    h = views.h(t, d)
    rnd_at = views.rnd(t, d)
    if h[H_GUIDE] == NO_RULE:
        return
    short = rnd_at[r, R_UNGUIDED] - max(0, rnd_at[r, R_ROOMS] - rnd_at[r, R_GUIDES])
    short = max(0, short)
    change = short - rnd_at[r, R_SHORT]
    rnd_at[r, R_SHORT] = short
    if h[H_GUIDE] == HARD:
        h[H_HARD] += change
    else:
        h[H_CARE] += change * UNIT


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
