"""Pairs over everyone at once: the worst-off first, then the highest total worth. Decision 0029 says why like this.

The sets of people that pairs can cover are the independent sets of a matroid (Edmonds and Fulkerson, 1965). In a
matroid, a heaviest set is what a greedy choice by weight gives, whatever the weights, as long as they fall from level
to level. So weights L, L-1, … 1 serve the most people of the lowest level, of those the most of the next, and so on;
one weighted matching (Edmonds' blossoms, as in Galil 1986; `rustworkx`) finds it in whole numbers, without rounding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Final

from alongside.engine.matching.model import Candidate, Option, Pairing, once_each, whole

MOST_OPTIONS: Final = 40_000
"""More are thinned to the best of each person: about two seconds of work. A count, so that every machine agrees."""
_LOT: Final = 1 << 32


def pair_up(
    people: Sequence[Candidate], options: Sequence[Option], *, seed: int = 0, most: int = MOST_OPTIONS
) -> Pairing:
    """Choose pairs so that everyone is in at most one.

    As many people as can be of the lowest level are in a pair, then of the next, and so on; among those choices one of
    the highest total worth. Of equally good ones the `seed` decides, whatever order the options come in. Raises
    ValueError for an option with someone unknown or with themselves, for a worth that isn't above 0, and for someone
    who comes twice. Of two options for the same pair the better counts.
    """
    levels = dict(zip(once_each((each.id for each in people), "person"), (each.level for each in people), strict=True))
    best = _best(levels, options)
    looked = _thinned(best, levels, most)
    chosen = tuple(best[pair] for pair in sorted(_match(looked, levels, seed)))
    served = Counter(levels[one] for option in chosen for one in (option.a, option.b))
    return Pairing(chosen, proven=len(looked) == len(best), served=dict(sorted(served.items())))


def _best(levels: Mapping[int, int], options: Sequence[Option]) -> dict[tuple[int, int], Option]:
    found: dict[tuple[int, int], Option] = {}
    for option in options:
        if option.a == option.b or option.a not in levels or option.b not in levels:
            raise ValueError(f"option {option.a}-{option.b} isn't between two of these people")
        pair = min(option.a, option.b), max(option.a, option.b)
        if pair not in found or whole(option) > whole(found[pair]):
            found[pair] = option
    return dict(sorted(found.items()))


def _thinned(
    best: Mapping[tuple[int, int], Option], levels: Mapping[int, int], most: int
) -> dict[tuple[int, int], Option]:
    """The best of each person, as many for each as fit. At least one for each, so that nobody is left out by it."""
    if len(best) <= most:
        return dict(best)
    of: dict[int, list[tuple[int, int]]] = {}
    for pair in sorted(best, key=lambda pair: (-whole(best[pair]), pair)):
        for one in pair:
            of.setdefault(one, []).append(pair)
    kept: set[tuple[int, int]] = set()
    worst_first = sorted(of, key=lambda one: (levels[one], one))
    for rank in range(max(map(len, of.values()))):
        more = {of[one][rank] for one in worst_first if rank < len(of[one])} - kept
        if rank and len(kept) + len(more) > most:
            break
        kept |= more
    return {pair: best[pair] for pair in sorted(kept)}


def _match(options: Mapping[tuple[int, int], Option], levels: Mapping[int, int], seed: int) -> set[tuple[int, int]]:
    if not options:
        return set()
    import rustworkx

    ids = sorted({one for pair in options for one in pair})
    number = {one: index for index, one in enumerate(ids)}
    ranks = {level: rank for rank, level in enumerate(sorted({levels[one] for one in ids}, reverse=True), start=1)}
    # A lot so small that all of them together are less than a thousandth of a worth: it decides between equals alone.
    lots = _LOT * len(ids)
    worths = {pair: whole(option) * lots + _lot(seed, pair) for pair, option in options.items()}
    # More than all worths of any choice together: serving someone goes before every worth.
    step = (max(worths.values()) + 1) * len(ids)
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(ids)
    graph.add_edges_from(
        [
            (number[a], number[b], worth + step * (ranks[levels[a]] + ranks[levels[b]]))
            for (a, b), worth in worths.items()
        ]
    )
    pairs = rustworkx.max_weight_matching(graph, max_cardinality=False, weight_fn=int, verify_optimum=False)
    return {(min(ids[a], ids[b]), max(ids[a], ids[b])) for a, b in pairs}


def _lot(seed: int, pair: tuple[int, int]) -> int:
    drawn = blake2b(f"{seed}:{pair[0]}:{pair[1]}".encode(), digest_size=4).digest()
    return int.from_bytes(drawn, "big")
