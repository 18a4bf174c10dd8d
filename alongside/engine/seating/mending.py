"""Changes that may mend a broken hard rule: someone in trouble is found, and a better seat. Compiled by numba."""

from __future__ import annotations

from typing import Any

from numba import njit, uint64

from alongside.engine.seating import views
from alongside.engine.seating.changes import propose_close, propose_exchange, propose_shift
from alongside.engine.seating.counts import ONE, draw
from alongside.engine.seating.layout import (
    APART,
    H_GUIDE,
    H_K,
    H_SHARES,
    H_WARM,
    HARD,
    KNOWN,
    PEOPLE,
    R_HI,
    R_KMIN,
    R_LO,
    R_PRESENT,
    R_ROOMS,
    R_SHORT,
)


@njit(error_model="numpy")
def familiar(t: Any, d: Any, r: Any, i: Any) -> Any:
    """Someone of another room whom i knows before round r, drawn at random as far as a scan from a random place is;
    -1 for nobody."""
    rnd_at = views.rnd(t, d)
    plist_at = views.plist(t, d)
    room_at = views.room(t, d)
    flag_at = views.flag(t, d)
    mask_at = views.mask(t, d)
    before = (ONE << uint64(r)) - ONE
    present = rnd_at[r, R_PRESENT]
    p = draw(t, d, present)
    for _ in range(present):
        p += 1
        if p >= present:
            p = 0
        j = plist_at[r, p]
        a = min(i, j)
        b = max(i, j)
        flag = flag_at[a, b]
        if i == j or not flag & PEOPLE or flag & APART:
            continue
        if (flag & KNOWN or mask_at[a, b] & before != uint64(0)) and room_at[r, i] != room_at[r, j]:
            return j
    return -1


@njit(error_model="numpy")
def fits_in(t: Any, d: Any, i: Any, room: Any, instead_of: Any) -> Any:
    """Whether i has, with each of the room (an index over all rounds' rooms), something in common for every hard share
    rule, and nobody there to be kept apart from; `instead_of` leaves."""
    h = views.h(t, d)
    seat_at = views.seat(t, d)
    size_at = views.size(t, d)
    flag_at = views.flag(t, d)
    values_at = views.values(t, d)
    share_hard_at = views.share_hard(t, d)
    share_word_at = views.share_word(t, d)
    for p in range(size_at[room]):
        x = seat_at[room, p]
        if x == instead_of or x == i:  # noqa: SIM109  (numba)
            continue
        if flag_at[min(x, i), max(x, i)] & APART:
            return False
    for rule in range(h[H_SHARES]):
        if not share_hard_at[rule]:
            continue
        common = False
        for word in range(share_word_at[rule], share_word_at[rule + 1]):
            left = values_at[i, word]
            for p in range(size_at[room]):
                x = seat_at[room, p]
                if x != instead_of:
                    left &= values_at[x, word]
            if left != uint64(0):
                common = True
                break
        if not common:
            return False
    return True


@njit(error_model="numpy")
def partner_for(t: Any, d: Any, r: Any, i: Any, tries: Any) -> Any:
    """Someone whose seat i could take, and who could take i's, as far as a few draws find one; -1 for nobody."""
    h = views.h(t, d)
    rnd_at = views.rnd(t, d)
    plist_at = views.plist(t, d)
    room_at = views.room(t, d)
    k = r * h[H_K]
    found = -1
    for _ in range(tries):
        j = plist_at[r, draw(t, d, rnd_at[r, R_PRESENT])]
        if room_at[r, j] == room_at[r, i]:
            continue
        if fits_in(t, d, i, k + room_at[r, j], j):
            if fits_in(t, d, j, k + room_at[r, i], i):
                return j
            found = j
        elif found < 0:
            found = j
    return found


@njit(error_model="numpy")
def propose_mend(t: Any, d: Any, r: Any) -> Any:
    """A change that may mend a broken hard rule: of the first in trouble, looking from a random place. 0 for none."""
    h = views.h(t, d)
    rnd_at = views.rnd(t, d)
    plist_at = views.plist(t, d)
    room_at = views.room(t, d)
    seat_at = views.seat(t, d)
    size_at = views.size(t, d)
    flag_at = views.flag(t, d)
    here_at = views.here(t, d)
    anxious_at = views.anxious(t, d)
    famp_at = views.famp(t, d)
    famr_at = views.famr(t, d)
    tog_start_at = views.tog_start(t, d)
    tog_who_at = views.tog_who(t, d)
    tog_hard_at = views.tog_hard(t, d)
    pen_hard_at = views.pen_hard(t, d)
    unguided_at = views.unguided(t, d)
    guide_at = views.guide(t, d)
    k = r * h[H_K]
    present = rnd_at[r, R_PRESENT]
    p = draw(t, d, present)
    for _ in range(present):
        p += 1
        if p >= present:
            p = 0
        i = plist_at[r, p]
        home = room_at[r, i]
        near = -1
        if h[H_WARM] == HARD and anxious_at[i] and famp_at[r, i] > 0 and famr_at[r, i] == 0:
            near = familiar(t, d, r, i)
        else:
            for q in range(tog_start_at[i], tog_start_at[i + 1]):
                j = tog_who_at[q]
                if tog_hard_at[q] and here_at[r, j] and room_at[r, j] != home:
                    near = j
        if near >= 0:
            away = room_at[r, near]
            if draw(t, d, 2) == 0:
                x = i
                i = near
                near = x
                away = home
            # i comes to near's room, in exchange for someone else of it
            chosen = -1
            for _ in range(4):
                x = seat_at[k + away, draw(t, d, size_at[k + away])]
                if x != near:
                    chosen = x
                    if fits_in(t, d, i, k + away, x):
                        break
            if chosen < 0 or (rnd_at[r, R_LO] < rnd_at[r, R_HI] and draw(t, d, 4) == 0):
                return propose_shift(t, d, r, i, away)
            return propose_exchange(t, d, r, i, chosen, 1)
        trouble = pen_hard_at[k + home] > 0
        if not trouble:
            for q in range(size_at[k + home]):
                x = seat_at[k + home, q]
                if flag_at[min(i, x), max(i, x)] & APART:
                    trouble = True
        if trouble:
            j = partner_for(t, d, r, i, 12)
            if j < 0:
                return 0
            if rnd_at[r, R_LO] < rnd_at[r, R_HI] and draw(t, d, 4) == 0:
                return propose_shift(t, d, r, i, room_at[r, j])
            return propose_exchange(t, d, r, i, j, 1)
        if h[H_GUIDE] == HARD and rnd_at[r, R_SHORT] > 0 and unguided_at[k + home]:
            # guides who can't part leave no guide to spare: with fewer rooms the others suffice
            if rnd_at[r, R_ROOMS] > rnd_at[r, R_KMIN] and draw(t, d, 4) == 0:
                return propose_close(t, d, r, home)
            for _ in range(24):
                j = plist_at[r, draw(t, d, present)]
                if not guide_at[j]:
                    continue
                beside = 0
                for q in range(size_at[k + room_at[r, j]]):
                    beside += guide_at[seat_at[k + room_at[r, j], q]]
                if beside > 1:
                    return propose_exchange(t, d, r, i, j, 1)
    return 0
