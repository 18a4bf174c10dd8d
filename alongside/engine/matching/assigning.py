"""Members to mentors: a place for as many as can be, then some to choose from, with the load shared fairly.

Two flows of least cost (Goldberg and Tarjan's cost scaling, in whole numbers; `ortools`). The first keeps a place for
each: nobody's first offer is a place that somebody else needs. The second adds offers to choose among.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alongside.engine.matching.model import SCALE, Option, once_each, whole

LOAD: Final = 2 * SCALE
"""What filling a mentor's last free place costs, against the first, in worth."""


def assign(
    members: Sequence[int],
    mentors: Sequence[int],
    options: Sequence[Option],
    capacity: Mapping[int, int],
    *,
    per_member: int = 3,
) -> dict[int, list[Option]]:
    """Up to `per_member` distinct offers for each member, the best first; members without any are left out.

    First everyone who can be gets an offer with a place kept for it: no mentor has more of those than `capacity`. Where
    places are short, those who come first in `members` go first. Among those choices the total worth counts, less what
    it costs to load a mentor more than the others, as a share of their capacity. Then the further offers: everyone's
    second before anyone's third, each mentor in at most `capacity * per_member` offers.
    Raises ValueError as `pair_up` does, and for a capacity below 0.
    """
    rows = {one: rank for rank, one in enumerate(once_each(members, "member"))}
    columns = {one: rank for rank, one in enumerate(once_each(mentors, "mentor"))}
    room = {one: capacity.get(one, 0) for one in columns}
    if min(room.values(), default=0) < 0:
        raise ValueError("a capacity is below 0")
    best: dict[tuple[int, int], Option] = {}
    for option in options:
        if option.a not in rows or option.b not in columns:
            raise ValueError(f"option {option.a}-{option.b} isn't between a member and a mentor")
        pair = rows[option.a], columns[option.b]
        if pair not in best or whole(option) > whole(best[pair]):
            best[pair] = option
    best = {pair: best[pair] for pair in sorted(best) if room[best[pair].b]}
    places = [room[one] for one in mentors]
    # Falling weights: whoever comes first goes first, and as many are served as can be (see `pairing`).
    first = _flow(best, [[len(members) - rank] for rank in range(len(members))], [_Room(n, n) for n in places])
    rest = {pair: option for pair, option in best.items() if pair not in first}
    extra = per_member - 1
    taken = [sum(1 for _row, column in first if column == at) for at in range(len(places))]
    further = _flow(
        rest,
        [list(range(extra, 0, -1)) for _ in members],
        [_Room(n * per_member - used, n * per_member, used) for n, used in zip(places, taken, strict=True)],
    )
    found: dict[int, list[Option]] = {}
    for pair in sorted(first | further, key=lambda pair: (-whole(best[pair]), pair)):
        found.setdefault(best[pair].a, []).append(best[pair])
    return {one: found[one] for one in members if one in found}


@dataclass(frozen=True, slots=True)
class _Room:
    """How many more a mentor may be given, of how many altogether, and how many they have."""

    free: int
    whole: int
    used: int = 0


def _flow(
    options: Mapping[tuple[int, int], Option], weights: Sequence[Sequence[int]], rooms: Sequence[_Room]
) -> set[tuple[int, int]]:
    """The pairs of a flow of least cost: member k gives up to len(weights[k]) units, which weigh that much."""
    free = sum(min(room.free, len(weights)) for room in rooms)
    if not options or not free or not any(weights):
        return set()
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    n, most = len(weights), max(map(whole, options.values()))
    source, sink = n + len(rooms), n + len(rooms) + 1
    # More than all worths and loads of any choice together.
    step = (most + LOAD + 1) * (sum(len(each) for each in weights) + 1)
    for row, each in enumerate(weights):
        for weight in each:
            flow.add_arc_with_capacity_and_unit_cost(source, row, 1, -step * weight)
    arcs = {
        flow.add_arc_with_capacity_and_unit_cost(row, n + column, 1, -whole(option)): (row, column)
        for (row, column), option in options.items()
    }
    for column, room in enumerate(rooms):
        for unit in range(min(room.free, n)):
            load = LOAD * (room.used + unit) // room.whole
            flow.add_arc_with_capacity_and_unit_cost(n + column, sink, 1, load)
    supply = sum(len(each) for each in weights)
    # What isn't used goes by: nobody has to be served.
    flow.add_arc_with_capacity_and_unit_cost(source, sink, supply, 0)
    flow.set_node_supply(source, supply)
    flow.set_node_supply(sink, -supply)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow of {n} members and {len(rooms)} mentors ended as {status}")
    return {pair for arc, pair in arcs.items() if flow.flow(arc)}
