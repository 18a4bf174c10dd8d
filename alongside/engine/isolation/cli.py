"""`alongside score-isolation EVENTS.csv CHECKPOINTS.csv`: scores with their reasons, as CSV on standard output.

Exit status: 0, or 2 where a file or the arguments can't be read (one sentence on standard error, nothing on standard
output).
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

import numpy as np

from alongside.engine.isolation.forecast import Forecaster
from alongside.engine.isolation.judging import judge_with
from alongside.engine.isolation.model import Judgement, Member
from alongside.engine.isolation.reading import Checkpoint, Community, Unreadable, read_checkpoints, read_events
from alongside.engine.isolation.reasons import sentence

EXIT_SCORED, EXIT_UNREADABLE = 0, 2
HEADER: Final = ("checkpoint_ts", "member", "score", "reasons")
_LARGEST_FILE: Final = 512 * 1024 * 1024


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Unreadable(f"{message[:1].upper()}{message[1:]}.")


def _read(path: str) -> str:
    """The text of a file."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or "not a usable file name"
        raise Unreadable(f"{path} can't be read: {why}.") from None
    if len(content) > _LARGEST_FILE:
        raise Unreadable(f"{path} is larger than {_LARGEST_FILE >> 20} MB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{path} is not a text in UTF-8.") from None


def score(community: Community, checkpoints: Sequence[Checkpoint]) -> list[Judgement]:
    """One judgement a checkpoint, in their order. Somebody is there from their first act on."""
    numbers = [community.number(c.name) for c in checkpoints]
    forecaster = Forecaster(community.record())
    first = forecaster.record.first_act
    place = forecaster.record.place
    found: dict[tuple[int, int], Judgement] = {}
    by_moment: dict[int, set[int]] = {}
    for checkpoint, number in zip(checkpoints, numbers, strict=True):
        by_moment.setdefault(checkpoint.at, set()).add(number)
    for at, asked in sorted(by_moment.items()):
        members = [Member(n, since=float(np.minimum(first[place[n]], at))) for n in sorted(asked)]
        for judgement in judge_with(forecaster, members, float(at)):
            found[at, judgement.member] = judgement
    return [found[c.at, n] for c, n in zip(checkpoints, numbers, strict=True)]


def main(argv: Sequence[str]) -> int:
    """Run the command. Returns its exit status."""
    parser = _Parser(
        prog="alongside score-isolation",
        description="For each checkpoint, the probability of no two-way contact in the next 14 days, and why.",
        allow_abbrev=False,
    )
    parser.add_argument("events", help="CSV: ts,type,actor,target,room")
    parser.add_argument("checkpoints", help="CSV: checkpoint_ts,member")
    try:
        chosen = parser.parse_args(argv)
        community = read_events(_read(chosen.events), chosen.events)
        checkpoints = read_checkpoints(_read(chosen.checkpoints), chosen.checkpoints)
    except Unreadable as problem:
        print(f"score-isolation: {problem}", file=sys.stderr)
        return EXIT_UNREADABLE
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for checkpoint, judgement in zip(checkpoints, score(community, checkpoints), strict=True):
        why = "; ".join(sentence(r) for r in judgement.reasons)
        writer.writerow((checkpoint.written, checkpoint.name, f"{judgement.score:.9f}", why))
    sys.stdout.write(out.getvalue())
    return EXIT_SCORED
