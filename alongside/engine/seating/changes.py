"""Changes of seats: exchanges, shifts, rooms closed and opened. Compiled by numba; see `kernel.py`.

A change is a list of (who, from which room, to which room) of one round. Each function fills the move buffer and
returns how many people move, 0 where sizes forbid the change. People who must sit together move together.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from alongside.engine.seating import views
from alongside.engine.seating.counts import draw
from alongside.engine.seating.layout import (
    H_K,
    MOVE_BUFFER,
    R_HI,
    R_LO,
    R_PRESENT,
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
