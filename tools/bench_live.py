"""`make bench-live`: what the gateway that `serve` starts does with events committed by real chat actions, in one run.

One core carries the gateway, the other the load (clients that read in C, and whoever posts). Deliveries per core-second
are frames that arrived at sockets, divided by the processor time of the gateway process (all its threads, the reading,
unsealing and encoding of the outbox included). The bare loop is a C program that writes equally large frames to as many
sockets and does nothing else.
"""

import argparse
import http.client
import os
import re
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ORIGIN = "http://localhost:8000"
TOPIC_KIND = "conversation"
WORDS = "I was not sure I would come today, and then I thought of what you said on Tuesday about the first ten minutes."


def main() -> int:
    """Run every part and print the table. Returns 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--posts", type=int, default=250, help="posts delivered one at a time")
    parser.add_argument("--backlog", type=int, default=1000, help="posts delivered after the gateway was held")
    parser.add_argument("--seconds", type=float, default=10.0, help="of measuring the way from post to receipt")
    options = parser.parse_args()
    if shutil.which("gcc") is None:
        print("bench-live needs a C compiler for its clients. On Debian: apt-get install gcc", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-live-") as folder:
        bench = Bench(Path(folder))
        try:
            bench.prepare()
            return bench.run(options)
        finally:
            bench.close()


@dataclass
class Result:
    """One line of the table. `target` is a sentence; `met` is None where there is none."""

    what: str
    value: str
    target: str = ""
    met: bool | None = None


class Load:
    """A process of cheap clients. Lines go in, lines come out."""

    def __init__(self, *arguments: str, core: int | None) -> None:
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=pin(core)
        )

    def hear(self, word: str) -> list[str]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.startswith(word):
            raise RuntimeError(f"the load said {line!r} instead of {word!r}")
        return line.split()

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def pin(core: int | None) -> Callable[[], None]:
    """To run in a child: stay on one core, if this machine has two."""

    def stay() -> None:
        if core is not None and len(os.sched_getaffinity(0)) > core:
            os.sched_setaffinity(0, {core})

    return stay


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processor_seconds(pid: int) -> float:
    """What all threads of a process have used so far."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


class Bench:
    """An installation in a temporary folder, with its pages and its gateway."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages_port, self.gateway_port = free_port(), free_port()
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.loads: list[Load] = []
        self.load = str(folder / "load")
        self.results: list[Result] = []

    def prepare(self) -> None:
        """Compile the load, migrate, and make a conversation with eight people who write."""
        subprocess.run(["gcc", "-O2", "-o", self.load, str(HERE / "bench_live_load.c")], check=True)
        os.environ.update(
            ALONGSIDE_VAR=str(self.folder),
            ALONGSIDE_SECRET_KEY=secrets.token_hex(32),
            ALONGSIDE_TESTING="1",
            ALONGSIDE_PORT=str(self.pages_port),
            ALONGSIDE_GATEWAY_PORT=str(self.gateway_port),
            ALONGSIDE_GATEWAY_ORIGINS=ORIGIN,
            ALONGSIDE_LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE="alongside.site.settings",
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        (self.folder / "static").mkdir()
        from alongside.conversations import actions as conversations
        from alongside.conversations.models import Kind
        from alongside.core.actions import SYSTEM
        from alongside.people import actions as people
        from alongside.people.models import Role

        program = people.create_program("Bench", by=SYSTEM)
        self.people = [self._person(people, program, number, Role.MEMBER) for number in range(8)]
        self.conversation = conversations.open_conversation(program, Kind.SESSION, self.people, by=SYSTEM)
        self.topic = f"{TOPIC_KIND}:{self.conversation.public_id}"
        self.cookies = [self._signed_in(person) for person in self.people]

    def _person(self, people: Any, program: Any, number: int, role: Any) -> Any:
        from alongside.core.actions import SYSTEM
        from alongside.people.actions_arriving import accept_agreements
        from alongside.people.queries import current_agreements

        account = people.create_account(f"bench{number}@example.org", email_verified=True, by=SYSTEM)
        person = people.create_person(program, display_name=f"P{number}", role=role, account=account, by=SYSTEM)
        accept_agreements(person, current_agreements(program), by=person)
        return person

    def _signed_in(self, person: Any) -> str:
        from django.test import Client

        browser = Client()
        browser.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser.cookies["sessionid"].value

    def post(self, body: str, place: int = 0) -> None:
        """Commit one chat line, by the action that the page calls."""
        from alongside.conversations.actions import post_message

        post_message(self.conversation, body, by=self.people[place % len(self.people)], key=secrets.token_hex(8))

    def start(self, name: str, core: int | None) -> subprocess.Popen[bytes]:
        """Start a process of `serve` by the command that `serve` uses."""
        from alongside.site.commands.serve import commands

        command = {child.name: child.command for child in commands("127.0.0.1", self.pages_port, self.gateway_port, 8)}
        child = subprocess.Popen(command[name], preexec_fn=pin(core), stdout=subprocess.DEVNULL)
        self.children[name] = child
        port = self.gateway_port if name == "gateway" else self.pages_port
        path = "/health" if name == "gateway" else "/"
        for _ in range(400):
            try:
                link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                link.request("GET", path)
                link.getresponse().read()
            except OSError:
                time.sleep(0.05)
            else:
                return child
        raise RuntimeError(f"{name} did not start")

    def clients(self, count: int, core: int | None) -> Load:
        """`count` clients on the conversation, each with a ticket of its own."""
        import json

        from alongside.core import clock
        from alongside.live import outbox, tickets
        from alongside.live.topics import Grant

        grant = Grant(seq=outbox.heads([self.topic])[self.topic])
        lines = []
        for number in range(count):
            ticket = tickets.issue(f"bench{number:05}", {self.topic: grant}, now=clock.now())
            lines.append(json.dumps({"t": "hello", "ticket": ticket, "seen": {}}))
        path = self.folder / "hellos"
        path.write_text("\n".join(lines) + "\n")
        load = Load(self.load, "sink", str(self.gateway_port), ORIGIN, str(path), core=core)
        self.loads.append(load)
        load.hear(f"ready {count}")
        return load

    def run(self, options: argparse.Namespace) -> int:
        """Every measurement, then the table."""
        pin(1)()
        gateway = self.start("gateway", 0)
        before = resident(gateway.pid)
        load = self.clients(options.clients, 1)
        memory = (resident(gateway.pid) - before) / options.clients / 1024
        single, frame = self.one_at_a_time(gateway, load, options.clients, options.posts)
        many = self.held_back(gateway, load, options.clients, options.backlog)
        load.stop()
        bare = self.bare(options.clients, frame, options.posts, 1)
        bare_joined = self.bare(options.clients, frame, max(1, options.backlog // 256), 256)
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
        for child in (gateway,):
            for task in Path(f"/proc/{child.pid}/task").iterdir():
                os.sched_setaffinity(int(task.name), range(os.cpu_count() or 1))
        self.start("pages", None)
        few = self.clients(200, None)
        flat_out = self.flat_out(few, 200, 4.0)
        ways, commits = self.latencies(few, 200, options.seconds)
        self.say(
            f"deliveries per core-second, {options.clients} clients, one at a time",
            f"{single:,.0f}",
            "150,000",
            single >= 150_000,
        )
        self.say(f"  bare loop writing the same {frame}-byte frames", f"{bare:,.0f}")
        self.say("  share of that limit", f"{single / bare:.0%}", "50 %", single >= bare / 2)
        self.say(f"deliveries per core-second, backlog of {options.backlog}", f"{many:,.0f}", "1,000,000", many >= 1e6)
        self.say("  bare loop writing 256 of them at a time", f"{bare_joined:,.0f}")
        self.say("  share of that limit", f"{many / bare_joined:.0%}")
        self.say("end-to-end posts a second (HTTP, 8 writers, 200 clients)", f"{flat_out:,.0f}")
        for name, times, limit in (("post to receipt", ways, 25.0), ("commit to receipt", commits, 10.0)):
            middle, late = statistics.median(times), statistics.quantiles(times, n=100)[98]
            self.say(f"{name}, 20 a second to 200, pages being served: p50", f"{middle:.1f} ms")
            self.say("  p99", f"{late:.1f} ms", f"{limit:.0f} ms", late < limit)
        self.say("memory of an idle connection", f"{memory:.0f} KB", "60 KB", memory < 60)
        return self.table()

    def one_at_a_time(
        self, gateway: "subprocess.Popen[bytes]", load: Load, clients: int, posts: int
    ) -> tuple[float, int]:
        """Deliveries per core-second when posts come in one by one, and the size of a frame."""
        for number in range(20):
            self.post(f"{number} {WORDS}")
        load.say(f"expect {posts * clients}")
        load.hear("counting")
        began = processor_seconds(gateway.pid)
        for number in range(posts):
            due = time.monotonic() + 1 / 50
            self.post(f"{number:05} {WORDS}", number)
            time.sleep(max(0.0, due - time.monotonic()))
        load.hear("got")
        used = processor_seconds(gateway.pid) - began
        from alongside.live.gateway import frames
        from alongside.live.outbox import heads, since

        last = since(self.topic, heads([self.topic])[self.topic] - 1).events[0]
        return posts * clients / used, len(frames.event(self.topic, last.seq, last.kind, last.at, last.payload))

    def held_back(self, gateway: "subprocess.Popen[bytes]", load: Load, clients: int, posts: int) -> float:
        """Deliveries per core-second of posts that were committed while the gateway stood still."""
        load.say(f"expect {posts * clients}")
        load.hear("counting")
        gateway.send_signal(signal.SIGSTOP)
        for number in range(posts):
            self.post(f"{number:05} {WORDS}", number)
        began = processor_seconds(gateway.pid)
        gateway.send_signal(signal.SIGCONT)
        load.hear("got")
        return posts * clients / (processor_seconds(gateway.pid) - began)

    def bare(self, clients: int, size: int, writes: int, join: int) -> float:
        """What a C loop reaches with as many sockets and equally large frames, `join` at a time."""
        port = free_port()
        loop = Load(self.load, "bare", str(port), str(clients), str(size), str(writes), str(join), core=0)
        self.loads.append(loop)
        loop.hear("listening")
        readers = Load(self.load, "raw", str(port), str(clients), core=1)
        self.loads.append(readers)
        readers.hear(f"ready {clients}")
        readers.say(f"expect {clients * writes * join}")
        readers.hear("counting")
        loop.say("go")
        assert loop.process.stdout is not None
        used = float(loop.process.stdout.readline())
        readers.hear("got")
        readers.stop()
        loop.stop()
        return clients * writes * join / used

    def writer(self, place: int) -> Callable[[str], None]:
        """A function that posts a line over HTTP as one of the people, on a connection of its own."""
        link = http.client.HTTPConnection("127.0.0.1", self.pages_port, timeout=30)
        token = secrets.token_hex(16)
        headers = {
            "Cookie": f"sessionid={self.cookies[place]}; csrftoken={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        address = f"/conversations/{self.conversation.public_id}/messages"

        def write(body: str) -> None:
            from urllib.parse import urlencode

            link.request("POST", address, urlencode({"body": body, "key": secrets.token_hex(8)}), headers)
            answer = link.getresponse()
            text = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"a post was answered with {answer.status}: {text[:200]!r}")

        return write

    def flat_out(self, load: Load, clients: int, seconds: float) -> float:
        """Posts a second that were stored and received by every client."""
        end = time.monotonic() + seconds
        counts: list[int] = []

        def work(place: int) -> None:
            write, count = self.writer(place), 0
            while time.monotonic() < end:
                write(f"{count} {WORDS}")
                count += 1
            counts.append(count)

        head = self.head()
        began = time.monotonic()
        threads = [threading.Thread(target=work, args=(place,)) for place in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - began
        assert len(counts) == 8
        assert self.head() == head + sum(counts), "a post is missing"
        time.sleep(1.0)
        return sum(counts) / took

    def head(self) -> int:
        from alongside.live.outbox import heads

        return heads([self.topic])[self.topic]

    def latencies(self, load: Load, clients: int, seconds: float) -> tuple[list[float], list[float]]:
        """Milliseconds from post to receipt, and from the outbox row to receipt, of every delivery, while pages are
        served to two busy readers."""
        path = self.folder / "receipts"
        load.say(f"log {path}")
        load.hear("logging")
        posts, sent, stop = int(seconds * 20), {}, threading.Event()
        load.say(f"expect {posts * clients}")
        load.hear("counting")
        readers = [threading.Thread(target=self.read_pages, args=(place, stop)) for place in range(2)]
        for reader in readers:
            reader.start()
        writers = [self.writer(place) for place in range(4)]
        start = time.monotonic()

        def write(number: int) -> None:
            sent[f"{number:06}"] = time.monotonic_ns()
            writers[number % 4](f"@@{number:06}@@ {WORDS}")

        threads = []
        for place in range(4):

            def turn(place: int = place) -> None:
                for number in range(place, posts, 4):
                    time.sleep(max(0.0, start + number / 20 - time.monotonic()))
                    write(number)

            threads.append(threading.Thread(target=turn))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        load.hear("got")
        stop.set()
        for reader in readers:
            reader.join()
        ways, commits = [], []
        for line in path.read_text().splitlines():
            arrived, real, at, mark = line.split()
            ways.append((int(arrived) - sent[mark[:6]]) / 1e6)
            commits.append(int(real) / 1e6 - datetime.fromisoformat(at).timestamp() * 1e3)
        assert len(ways) == posts * clients
        return ways, commits

    def read_pages(self, place: int, stop: threading.Event) -> None:
        """Somebody who looks at a page ten times a second."""
        link = http.client.HTTPConnection("127.0.0.1", self.pages_port, timeout=30)
        while not stop.is_set():
            link.request(
                "GET",
                f"/conversations/{self.conversation.public_id}/",
                headers={"Cookie": f"sessionid={self.cookies[place]}"},
            )
            answer = link.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"a page was answered with {answer.status}")
            stop.wait(0.1)

    def say(self, what: str, value: str, target: str = "", met: bool | None = None) -> None:
        self.results.append(Result(what, value, target, met))

    def table(self) -> int:
        busy, cores = os.getloadavg()[0], os.cpu_count() or 1
        print(f"{cores} cores, load {busy:.1f}: latencies mean little where others compute on the same machine.\n")
        for result in self.results:
            verdict = "" if result.met is None else ("reached" if result.met else "MISSED")
            target = f"target {result.target}" if result.target else ""
            print(f"{result.what:<72}{result.value:>14}   {target:<18}{verdict}")
        return int(any(result.met is False for result in self.results))

    def close(self) -> None:
        for load in self.loads:
            load.stop()
        for child in self.children.values():
            child.send_signal(signal.SIGCONT)
            child.terminate()
        for child in self.children.values():
            child.wait(20)


if __name__ == "__main__":
    sys.exit(main())
