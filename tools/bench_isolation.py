"""How well the forecast of `alongside score-isolation` does under the referee, beside simple scores: one table a set.

    .venv/bin/python tools/bench_isolation.py [DATA.csv.gz …] [--runs N] [--prior]

Runs the referee on each set (three runs, the median of the seconds), and computes the simple scores of its README from
the same rows. "unseen" is the same forecast with a prior made from the other sets only. "chance" is the calibration
error that scores with no error at all would show on so few rows. `--prior` prints the weights of
`alongside/engine/isolation/prior.py` instead, made from the first 60 % of the weeks of all sets.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from alongside.engine.isolation.forecast import Forecaster  # noqa: E402
from alongside.engine.isolation.model import DAY, KINDS  # noqa: E402
from alongside.engine.isolation.prior import Prior  # noqa: E402
from alongside.engine.isolation.record import Record  # noqa: E402
from alongside.engine.isolation.regression import Weights, fit  # noqa: E402
from alongside.engine.isolation.traits import Traits, traits  # noqa: E402

SHARED = ROOT.parent / "shared"
HOLD = 10.0  # how firmly a prior's slopes keep to nothing; each set counts as EACH rows, whatever its size
EACH = 300.0


def load_task() -> Any:
    """The referee's definitions, as a module."""
    spec = importlib.util.spec_from_file_location("task", SHARED / "isolation" / "task.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Data:
    """One set: the referee's rows, and our measures at the moments of those rows."""

    path: Path
    contacts: tuple[Any, Any, Any]
    acted: tuple[Any, Any]
    rows: dict[str, Any]
    test: Any
    train: Any
    record: Record
    measured: dict[int, Traits]

    def column(self, of: Any) -> Any:
        """The values of `of(traits)` for each of the referee's rows."""
        out = np.empty(len(self.rows["t"]))
        for at, seen in self.measured.items():
            here = self.rows["t"] == at
            out[here] = of(seen)[self.rows["m"][here]]
        return out

    def matrix(self) -> Any:
        """Our columns for each of the referee's rows."""
        return np.stack([self.column(lambda s, k=k: s.columns()[:, k]) for k in range(5)], axis=1)


def load(task: Any, path: Path) -> Data:
    """Read a set with the referee's own reader."""
    events = task.load(path)
    contacts = task.contacts(events)
    rows = task.build(events, contacts)
    train, test = task.split(rows)
    at, u, v = contacts
    # whoever acts without reaching anybody still took part
    record = Record.of_columns(
        np.concatenate([events["ts"], at]),
        np.concatenate([events["actor"], u]),
        np.concatenate([np.full(len(events["ts"]), -1), v]),
        np.concatenate([np.full(len(events["ts"]), KINDS.index("post")), np.full(len(at), KINDS.index("reply"))]),
        range(len(events["names"])),
    )
    measured = {int(t): traits(record, float(t)) for t in np.unique(rows["t"])}
    return Data(path, contacts, (events["ts"], events["actor"]), rows, test, train, record, measured)


def weights(sets: list[Data], settled: bool, first_weeks: bool) -> Weights:
    """Ridge regression over those sets, each with a level of its own; the level is their mean."""
    parts = []
    for data in sets:
        mask = data.rows["settled"] == settled
        if first_weeks:
            mask &= data.train
        parts.append((data.matrix()[mask], data.rows["iso"][mask].astype(float)))
    middle = np.mean([x.mean(0) for x, _ in parts], axis=0)
    spread = np.sqrt(np.mean([x.var(0) for x, _ in parts], axis=0))
    k, n = len(middle), len(parts)
    x = np.concatenate(
        [np.column_stack([(x - middle) / spread, np.tile(np.eye(n)[i], (len(y), 1))]) for i, (x, y) in enumerate(parts)]
    )
    y = np.concatenate([y for _, y in parts])
    weight = np.concatenate([np.full(len(y), EACH / len(y)) for _, y in parts])
    found = fit(x, y, weight, np.zeros(k + n), np.append(np.full(k, HOLD), np.full(n, 1e-3)))
    rounded = [tuple(round(float(v), 3) for v in part) for part in (middle, spread, found[:k])]
    return Weights(*rounded, round(float(found[k:].mean()), 3))


def prior(sets: list[Data], first_weeks: bool) -> Prior:
    """A prior made from those sets."""
    return Prior(weights(sets, True, first_weeks), weights(sets, False, first_weeks))


def quoted(path: Path) -> dict[str, str]:
    """What simple scores reach on that set by the README beside the referee; nothing for a set it doesn't have."""
    lines = (SHARED / "isolation" / "README.md").read_text().splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    names = table[0][1:] if table else []
    here = [i for i, name in enumerate(names, 1) if path.name.startswith(name)]
    return {row[0]: row[here[0]] for row in table[2:]} if here else {}


def simple(task: Any, data: Data) -> dict[str, Any]:
    """The simple scores of the referee's README, higher meaning less contact."""
    at, u, v = data.contacts
    out = {name: np.empty(len(data.rows["t"])) for name in ("messages 14 d", "ties 28 d", "tie strength 7 d")}
    acts_at, who = data.record.acts
    n = data.record.size
    for t in data.measured:
        here = data.rows["t"] == t
        mine = data.rows["m"][here]
        a, b = np.searchsorted(data.acted[0], [t - 14 * DAY, t], "right")
        out["messages 14 d"][here] = -np.bincount(data.acted[1][a:b], minlength=n)[mine]
        c, b = np.searchsorted(at, [t - 28 * DAY, t], "right")
        pairs = task.mutual_members(u[c:b], v[c:b], n)[1]
        out["ties 28 d"][here] = -np.bincount(pairs[:, 0], minlength=n)[mine]
        age = 0.5 ** ((t - at[:b]) / DAY / 7)
        out["tie strength 7 d"][here] = -(np.bincount(u[:b], age, n) + np.bincount(v[:b], age, n))[mine]
    out["last act"] = data.column(lambda s: s.gap)
    half = {
        int(t): np.unique(who[acts_at <= t] * 100_000 + ((t - acts_at[acts_at <= t]) // DAY).astype(int))
        for t in data.measured
    }
    out["active days 14 d"] = data.column(
        lambda s: -np.bincount(half[int(s.at)] // 100_000, 0.5 ** ((half[int(s.at)] % 100_000 + 0.5) / 14), n)
    )
    return out


def week_auc(task: Any, data: Data, score: Any, mask: Any) -> float:
    """The referee's AUC within weeks."""
    return float(task.by_week(data.rows["t"][mask], data.rows["iso"][mask].astype(float), score[mask])[0])


def own_scores(data: Data, belief: Prior) -> Any:
    """Our scores for the referee's rows, with that prior."""
    forecaster = Forecaster(data.record, belief)
    return data.column(forecaster.scores)


def chance(task: Any, score: Any) -> float:
    """Calibration error expected of perfect scores, over 200 draws of outcomes."""
    dice = np.random.default_rng(0)
    return float(np.mean([task.ece((dice.random(len(score)) < score).astype(float), score) for _ in range(200)]))


def referee(path: Path, runs: int) -> dict[str, Any]:
    """What the referee says of the command; seconds are the median of the runs."""
    seconds = []
    for _ in range(runs):
        command = [sys.executable, str(SHARED / "isolation" / "evaluate.py"), "--json", str(path), "--"]
        command += [sys.executable, "-m", "alongside", "score-isolation"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if not done.stdout:
            sys.exit(done.stderr)
        said: dict[str, Any] = json.loads(done.stdout)
        seconds.append(said["seconds"])
    said["seconds"] = statistics.median(seconds)
    return said


def report(task: Any, data: Data, others: list[Data], runs: int) -> dict[str, float]:
    """Print one set's table. Returns the within-week AUC of every score."""
    said = referee(data.path, runs)
    settled = data.test & data.rows["settled"]
    aucs = {name: week_auc(task, data, score, settled) for name, score in simple(task, data).items()}
    aucs["this"] = said["settled"]["auc_week"]
    print(
        f"\n{data.path.name}: {said['rows']} rows, {int(settled.sum())} settled and judged, "
        f"base {said['settled']['base']:.2f}"
    )
    print(f"  leaks {said['leaks']}, missing {said['missing']}, {said['seconds']:.1f} s")
    unseen = own_scores(data, prior(others, first_weeks=False)) if others else None
    if unseen is not None:
        aucs["this, unseen"] = week_auc(task, data, unseen, settled)
    print("  AUC within weeks, settled: " + ", ".join(f"{name} {value:.3f}" for name, value in aucs.items()))
    for name, value in quoted(data.path).items():
        print(f"    README: {name:<66} {value}")
    for cohort in ("settled", "connected", "active"):
        found = said[cohort]
        print(
            f"  {cohort:<9} AUC {found['auc_week']:.3f}, calibration error {found['ece']:.3f}, "
            f"Brier skill {found['bss']:.3f}, reasons on {100 * found['flagged_with_reasons']:.0f} % of the flagged"
        )
    if unseen is not None:
        y = data.rows["iso"][settled].astype(float)
        error = task.ece(y, unseen[settled])
        print(f"  unseen    calibration error {error:.3f}, by chance {chance(task, unseen[settled]):.3f}")
    for name, part in said["slices_auc"].items():
        print(f"  {name:<20} n {part['n']:>5}, base {part['base']:.2f}, AUC {part['auc']:.3f}")
    print(f"  lead: {said['lead']}")
    return aucs


def main(argv: list[str]) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--prior", action="store_true")
    chosen = parser.parse_args(argv)
    task = load_task()
    paths = chosen.data or sorted((SHARED / "data" / "isolation").glob("*.csv.gz"))
    sets = [load(task, path) for path in paths]
    if chosen.prior:
        print(prior(sets, first_weeks=True))
        return 0
    found = [report(task, data, [d for d in sets if d is not data], chosen.runs) for data in sets]
    print("\nmean AUC within weeks, settled")
    for name in found[0]:
        print(f"  {name:<20} {statistics.mean(f[name] for f in found):.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
