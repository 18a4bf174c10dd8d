"""`alongside plan-breakouts`: exit statuses, and one sentence for whatever can't be read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from alongside.engine.seating.cli import main
from alongside.engine.tests.test_seating_plan import plain


def test_a_plan_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 and the plan as JSON; the same seed and moves print the same."""
    path = tmp_path / "i.json"
    path.write_text(json.dumps(plain(11, [3, 4], 3)))
    assert main([str(path), "--moves", "20000", "--seed", "4"]) == 0
    once = capsys.readouterr().out
    assert main([str(path), "--moves", "20000", "--seed", "4"]) == 0
    assert capsys.readouterr().out == once
    assert json.loads(once)["format"] == "breakouts-plan/1"


def test_impossible_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 3 and the reasons."""
    path = tmp_path / "i.json"
    path.write_text(json.dumps(plain(5, [3, 4], 1)))
    assert main([str(path)]) == 3
    assert json.loads(capsys.readouterr().out)["reasons"][0]["code"] == "size"


@pytest.mark.parametrize(
    "content",
    [b"{", b"\x00\xff", b"[" * 100_000, b"[]", b'{"format": 9' + b"9" * 5000 + b"}", b'{"a": NaN}'],
    ids=["cut off", "binary", "deep", "list", "huge number", "nan"],
)
def test_unreadable_files(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, one line on standard error, nothing on standard output."""
    path = tmp_path / "i.json"
    path.write_bytes(content)
    assert main([str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["nowhere.json"], ["."], ["x", "--seconds", "nan"], ["x", "--moves", "-1"]])
def test_unusable_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 and one line."""
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_command_imports_no_django_and_no_numba() -> None:
    """Planning stays quick to start: the compiled kernel is loaded without what made it."""
    code = (
        "import sys; from alongside.engine.seating import plan, read_instance; "
        "plan(read_instance({'format': 'breakouts-instance/1', 'id': 'x', 'rounds': 2, 'room_size': [3, 4], "
        "'members': [{'id': str(i)} for i in range(11)]}), moves=2000); "
        "sys.exit(any(m in sys.modules for m in ('django', 'numba', 'numpy', 'pandas')))"
    )
    main_first = subprocess.run([sys.executable, "-c", code], check=False)
    # the very first run on a machine compiles, and compiling imports numba
    assert main_first.returncode == 0 or subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
