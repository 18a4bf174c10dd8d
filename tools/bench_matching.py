"""Pairs for a whole program: the exact choice beside a greedy one, in one run.

    .venv/bin/python tools/bench_matching.py

Greedy takes the worst-off first and gives each their best option that is left. For each size: milliseconds of the
process's own work, how many are served of those with 0, 1, 2 and 3 or more two-way ties, and the total worth.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from alongside.engine.matching import Candidate, Option, pair_up

SIZES = ((60, 4), (60, 12), (60, 40), (1000, 4), (1000, 10), (1000, 40), (1000, 400))


def program(n: int, degree: int, seed: int) -> tuple[list[Candidate], list[Option]]:
    """`n` people; about `degree` options each, fewer for those with few ties: they are new to most."""
    dice = random.Random(seed)  # noqa: S311
    levels = dice.choices([0, 1, 2, 3], [1, 2, 3, 6], k=n)
    wants = dice.choices(range(n), [1 + level for level in levels], k=n * degree // 2)
    pairs = {(min(a, b), max(a, b)) for i, b in enumerate(wants) if (a := i % n) != b}
    return [Candidate(i, level) for i, level in enumerate(levels)], [
        Option(a, b, dice.randrange(1, 1001) / 100) for a, b in sorted(pairs)
    ]


def greedy(people: list[Candidate], options: list[Option]) -> list[Option]:
    """The baseline."""
    of: dict[int, list[Option]] = {}
    for option in options:
        of.setdefault(option.a, []).append(option)
        of.setdefault(option.b, []).append(option)
    taken: set[int] = set()
    chosen = []
    for one in sorted(people, key=lambda each: (each.level, each.id)):
        free = [each for each in of.get(one.id, ()) if not {each.a, each.b} & taken]
        if one.id not in taken and free:
            best = max(free, key=lambda each: (each.worth, -each.a, -each.b))
            chosen.append(best)
            taken |= {best.a, best.b}
    return chosen


def main() -> None:
    """Print the table."""
    pair_up([Candidate(1, 0), Candidate(2, 0)], [Option(1, 2, 1.0)])  # the solver is loaded
    print(f"{'people':>7}{'options':>9}   {'':6}{'ms':>8}   {'served of 0 · 1 · 2 · 3+ ties':30}{'worth':>9}  proven")
    for n, degree in SIZES:
        people, options = program(n, degree, seed=1)
        level = {each.id: each.level for each in people}
        for name in ("greedy", "exact"):
            started = time.process_time()
            if name == "greedy":
                chosen, proven = greedy(people, options), ""
            else:
                found = pair_up(people, options)
                chosen, proven = list(found.chosen), "yes" if found.proven else "no"
            spent = 1000 * (time.process_time() - started)
            covered = [level[one] for each in chosen for one in (each.a, each.b)]
            served = " · ".join(f"{covered.count(k)}/{sum(each.level == k for each in people)}" for k in range(4))
            worth = sum(each.worth for each in chosen)
            print(f"{n:7}{len(options):9}   {name:6}{spent:8.1f}   {served:30}{worth:9.1f}  {proven}")


if __name__ == "__main__":
    main()
