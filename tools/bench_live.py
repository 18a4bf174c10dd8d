"""`make bench-live`: what the gateway that `serve` starts does with events committed by real chat actions, in one run.

One core carries the gateway, the other the load (clients that read in C, and whoever posts). Deliveries per core-second
are frames that arrived at sockets, divided by the processor time of the gateway process (all its threads, the reading,
unsealing and encoding of the outbox included). The bare loop is a C program that writes equally large frames to as many
sockets and does nothing else.
"""

import argparse
import http.client
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench_house import House, Load, free_port, pin, processor_seconds, resident

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


class Bench(House):
    """What is measured, one method a measurement."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.results: list[Result] = []

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
        self.start("worker", None)
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


if __name__ == "__main__":
    sys.exit(main())
