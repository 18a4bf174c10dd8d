"""The changes the search tries: exchanges, shifts, rooms closed and opened. Compiled by numba; see `kernel.py`.

A change is a list of (who, from which room, to which room) of one round. Each function fills the move
buffer and returns
how many people move, 0 where sizes forbid the change. People who must sit together move together.
"""

from __future__ import annotations

from typing import Any

from numba import njit, uint64

from alongside.engine.seating import views
from alongside.engine.seating.counts import ONE, draw
from alongside.engine.seating.layout import (
    APART,
    H_EXCHANGE,
    H_GUIDE,
    H_HARD,
    H_K,
    H_RESIZE,
    H_SHARES,
    H_WARM,
    HARD,
    KNOWN,
    MOVE_BUFFER,
    PEOPLE,
    R_HI,
    R_KMAX,
    R_KMIN,
    R_LO,
    R_PRESENT,
    R_ROOMS,
    R_SHORT,
)


@njit(forceinline=True, error_model="numpy")
def listed(t: Any, d: Any, count: Any, i: Any) -> Any:
    move_who_at = views.move_who(t, d)
    for p in range(count):  # noqa: SIM110  (numba compiles no generators)
        if move_who_at[p] == i:
            return True
    return False


@njit(error_model="numpy")
def take_cluster(t: Any, d: Any, r: Any, i: Any, home: Any, count: Any, away: Any) -> Any:
    """Add i, and whoever must sit with i and does, to the list of those who move from `home` to `away`."""
    room_at = views.room(t, d)
    cluster_start_at = views.cluster_start(t, d)
    cluster_len_at = views.cluster_len(t, d)
    cluster_list_at = views.cluster_list(t, d)
    move_who_at = views.move_who(t, d)
    move_from_at = views.move_from(t, d)
    move_to_at = views.move_to(t, d)
    for p in range(cluster_start_at[r, i], cluster_start_at[r, i] + cluster_len_at[r, i]):
        j = cluster_list_at[p]
        if room_at[r, j] == home and not listed(t, d, count, j):
            move_who_at[count] = j
            move_from_at[count] = home
            move_to_at[count] = away
            count += 1
    return count


@njit(error_model="numpy")
def propose_exchange(t: Any, d: Any, r: Any, i: Any, j: Any, many: Any) -> Any:
    """People of i's room and of j's change places, clusters whole. Returns how many move, 0 where sizes forbid it."""
    h = views.h(t, d)
    rnd_at = views.rnd(t, d)
    room_at = views.room(t, d)
    seat_at = views.seat(t, d)
    size_at = views.size(t, d)
    k = h[H_K]
    home = room_at[r, i]
    away = room_at[r, j]
    count = take_cluster(t, d, r, i, home, 0, away)
    for _ in range(many - 1):
        x = seat_at[r * k + home, draw(t, d, size_at[r * k + home])]
        if not listed(t, d, count, x):
            count = take_cluster(t, d, r, x, home, count, away)
    out = count
    count = take_cluster(t, d, r, j, away, count, home)
    back = count - out
    for _ in range(6):
        if out == back:
            break
        here = home
        there = away
        if out > back:
            here = away
            there = home
        x = seat_at[r * k + here, draw(t, d, size_at[r * k + here])]
        if listed(t, d, count, x):
            continue
        more = take_cluster(t, d, r, x, here, count, there) - count
        if back + more > out and out > back and more > 1:
            continue
        if here == away:
            back += more
        else:
            out += more
        count += more
        if count > MOVE_BUFFER - 64:
            return 0
    if out != back:
        a = size_at[r * k + home] - out + back
        b = size_at[r * k + away] - back + out
        lo = rnd_at[r, R_LO]
        hi = rnd_at[r, R_HI]
        if a < lo or a > hi or b < lo or b > hi:
            return 0
    return count


@njit(error_model="numpy")
def propose_shift(t: Any, d: Any, r: Any, i: Any, away: Any) -> Any:
    """i, with whoever must sit with i, goes over to room `away`."""
    h = views.h(t, d)
    rnd_at = views.rnd(t, d)
    room_at = views.room(t, d)
    size_at = views.size(t, d)
    k = h[H_K]
    home = room_at[r, i]
    count = take_cluster(t, d, r, i, home, 0, away)
    if size_at[r * k + home] - count < rnd_at[r, R_LO] or size_at[r * k + away] + count > rnd_at[r, R_HI]:
        return 0
    return count


@njit(error_model="numpy")
def propose_close(t: Any, d: Any, r: Any, home: Any) -> Any:
    """Everyone of room `home` moves to the other rooms; the room is gone."""
    h = views.h(t, d)
    rnd_at = views.rnd(t, d)
    plist_at = views.plist(t, d)
    room_at = views.room(t, d)
    seat_at = views.seat(t, d)
    size_at = views.size(t, d)
    temp_size_at = views.temp_size(t, d)
    k = h[H_K]
    hi = rnd_at[r, R_HI]
    for room in range(k):
        temp_size_at[room] = size_at[r * k + room]
    count = 0
    for p in range(size_at[r * k + home]):
        i = seat_at[r * k + home, p]
        if listed(t, d, count, i):
            continue
        found = -1
        for _ in range(24):
            j = plist_at[r, draw(t, d, rnd_at[r, R_PRESENT])]
            room = room_at[r, j]
            if room != home and temp_size_at[room] < hi:
                found = room
                break
        if found < 0:
            return 0
        before = count
        count = take_cluster(t, d, r, i, home, count, found)
        temp_size_at[found] += count - before
        if temp_size_at[found] > hi:
            return 0
    return count


@njit(error_model="numpy")
def propose_open(t: Any, d: Any, r: Any) -> Any:
    """A new room, of the smallest allowed size, from people of rooms that can spare one."""
    h = views.h(t, d)
    rnd_at = views.rnd(t, d)
    plist_at = views.plist(t, d)
    room_at = views.room(t, d)
    size_at = views.size(t, d)
    temp_size_at = views.temp_size(t, d)
    k = h[H_K]
    lo = rnd_at[r, R_LO]
    fresh = -1
    for room in range(k):
        temp_size_at[room] = size_at[r * k + room]
        if fresh < 0 and size_at[r * k + room] == 0:
            fresh = room
    if fresh < 0:
        return 0
    count = 0
    for _ in range(12 * lo):
        if count >= lo:
            break
        i = plist_at[r, draw(t, d, rnd_at[r, R_PRESENT])]
        home = room_at[r, i]
        if temp_size_at[home] <= lo or listed(t, d, count, i):
            continue
        more = take_cluster(t, d, r, i, home, count, fresh) - count
        if temp_size_at[home] - more < lo or count + more > rnd_at[r, R_HI]:
            continue
        temp_size_at[home] -= more
        count += more
    if count < lo:
        return 0
    return count


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
