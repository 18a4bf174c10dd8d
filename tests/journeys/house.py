"""A whole house for a journey: its own folder, database and ports, started by the same command as the real one."""

import atexit
import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parent.parent.parent
T = TypeVar("T")


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: str, ask: Callable[[], T], *, seconds: float = 20.0) -> T:
    """What `ask` returns once it is truthy. After `seconds` an AssertionError says what never came true, and the last
    answer or exception, so that a failure explains itself."""
    last: object = None
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            last = ask()
            if last:
                return last
        except Exception as error:  # what is being waited for may not be there yet
            last = error
        time.sleep(0.1)
    raise AssertionError(f"after {seconds} s still not: {what}; last answer: {last!r}")


@functools.cache
def migrated() -> Path:
    """An empty database with every table, made once for all houses of a run."""
    folder = Path(tempfile.mkdtemp(prefix="alongside-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    House(folder, 0, 0).run("-m", "alongside", "manage", "migrate", "-v", "0")
    return folder / "alongside.sqlite3"


@dataclass
class House:
    """A running house. `ask` runs a script of tests/journeys/scripts inside its Django and returns its JSON."""

    folder: Path
    port: int
    gateway_port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        return os.environ | {
            "ALONGSIDE_DEMO": "1",
            "ALONGSIDE_TESTING": "1",
            "ALONGSIDE_VAR": str(self.folder),
            "ALONGSIDE_PORT": str(self.port),
            "ALONGSIDE_GATEWAY_PORT": str(self.gateway_port),
            "DJANGO_SETTINGS_MODULE": "alongside.site.settings",
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *command: str, seconds: float = 120) -> str:
        """Run `python COMMAND…` inside the house and return what it printed. Raises with its errors."""
        done = subprocess.run(
            [sys.executable, *command], env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=seconds
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout

    def ask(self, script: str, *arguments: str) -> Any:
        """The JSON that tests/journeys/scripts/SCRIPT.py prints last."""
        out = self.run("-m", f"tests.journeys.scripts.{script}", *arguments)
        return json.loads(out.strip().splitlines()[-1])

    def start(self) -> None:
        """Serve, on a database that is migrated; returns once pages and gateway answer."""
        shutil.copy(migrated(), self.folder)
        log = (self.folder / "serve.log").open("ab")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "alongside", "serve"),
                *("--port", str(self.port), "--gateway-port", str(self.gateway_port)),
            ],
            env=self.env,
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
        wait_for("the pages answer", lambda: answers(f"{self.url}/help"), seconds=40)
        wait_for("the gateway answers", lambda: answers(f"http://127.0.0.1:{self.gateway_port}/health"), seconds=40)

    def stop(self) -> None:
        """Stop everything; kills what will not."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.process = None

    def children(self, name: str) -> list[int]:
        """Process ids of one of the supervised processes: `granian`, `gateway` or `worker`."""
        assert self.process is not None
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                stat, line = (entry / "stat").read_text(), (entry / "cmdline").read_bytes().decode()
            except OSError:
                continue
            parent = int(stat.rsplit(")", 1)[1].split()[1])
            if parent == self.process.pid and name in line.split("\0"):
                found.append(int(entry.name))
        return found

    def kill(self, name: str) -> None:
        """kill −9 one of the supervised processes."""
        pids = self.children(name)
        assert pids, f"no process {name} to kill"
        for pid in pids:
            os.kill(pid, signal.SIGKILL)


@contextmanager
def running_house() -> Iterator[House]:
    """A house with a folder and ports of its own, serving; stopped and swept up afterwards, whatever happened."""
    with tempfile.TemporaryDirectory(prefix="alongside-house-") as folder:
        house = House(Path(folder), free_port(), free_port())
        try:
            house.start()
            yield house
        finally:
            house.stop()


def answers(url: str) -> bool:
    """Whether a plain GET is answered with success."""
    with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
        return bool(200 <= answer.status < 400)
