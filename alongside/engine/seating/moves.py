"""Which change the search tries next. Compiled by numba; the changes themselves are in `changes.py`."""

from __future__ import annotations

from typing import Any

from numba import njit

from alongside.engine.seating import views
from alongside.engine.seating.changes import propose_close, propose_exchange, propose_open, propose_shift
from alongside.engine.seating.counts import draw
from alongside.engine.seating.layout import (
    H_EXCHANGE,
    H_HARD,
    H_RESIZE,
    R_HI,
    R_KMAX,
    R_KMIN,
    R_LO,
    R_PRESENT,
    R_ROOMS,
)
from alongside.engine.seating.mending import propose_mend


@njit(error_model="numpy")
def propose(t: Any, d: Any, r: Any) -> Any:
    """Fill the move buffer with one change of round r. Returns how many people move; 0 for none."""
    h = views.h(t, d)
    rnd_at = views.rnd(t, d)
    plist_at = views.plist(t, d)
    room_at = views.room(t, d)
    cluster_len_at = views.cluster_len(t, d)
    move_who_at = views.move_who(t, d)
    move_from_at = views.move_from(t, d)
    move_to_at = views.move_to(t, d)
    rooms = rnd_at[r, R_ROOMS]
    if h[H_HARD] > 0 and rooms > 1 and draw(t, d, 2) == 0:
        count = propose_mend(t, d, r)
        if count > 0:
            return count
    dice = draw(t, d, 1024)
    if dice < h[H_RESIZE]:
        if rnd_at[r, R_KMIN] == rnd_at[r, R_KMAX] or draw(t, d, 8) > 0:
            if rnd_at[r, R_LO] == rnd_at[r, R_HI] or rooms < 2:
                return 0
            i = plist_at[r, draw(t, d, rnd_at[r, R_PRESENT])]
            away = room_at[r, plist_at[r, draw(t, d, rnd_at[r, R_PRESENT])]]
            if away == room_at[r, i]:
                return 0
            return propose_shift(t, d, r, i, away)
        if draw(t, d, 2) == 0:
            if rooms <= rnd_at[r, R_KMIN]:
                return 0
            return propose_close(t, d, r, room_at[r, plist_at[r, draw(t, d, rnd_at[r, R_PRESENT])]])
        if rooms >= rnd_at[r, R_KMAX]:
            return 0
        return propose_open(t, d, r)
    if rooms < 2:
        return 0
    i = plist_at[r, draw(t, d, rnd_at[r, R_PRESENT])]
    j = plist_at[r, draw(t, d, rnd_at[r, R_PRESENT])]
    if room_at[r, i] == room_at[r, j]:
        return 0
    if dice >= 1024 - h[H_EXCHANGE]:
        return propose_exchange(t, d, r, i, j, 2)
    if cluster_len_at[r, i] == 1 and cluster_len_at[r, j] == 1:
        move_who_at[0] = i
        move_from_at[0] = room_at[r, i]
        move_to_at[0] = room_at[r, j]
        move_who_at[1] = j
        move_from_at[1] = room_at[r, j]
        move_to_at[1] = room_at[r, i]
        return 2
    return propose_exchange(t, d, r, i, j, 1)
