"""`alongside score-isolation`: the CSV it prints, and one sentence for whatever can't be read."""

from __future__ import annotations

import csv
import io
import random
import subprocess
import sys
from pathlib import Path

import pytest

from alongside.engine.isolation import Contact
from alongside.engine.isolation.cli import main
from alongside.engine.isolation.reading import read_events
from alongside.engine.tests.community import BEGIN, DAY, community

HEADER = "ts,type,actor,target,room\n"
GOOD = HEADER + "100,message,a,b,\n200,reply,b,a,\n"
ASKED = "checkpoint_ts,member\n300,a\n"


def events_of(contacts: list[Contact]) -> str:
    """A file of those contacts: what was a meeting becomes two people attending a room."""
    lines = []
    for c in contacts:
        at, target = int(c.at), "" if c.target is None else f"p{c.target}"
        if c.kind == "met":
            room = f"small{at}-{c.actor}"
            lines += [(at, f"{at},attend,p{c.actor},,{room}\n"), (at, f"{at},attend,{target},,{room}\n")]
        elif c.kind == "attend":
            lines.append((at, f"{at},attend,p{c.actor},,session{at}\n"))
        else:
            lines.append((at, f"{at},{c.kind},p{c.actor},{target},\n"))
    return HEADER + "".join(line for _, line in sorted(lines, key=lambda x: x[0]))


def asked(moments: list[int], people: int = 80) -> list[str]:
    """Everyone at those moments."""
    return [f"{t},p{i}\n" for t in moments for i in range(people)]


def scored(events: str, checkpoints: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    """The rows the command prints."""
    (folder / "e.csv").write_text(events)
    (folder / "c.csv").write_text(checkpoints)
    assert main([str(folder / "e.csv"), str(folder / "c.csv")]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("checkpoint_ts,member,score,reasons\n")
    return list(csv.DictReader(io.StringIO(said.out)))


def test_every_checkpoint_is_answered_in_the_order_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Any order, twice the same, members never seen, moments before anything happened: a score and reasons each."""
    wanted = [(300, "b"), (50, "a"), (300, "nobody, ever"), (10**9, "a"), (300, "b"), (-5, "a")]
    text = "checkpoint_ts,member\n" + "".join(f'{t},"{m}"\n' for t, m in wanted)
    rows = scored(GOOD, text, tmp_path, capsys)
    assert [(int(r["checkpoint_ts"]), r["member"]) for r in rows] == wanted
    assert all(0 <= float(r["score"]) <= 1 and r["reasons"] for r in rows)
    assert rows[0] == rows[4]
    assert "two-way contact with 1 person" in rows[0]["reasons"]


def test_a_prefix_has_the_same_scores(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What comes after a moment, and the other checkpoints, change neither its scores nor its reasons."""
    contacts = community(21, weeks=20)
    moments = [int(BEGIN + week * 7 * DAY) + 5000 for week in range(4, 20)]
    lines = asked(moments)
    random.Random(1).shuffle(lines)
    whole = scored(events_of(contacts), "checkpoint_ts,member\n" + "".join(lines), tmp_path, capsys)
    for cut in (moments[5], moments[11]):
        before = events_of([c for c in contacts if c.at <= cut])
        part = scored(before, "checkpoint_ts,member\n" + "".join(asked([cut])), tmp_path, capsys)
        there = {r["member"]: r for r in whole if r["checkpoint_ts"] == str(cut)}
        for row in part:
            assert float(row["score"]) == pytest.approx(float(there[row["member"]]["score"]), abs=1e-9)
            assert row["reasons"] == there[row["member"]]["reasons"]


def test_names_change_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other names, the same scores and reasons."""
    events = events_of(community(22, weeks=16))
    lines = asked([int(BEGIN + 100 * DAY)])
    mine = scored(events, "checkpoint_ts,member\n" + "".join(lines), tmp_path, capsys)
    names = [f"q{i:03}" for i in range(80)]
    random.Random(3).shuffle(names)

    def renamed(text: str) -> str:
        return "".join(
            ",".join(names[int(x[1:])] if x[:1] == "p" and x[1:].isdigit() else x for x in line.split(",")) + "\n"
            for line in text.splitlines()
        )

    theirs = scored(renamed(events), renamed("checkpoint_ts,member\n" + "".join(lines)), tmp_path, capsys)
    for a, b in zip(mine, theirs, strict=True):
        assert (names[int(a["member"][1:])], a["reasons"]) == (b["member"], b["reasons"])
        assert float(a["score"]) == pytest.approx(float(b["score"]), abs=1e-9)


def test_a_post_reaches_the_last_three_and_a_large_room_nobody() -> None:
    """The rules of the contract: three others within two days; attending counts among the first twelve."""
    posts = "".join(f"{t},post,{who},,r\n" for t, who in [(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, "a")])
    late = f"{5 + 48 * 3600},post,e,,r\n{6 + 48 * 3600},post,f,,r\n"
    read = read_events(HEADER + posts + late)
    name = {n: k for k, n in read.numbers.items()}
    reached = [(name[a], name[b]) for a, b in zip(read.actor, read.target, strict=True) if b >= 0]
    assert reached[:6] == [("b", "a"), ("c", "b"), ("c", "a"), ("d", "c"), ("d", "b"), ("d", "a")]
    assert reached[6:9] == [("a", "d"), ("a", "c"), ("a", "b")]
    assert reached[9:] == [("e", "a"), ("f", "e")]
    crowd = read_events(HEADER + "".join(f"{i},attend,p{i},,hall\n" for i in range(15)))
    assert sum(t >= 0 for t in crowd.target) == 12 * 11 // 2


BAD_EVENTS = {
    "empty": b"",
    "columns": b"ts,kind,actor,target,room\n",
    "short row": HEADER.encode() + b"100,message,a,b\n",
    "unsorted": HEADER.encode() + b"200,message,a,b,\n100,message,a,b,\n",
    "not a number": HEADER.encode() + b"noon,message,a,b,\n",
    "a fraction": HEADER.encode() + b"1.5,message,a,b,\n",
    "nan": HEADER.encode() + b"nan,message,a,b,\n",
    "huge": HEADER.encode() + b"9" * 400 + b",message,a,b,\n",
    "other digits": HEADER.encode() + "١٢,message,a,b,\n".encode(),
    "unknown type": HEADER.encode() + b"100,shout,a,b,\n",
    "no actor": HEADER.encode() + b"100,message,,b,\n",
    "cut off": HEADER.encode() + b'100,message,"a',
    "cut in a row": HEADER.encode() + b"100,message,a,b,\n200,mess",
    "binary": b"\x00\xff\xfe",
}
BAD_CHECKPOINTS = {
    "empty": b"",
    "columns": b"member,checkpoint_ts\n",
    "no member": b"checkpoint_ts,member\n100,\n",
    "bad time": b"checkpoint_ts,member\n1e9,a\n",
    "cut off": b"checkpoint_ts,member\n100",
}


BAD = [("events", name) for name in BAD_EVENTS] + [("checkpoints", name) for name in BAD_CHECKPOINTS]


@pytest.mark.parametrize(("which", "name"), BAD)
def test_unreadable_files(which: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, one sentence on standard error, nothing on standard output."""
    content = (BAD_EVENTS if which == "events" else BAD_CHECKPOINTS)[name]
    (tmp_path / "e.csv").write_bytes(content if which == "events" else GOOD.encode())
    (tmp_path / "c.csv").write_bytes(content if which == "checkpoints" else ASKED.encode())
    assert main([str(tmp_path / "e.csv"), str(tmp_path / "c.csv")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("score-isolation: ")
    assert said.err.count("\n") == 1
    assert said.err.endswith(".\n")


@pytest.mark.parametrize(
    "arguments", [[], ["nowhere.csv"], ["nowhere.csv", "nowhere.csv"], [".", "."], ["a", "b", "c"]]
)
def test_unusable_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 and one line."""
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1


def test_nobody_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No events and no checkpoints: the header alone."""
    assert scored(HEADER, "checkpoint_ts,member\n", tmp_path, capsys) == []
    assert len(scored(HEADER, ASKED, tmp_path, capsys)) == 1


def test_the_command_imports_no_django(tmp_path: Path) -> None:
    """Nor pandas nor numba: it starts quickly."""
    (tmp_path / "e.csv").write_text(GOOD)
    (tmp_path / "c.csv").write_text(ASKED)
    code = (
        "import sys; from alongside.site.cli import run; "
        f"status = run(['score-isolation', {str(tmp_path / 'e.csv')!r}, {str(tmp_path / 'c.csv')!r}]); "
        "sys.exit(status or any(m in sys.modules for m in ('django', 'numba', 'pandas')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
