"""`alongside plan-breakouts INSTANCE.json`: plan an instance and print the plan as JSON.

Exit status: 0 a plan, 3 no plan can meet the hard rules (reasons in the plan), 2 the instance or the arguments can't be
read (one sentence on standard error).
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from alongside.engine.seating.reading import Unreadable, read_instance

EXIT_PLAN, EXIT_UNREADABLE, EXIT_INFEASIBLE = 0, 2, 3
_LARGEST_FILE = 64 * 1024 * 1024


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Unreadable(f"{message[:1].upper()}{message[1:]}.")


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0 and up to 3600")
    return value


def _whole(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = -1
    if not 0 <= value < 2**63:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a whole number from 0 up")
    return value


def _read(path: str) -> Any:
    """The JSON in a file ("-": standard input)."""
    try:
        if path == "-":
            text = sys.stdin.buffer.read(_LARGEST_FILE + 1)
        else:
            with Path(path).open("rb") as file:
                text = file.read(_LARGEST_FILE + 1)
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or "not a usable file name"
        raise Unreadable(f"{path} can't be read: {why}.") from None
    if len(text) > _LARGEST_FILE:
        raise Unreadable(f"{path} is larger than {_LARGEST_FILE >> 20} MB.")
    try:
        return json.loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(f"{path} is not a text in UTF-8.") from None
    except RecursionError:
        raise Unreadable(f"{path} is nested too deeply.") from None
    except ValueError as problem:
        raise Unreadable(f"{path} is not JSON: {problem}.") from None


def main(argv: Sequence[str]) -> int:
    """Run the command. Returns its exit status."""
    started = time.monotonic()
    parser = _Parser(prog="alongside plan-breakouts", description="Plan breakout rounds.", allow_abbrev=False)
    parser.add_argument("instance", help='the instance, "-" for standard input')
    parser.add_argument("--seconds", type=_seconds, help="time to plan (default 1)")
    parser.add_argument("--moves", type=_whole, help="search moves instead of time: the same seed, the same plan")
    parser.add_argument("--seed", type=_whole, default=0)
    try:
        chosen = parser.parse_args(argv)
        instance = read_instance(_read(chosen.instance))
    except Unreadable as problem:
        print(f"plan-breakouts: {problem}", file=sys.stderr)
        return EXIT_UNREADABLE
    from alongside.engine.seating.planner import DEFAULT_SECONDS, plan

    seconds = chosen.seconds
    if seconds is None and chosen.moves is None:
        seconds = DEFAULT_SECONDS
    if seconds is not None:
        seconds = max(0.01, seconds - (time.monotonic() - started))
    found = plan(instance, seconds=seconds, moves=chosen.moves, seed=chosen.seed)
    json.dump(found.to_json(instance), sys.stdout, separators=(",", ":"))
    print()
    return EXIT_PLAN if found.status == "ok" else EXIT_INFEASIBLE
