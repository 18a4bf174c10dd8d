"""The search kernel: simulated annealing over seats, in the part of Python that numba compiles.

A move costs O(people in the rooms it touches). Only `machine.py` imports this module, and only to compile
it: at run time
the compiled object is loaded without numba.
"""

from __future__ import annotations

from typing import Any

from numba import cfunc, float64, njit, types

from alongside.engine.seating import views
from alongside.engine.seating.counts import draw, enter, leave
from alongside.engine.seating.judging import judge, judge_guides
from alongside.engine.seating.layout import (
    CHANCES,
    H_ACCEPTED,
    H_BEST,
    H_CARE,
    H_HARD,
    H_IMPROVED,
    H_JUDGE,
    H_K,
    H_MAX,
    H_N,
    H_PHI,
    H_STALE,
    H_W,
    H_WARM,
    H_WARM_MISSES,
    HARD,
    NO_RULE,
    UNIT,
)
from alongside.engine.seating.moves import propose
from alongside.engine.seating.weighing import energy, keep_best, settle_max, swap_floor, versus_best

POINTER = types.CPointer(types.int64)  # type: ignore[no-untyped-call]


@njit(error_model="numpy")
def rejudge(t: Any, d: Any, r: Any, count: Any) -> Any:
    """Look again at every room the moves in the buffer touched."""
    h = views.h(t, d)
    move_from_at = views.move_from(t, d)
    move_to_at = views.move_to(t, d)
    k = h[H_K]
    for p in range(count):
        for side in range(2):
            room = move_from_at[p] if side == 0 else move_to_at[p]
            seen = False
            for u in range(p):
                if move_from_at[u] == room or move_to_at[u] == room:
                    seen = True
                    break
            if not seen and not (side == 1 and move_from_at[p] == room):
                judge(t, d, r, r * k + room)
    judge_guides(t, d, r)


@njit(error_model="numpy")
def settle_all(t: Any, d: Any) -> Any:
    """The largest deficit, from the whole histogram."""
    h = views.h(t, d)
    hist_at = views.hist(t, d)
    m = hist_at.shape[0] - 1
    while m > 0 and hist_at[m] == 0:
        m -= 1
    h[H_MAX] = m


@cfunc(types.int64(POINTER, POINTER), error_model="numpy")
def seat_everyone(t: Any, d: Any) -> Any:
    """Build every count from the rooms in `room` (-1: absent). The arrays of counts come in zeroed, except `avail`
    and `famp`, which hold the people known before, `deficit`, which holds each one's most, and `hist` that agrees."""
    h = views.h(t, d)
    phi_at = views.phi(t, d)
    room_at = views.room(t, d)
    fresh_at = views.fresh(t, d)
    avail_at = views.avail(t, d)
    famp_at = views.famp(t, d)
    deficit_at = views.deficit(t, d)
    hist_at = views.hist(t, d)
    here_at = views.here(t, d)
    anxious_at = views.anxious(t, d)
    k = h[H_K]
    n = h[H_N]
    h[H_MAX] = 0
    h[H_PHI] = 0
    for i in range(n):
        if deficit_at[i] >= 0:
            hist_at[deficit_at[i]] += 1
            h[H_PHI] += phi_at[deficit_at[i]]
    for r in range(h[H_W]):
        for i in range(n):
            if here_at[r, i]:
                if avail_at[r, i] > 0 and fresh_at[r, i] == 0:
                    h[H_STALE] += 1
                if h[H_WARM] != NO_RULE and anxious_at[i] and famp_at[r, i] > 0:
                    h[H_WARM_MISSES] += 1
                    if h[H_WARM] == HARD:
                        h[H_HARD] += 1
                    else:
                        h[H_CARE] += UNIT
    for r in range(h[H_W]):
        for i in range(n):
            room = room_at[r, i]
            if room >= 0:
                enter(t, d, r, i, r * k + room)
        for room in range(k):
            judge(t, d, r, r * k + room)
        judge_guides(t, d, r)
    settle_all(t, d)
    return 0


@cfunc(types.int64(POINTER, POINTER), error_model="numpy")
def go_back(t: Any, d: Any) -> Any:
    """Seat everyone as in the best plan again, and weigh deficits by what `phi` now says."""
    h = views.h(t, d)
    room_at = views.room(t, d)
    best_at = views.best(t, d)
    deficit_at = views.deficit(t, d)
    phi_at = views.phi(t, d)
    n = h[H_N]
    k = h[H_K]
    for r in range(h[H_W]):
        for i in range(n):
            if room_at[r, i] != best_at[r, i]:
                leave(t, d, r, i, r * k + room_at[r, i])
        for i in range(n):
            if room_at[r, i] != best_at[r, i]:
                enter(t, d, r, i, r * k + best_at[r, i])
        for room in range(k):
            judge(t, d, r, r * k + room)
        judge_guides(t, d, r)
    h[H_PHI] = 0
    for i in range(n):
        if deficit_at[i] >= 0:
            h[H_PHI] += phi_at[deficit_at[i]]
    settle_all(t, d)
    return 0


@cfunc(
    types.int64(
        POINTER,
        POINTER,
        types.int64,
        types.float64,
        types.float64,
        types.int64,
    ),
    error_model="numpy",
)
def anneal(t: Any, d: Any, moves: Any, temperature: Any, cooling: Any, strict: Any) -> Any:
    """Try `moves` changes; the temperature is multiplied by `cooling` every 64 of them. With `strict`,
    never take a change that
    makes the plan worse than the best by the score itself. The best plan seen is kept in `best`. Returns
    improvements."""
    h = views.h(t, d)
    chance_at = views.chance(t, d)
    move_who_at = views.move_who(t, d)
    move_from_at = views.move_from(t, d)
    move_to_at = views.move_to(t, d)
    k = h[H_K]
    w = h[H_W]
    h[H_IMPROVED] = 0
    h[H_ACCEPTED] = 0
    if versus_best(t, d) < 0:
        keep_best(t, d)
    temperature = float64(temperature)
    before = energy(t, d)
    for m in range(moves):
        if m & 63 == 63:
            temperature *= cooling
        r = draw(t, d, w)
        count = propose(t, d, r)
        if count == 0:
            continue
        limit = before + temperature * chance_at[draw(t, d, CHANCES)]
        if count == 2 and move_to_at[0] == move_from_at[1] and move_to_at[1] == move_from_at[0]:
            floor = swap_floor(t, d, r, move_who_at[0], move_who_at[1], strict)
            if floor > 0.5 if strict else before + floor > limit + 1e-6:
                continue
        for phase in range(2):
            # everyone steps out before anyone steps in: rooms never exceed their places
            for p in range(count):
                leave(t, d, r, move_who_at[p], r * k + move_from_at[p])
            for p in range(count):
                enter(t, d, r, move_who_at[p], r * k + move_to_at[p])
            if h[H_JUDGE]:
                rejudge(t, d, r, count)
            settle_max(t, d)
            if phase == 1:
                break
            after = energy(t, d)
            accept = versus_best(t, d) <= 0 if strict else after <= limit
            if accept:
                before = after
                h[H_ACCEPTED] += 1
                if h[H_HARD] <= h[H_BEST] and versus_best(t, d) < 0:
                    keep_best(t, d)
                break
            for p in range(count):
                x = move_from_at[p]
                move_from_at[p] = move_to_at[p]
                move_to_at[p] = x
    return h[H_IMPROVED]


FUNCTIONS: dict[str, Any] = {"seat_everyone": seat_everyone, "go_back": go_back, "anneal": anneal}
