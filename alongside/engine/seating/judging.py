"""Rules that look at a room as a whole: sizes, shares, caps, no-lone, guides. Compiled by numba; see `kernel.py`."""

from __future__ import annotations

from typing import Any

from numba import int64, njit, uint64

from alongside.engine.seating import views
from alongside.engine.seating.counts import ONE
from alongside.engine.seating.layout import (
    CAP,
    H_CARE,
    H_FEATURES,
    H_GUIDE,
    H_HARD,
    H_OFF,
    H_SHARES,
    HARD,
    NO_RULE,
    R_GUIDES,
    R_ROOMS,
    R_SHORT,
    R_STRICT_HI,
    R_STRICT_LO,
    R_UNGUIDED,
    UNIT,
)


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
