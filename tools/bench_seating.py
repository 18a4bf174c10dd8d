"""How well and how fast breakout rounds are planned: one table.

    .venv/bin/python tools/bench_seating.py [INSTANCES_DIR] [--seeds N] [--seconds 0.1 1 10]

For each instance: milliseconds to the first valid plan, and the score after each time beside the reference where the
instance has one (+ better, = equal, - worse), medians over the seeds. Then equal rooms for as many weeks
as are known to
be possible, and instances of our own that have no reference. The folder defaults to ../shared/breakouts/instances.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from alongside.engine.seating import Instance, Plan, plan, read_instance, warm  # noqa: E402

# Seconds of this process's own work: another program on the machine does not change the table.
CLOCK = time.process_time

WEEKS = {
    3: {3: 4, 4: 4, 5: 7, 6: 8, 7: 10, 8: 11, 9: 13, 10: 14},
    4: {4: 5, 5: 5, 6: 7, 7: 9, 8: 10},
    5: {5: 6, 6: 6, 7: 7},
}


def first_plan(instance: Instance, seed: int) -> float:
    """Milliseconds until there is a valid plan to show."""

    class Shown(Exception):
        """Raised to stop at the first."""

    def stop(_: Plan) -> None:
        raise Shown

    started = CLOCK()
    with contextlib.suppress(Shown):
        plan(instance, seconds=5, seed=seed, improved=stop, clock=CLOCK)
    return 1000 * (CLOCK() - started)


def against(score: tuple[float, ...], reference: list[float] | None) -> str:
    """+ better, = equal, - worse than the reference; ? without one."""
    if not reference:
        return "?"
    ours = [round(x, 4) for x in score]
    theirs = [round(x, 4) for x in reference]
    return "+" if ours < theirs else "=" if ours == theirs else "-"


def line(source: dict[str, Any], times: list[float], seeds: int) -> dict[float, str]:
    """Print one instance's row. Returns the mark against the reference for each time."""
    instance = read_instance(source)
    reference = source.get("reference", {}).get("best", {}).get("score")
    first = statistics.median(first_plan(instance, seed) for seed in range(seeds))
    cells, marks = [], {}
    for seconds in times:
        found = [plan(instance, seconds=seconds, seed=seed, clock=CLOCK) for seed in range(seeds)]
        scores = sorted(p.metrics.score for p in found if p.metrics)
        if not scores:
            cells.append(", ".join(sorted({r.code for p in found for r in p.reasons})))
            continue
        middle = scores[len(scores) // 2]
        marks[seconds] = against(middle, reference)
        text = "/".join(f"{x:g}" for x in middle)
        cells.append(f"{text} {marks[seconds]}")
    wanted = "/".join(f"{x:g}" for x in reference) if reference else ""
    print(f"{instance.id:<28} {first:7.0f}  " + "  ".join(f"{c:<26}" for c in cells) + f"  {wanted}", flush=True)
    return marks


def plain(size: list[int], people: int, rounds: int, name: str) -> dict[str, Any]:
    """An instance without rules."""
    members = [{"id": f"m{i}"} for i in range(people)]
    return {
        "format": "breakouts-instance/1",
        "id": name,
        "members": members,
        "rounds": rounds,
        "room_size": size,
    }


def pure_table() -> None:
    """Every entry of the table of best-known weeks, with a tenth of a second each."""
    print("\nequal rooms, 0.1 s: new pairs of the bound, worst-off new people, milliseconds")
    for size, known in WEEKS.items():
        for rooms, weeks in known.items():
            instance = read_instance(plain([size, size], size * rooms, weeks, f"{size}x{rooms}"))
            started = CLOCK()
            found = plan(instance, seconds=0.1, clock=CLOCK)
            spent = 1000 * (CLOCK() - started)
            m = found.metrics
            assert m is not None
            note = "" if m.new_pairs == m.bound_pairs and m.max_deficit == 0 else "  not reached"
            print(
                f"  {size * rooms:>3} people in {size}s, {weeks:>2} rounds: {m.new_pairs:>4}/{m.bound_pairs:<4}"
                f" worst {m.worst_new}/{m.bound_worst_new}  {spent:5.0f} ms{note}"
            )


def own() -> list[dict[str, Any]]:
    """Instances of our own: mixed sizes at several scales."""
    shapes = [([3, 4], 17, 5), ([4, 5], 23, 6), ([3, 4], 46, 7), ([3, 5], 58, 6), ([4, 5], 301, 5)]
    return [plain(s, n, w, f"own-{n}-{s[0]}{s[1]}-{w}") for s, n, w in shapes]


def main(argv: list[str]) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = ROOT.parent / "shared" / "breakouts" / "instances"
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--seconds", type=float, nargs="+", default=[0.1, 1.0, 10.0])
    chosen = parser.parse_args(argv)
    warm()
    head = "  ".join(f"{f'after {s:g} s':<26}" for s in chosen.seconds)
    print(f"{'instance':<28} {'first ms':>8}  {head}  reference")
    sources = [json.loads(f.read_text()) for f in sorted(chosen.folder.glob("*.json"))]
    totals: dict[float, list[str]] = {s: [] for s in chosen.seconds}
    for source in [*sources, *own()]:
        for seconds, mark in line(source, chosen.seconds, chosen.seeds).items():
            totals[seconds].append(mark)
    for seconds, marks in totals.items():
        judged = [m for m in marks if m != "?"]
        good = sum(m in "+=" for m in judged)
        print(f"after {seconds:g} s: as good or better on {good} of {len(judged)}")
    pure_table()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
