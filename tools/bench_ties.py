"""How fast ties are recorded, rebuilt and read, beside a plain-dictionary version in the same run.

    .venv/bin/python tools/bench_ties.py [--people N] [--events N] [--runs N]

A seeded year of an invented program: groups of twelve and circles of twenty-five, a few very busy people and many quiet
ones, a few very close ties and many loose ones, evenings busier than nights, one event in a hundred late by up to a
week. Seconds are this process's own work on one core, medians of the runs, fastest and slowest beside them. The plain
version does the same work (values, counts, last contacts) except the exact two-way moment of late events, and
scores the same state; both states are compared to 1e-9. Ends with 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from alongside.engine.ties import DECAYS, TWO_WAY_LATELY, TWO_WAY_WINDOW, Kind, warm  # noqa: E402
from alongside.engine.ties.kinds import CODES, KINDS  # noqa: E402
from alongside.engine.ties.layout import KIND_BITS, KIND_MASK  # noqa: E402
from alongside.engine.ties.reading import Standing, standing, tie_of  # noqa: E402
from alongside.engine.ties.record import Events, Ties, rebuild  # noqa: E402

CLOCK = time.process_time
DAY, DAYS = 86_400.0, 365
EVENTS_PER_SECOND, REBUILD_SECONDS, SCORING_SECONDS = 100_000, 5.0, 0.050
WINDOW, LATELY = TWO_WAY_WINDOW.total_seconds(), TWO_WAY_LATELY.total_seconds()
NEVER = float("-inf")


def program(people: int, events: int, seed: int = 22) -> Events:
    """An invented year. Half is written one to another, a fifth small rooms (both ways), a third the same sessions."""
    dice = np.random.default_rng(seed)
    busy = dice.lognormal(0.0, 1.2, people)
    circle = dice.permutation(people)
    place = np.argsort(circle)
    # thirty people each: eleven of one's group, eleven of one's circle, eight from anywhere, rather the busy ones
    group_start = np.arange(people) // 12 * 12
    near = (group_start[:, None] + np.arange(12)) % people
    ring = circle[(place // 25 * 25)[:, None] + np.arange(11) - people]
    far = dice.choice(people, (people, 8), p=busy / busy.sum())
    known = np.concatenate([near, ring, far], axis=1)
    known = dice.permuted(known, axis=1)
    closeness = 1.0 / np.arange(1, known.shape[1] + 1) ** 1.1

    def pick(n: int, among: Any, weights: Any) -> tuple[Any, Any]:
        who = dice.choice(people, n, p=busy / busy.sum())
        return who, among[who, dice.choice(len(weights), n, p=weights / weights.sum())]

    rooms, sessions = events // 10, events // 6
    written = events - 2 * rooms - 2 * sessions
    who, whom = pick(written, known, closeness)
    turned = dice.random(written) < 0.5  # every second one the other way round
    who, whom = np.where(turned, whom, who), np.where(turned, who, whom)
    of = ((Kind.WROTE, 0.4), (Kind.REPLIED, 0.28), (Kind.REACTED, 0.26), (Kind.MENTORED, 0.03), (Kind.THANKED, 0.03))
    kind = dice.choice([CODES[k] for k, _ in of], written, p=[share for _, share in of])
    parts = [(who, whom, kind, _moments(dice, written))]
    for n, what in ((rooms, Kind.SMALL_ROOM), (sessions, Kind.SESSION)):
        one, other = pick(n, near, np.ones(12))
        at = _moments(dice, n)
        code = np.full(n, CODES[what])
        if what is Kind.SMALL_ROOM:
            code[dice.random(n) < 0.1] = CODES[Kind.GATHERING]
        parts += [(one, other, code, at), (other, one, code, at)]
    actor, target, code, at = (np.concatenate([part[i] for part in parts]) for i in range(4))
    target = np.where(actor == target, (target + 1) % people, target)
    arrived = at + np.where(dice.random(len(at)) < 0.01, dice.uniform(0, 7 * DAY, len(at)), 0.0)
    order = np.argsort(arrived, kind="stable")
    amount = np.ones(len(at), np.float32)
    return Events(at[order], actor[order], target[order], code[order].astype(np.uint8), amount)


def _moments(dice: np.random.Generator, n: int) -> Any:
    """Evenings rather than nights, weekdays rather than weekends."""
    hour = dice.normal(18.5, 3.5, n) % 24
    day = dice.integers(0, DAYS, 2 * n)
    day = day[(day % 7 < 5) | (dice.random(2 * n) < 0.5)][:n]
    return np.floor(1.7e9 + day * DAY + hour * 3600)


class PlainTies:
    """The same in dictionaries: what one would write first."""

    def __init__(self) -> None:
        self.levels: dict[tuple[int, int, int], list[float]] = {}  # value, value back, as_of, times, times back
        self.pairs: dict[tuple[int, int], list[float]] = {}  # first, last, last back, two-way moment
        self.half_lives = [DECAYS[kind].seconds for kind in KINDS]
        self.two_way = [DECAYS[kind].two_way for kind in KINDS]

    def add(self, at: float, actor: int, target: int, kind: int, amount: float) -> None:
        way = 0 if actor < target else 1
        lo, hi = (actor, target) if way == 0 else (target, actor)
        level = self.levels.get((lo, hi, kind))
        if level is None:
            level = self.levels[lo, hi, kind] = [0.0, 0.0, at, 0, 0]
        if at >= level[2]:
            left = 2.0 ** ((level[2] - at) / self.half_lives[kind])
            level[0] *= left
            level[1] *= left
            level[2] = at
            level[way] += amount
        else:
            level[way] += amount * 2.0 ** ((at - level[2]) / self.half_lives[kind])
        level[3 + way] += 1
        pair = self.pairs.get((lo, hi))
        if pair is None:
            pair = self.pairs[lo, hi] = [at, NEVER, NEVER, NEVER]
        if at < pair[0]:
            pair[0] = at
        if self.two_way[kind]:
            if at > pair[1 + way]:
                pair[1 + way] = at
            back = pair[2 - way]
            if abs(at - back) <= WINDOW:
                pair[3] = max(pair[3], at, back)

    def standing(self, people: int, at: float) -> tuple[list[int], list[float], list[float], list[float]]:
        two_way, strength, strongest, newest = [0] * people, [0.0] * people, [0.0] * people, [NEVER] * people
        sides: dict[tuple[int, int], list[float]] = {}
        for (lo, hi, kind), level in self.levels.items():
            if not self.two_way[kind]:
                continue
            left = DECAYS[KINDS[kind]].weight * 2.0 ** ((level[2] - at) / self.half_lives[kind])
            side = sides.setdefault((lo, hi), [0.0, 0.0])
            side[0] += left * level[0]
            side[1] += left * level[1]
        for pair, (_, out, back, met) in self.pairs.items():
            both = 2.0 * min(sides.get(pair, (0.0, 0.0)))
            lately = out >= at - LATELY and back >= at - LATELY
            for person in pair:
                two_way[person] += lately
                strength[person] += both
                strongest[person] = max(strongest[person], both)
                newest[person] = max(newest[person], met)
        share = [most / all_ if all_ else 0.0 for most, all_ in zip(strongest, strength, strict=True)]
        return two_way, strength, share, newest


def timed(runs: int, work: Callable[[], Any]) -> tuple[list[float], Any]:
    """Seconds of work of each run, sorted, and the last result."""
    seconds, result = [], None
    for _ in range(runs):
        result = None
        gc.collect()
        started = CLOCK()
        result = work()
        seconds.append(CLOCK() - started)
    return sorted(seconds), result


def compare(ties: Ties, plain: PlainTies, mine: Standing, theirs: tuple[Any, ...]) -> None:
    """Raises AssertionError where the two states differ by more than 1e-9."""
    pairs, entries = ties.pairs, ties.entries
    assert (len(pairs), len(entries)) == (len(plain.pairs), len(plain.levels))
    row = pairs[entries["where"] >> KIND_BITS]
    keys = zip(row["lo"].tolist(), row["hi"].tolist(), (entries["where"] & KIND_MASK).tolist(), strict=True)
    levels = np.array([plain.levels[key] for key in keys])
    assert np.allclose(entries["value"], levels[:, :2], rtol=1e-9, atol=1e-9)
    assert (entries["as_of"] == levels[:, 2]).all()
    assert (entries["times"] == levels[:, 3:]).all()
    assert (mine.two_way_ties == theirs[0]).all()
    assert np.allclose(mine.strength, theirs[1], rtol=1e-9, atol=1e-9)
    assert np.allclose(mine.strongest_share, theirs[2], rtol=1e-9, atol=1e-9)


def line(what: str, seconds: list[float], scale: float, unit: str, plain: float, target: str) -> None:
    middle = statistics.median(seconds)
    print(
        f"{what:<44}{scale * middle:9.2f} {unit} ({scale * seconds[0]:.2f} to {scale * seconds[-1]:.2f})"
        f"   plain {scale * plain:9.2f} {unit}   {plain / middle:6.1f} times as fast   {target}",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    people, runs = chosen.people, chosen.runs
    events = program(people, chosen.events)
    warm()

    built, ties = timed(runs, lambda: rebuild(events, people))
    n, at = len(events), ties.newest + DAY
    both = np.isfinite(ties.pairs["met"])
    contacts = np.bincount(np.concatenate([ties.pairs["lo"], ties.pairs["hi"]]), minlength=people)
    print(f"{people:,} people, {n:,} events, {len(ties.pairs):,} ties, {both.mean():.0%} of them ever two-way;")
    print(f"ties of a person: {np.percentile(contacts, [10, 50, 90]).astype(int).tolist()} (10, 50, 90 of 100)")
    print(f"memory: {ties.used_bytes / 1e6:.1f} MB, {ties.used_bytes / len(ties.pairs):.0f} bytes a tie\n", flush=True)

    # one at a time onto a state that is already large: the last tenth of the year
    few = min(200_000, n // 10)
    before = Events(*(getattr(events, name)[:-few] for name in ("at", "actor", "target", "kind", "amount")))
    rows = list(
        zip(
            *(getattr(events, name)[-few:].tolist() for name in ("at", "actor", "target")),
            [KINDS[code] for code in events.kind[-few:]],
            events.amount[-few:].tolist(),
            strict=True,
        )
    )
    codes = events.kind.tolist()
    columns = [getattr(events, name).tolist() for name in ("at", "actor", "target", "amount")]
    plain = PlainTies()
    started = CLOCK()
    for moment, actor, target, amount, kind in zip(*(c[:-few] for c in columns), codes[:-few], strict=True):
        plain.add(moment, actor, target, kind, amount)
    middle = CLOCK()
    for moment, actor, target, amount, kind in zip(*(c[-few:] for c in columns), codes[-few:], strict=True):
        plain.add(moment, actor, target, kind, amount)
    plain_added, plain_built = CLOCK() - middle, CLOCK() - started

    added = []
    for _ in range(runs):
        state = rebuild(before, people)
        gc.collect()
        started = CLOCK()
        for row in rows:
            state.add(*row)
        added.append(CLOCK() - started)
    added.sort()
    scored, mine = timed(4 * runs, lambda: standing(ties, at))
    plain_scored, theirs = timed(1, lambda: plain.standing(people, at))
    compare(ties, plain, mine, theirs)
    compare(state, plain, standing(state, at), theirs)
    some = [(int(row["lo"]), int(row["hi"])) for row in ties.pairs[:: max(1, len(ties.pairs) // 2000)]]
    looked, _ = timed(runs, lambda: [tie_of(ties, a, b, at) for a, b in some])

    rate = few / statistics.median(added)
    line(
        "an event, recorded one at a time",
        [s / few for s in added],
        1e6,
        "µs",
        plain_added / few,
        f"{rate:,.0f} a second",
    )
    line(f"rebuilding from {n:,} events", built, 1, "s ", plain_built, f"target {REBUILD_SECONDS:.0f} s")
    line(f"scoring {people:,} people", scored, 1e3, "ms", plain_scored[0], f"target {1e3 * SCORING_SECONDS:.0f} ms")
    print(f"{'one tie, read with everything':<44}{1e6 * statistics.median(looked) / len(some):9.2f} µs")
    print("\nall three states agree to 1e-9")
    good = (
        rate >= EVENTS_PER_SECOND
        and statistics.median(built) <= REBUILD_SECONDS
        and statistics.median(scored) <= SCORING_SECONDS
    )
    print("every target is met" if good else "a target is missed")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
