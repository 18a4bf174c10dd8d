"""An installation to measure: its processes, people who write, and cheap clients that listen."""

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ORIGIN = "http://localhost:8000"
TOPIC_KIND = "conversation"


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


class House:
    """An installation in a temporary folder, with its pages, its gateway and its worker."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages_port, self.gateway_port = free_port(), free_port()
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.loads: list[Load] = []
        self.load = str(folder / "load")

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
        if name == "worker":
            return child
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

    def head(self) -> int:
        from alongside.live.outbox import heads

        return heads([self.topic])[self.topic]

    def close(self) -> None:
        for load in self.loads:
            load.stop()
        for child in self.children.values():
            child.send_signal(signal.SIGCONT)
            child.terminate()
        for child in self.children.values():
            child.wait(20)
