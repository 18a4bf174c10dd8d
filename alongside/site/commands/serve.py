"""`alongside serve`: the page process, the gateway and the worker, each its own process, kept running by this one."""

import argparse
import ctypes
import http.client
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

STOP_SECONDS = 12.0
SLOWEST_RESTART_SECONDS = 5.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One supervised process. `failures` counts exits in a row that came within ten seconds of the start."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    failures: int = 0
    again_at: float = 0.0

    def start(self) -> None:
        self.began = time.monotonic()
        # our own session, so that a Ctrl-C reaches the children through us, in order
        self.process = subprocess.Popen(self.command, preexec_fn=die_with_parent, start_new_session=True)


def die_with_parent() -> None:
    """On Linux, ask for SIGTERM when the supervisor dies, so that killing it leaves nothing behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def is_loopback(host: str) -> bool:
    """Whether binding to `host` reaches this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def commands(host: str, port: int, gateway_port: int, threads: int) -> list[Child]:
    """The three processes and how each is started."""
    python = sys.executable
    pages = f"--interface wsgi --host {host} --port {port} --workers 1 --blocking-threads {threads} --no-ws"
    tuning = "--log-level error --respawn-failed-workers --backpressure 256"
    return [
        Child("pages", [python, "-m", "granian", *pages.split(), *tuning.split(), "alongside.site.wsgi:application"]),
        Child("gateway", [python, "-m", "alongside", "gateway", "--host", host, "--port", str(gateway_port)]),
        Child("worker", [python, "-m", "alongside", "worker"]),
    ]


def main(argv: list[str], on_ready: Callable[[], None] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; `on_ready` is called once pages and gateway take connections.

    Returns 2 where the address asked for is not allowed or is taken.
    """
    parser = argparse.ArgumentParser(prog="alongside serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("ALONGSIDE_PORT", "8000")))
    parser.add_argument("--gateway-port", type=int, default=int(os.environ.get("ALONGSIDE_GATEWAY_PORT", "8001")))
    parser.add_argument("--threads", type=int, default=4, help="page requests answered side by side")
    options = parser.parse_args(argv)
    demo = os.environ.get("ALONGSIDE_DEMO", "").lower() in {"1", "true", "yes", "on"}
    if demo and not is_loopback(options.host):
        print(
            f"Demo mode lets anyone in as anyone, so it only listens on this machine. {options.host} was refused.",
            file=sys.stderr,
        )
        return 2
    ports = (options.port, options.gateway_port)
    for port in ports:
        if accepts(options.host, port):
            print(
                f"Something listens on port {port} already. Stop it, or choose others: --port, --gateway-port.",
                file=sys.stderr,
            )
            return 2
    os.environ["ALONGSIDE_PORT"] = str(options.port)
    os.environ["ALONGSIDE_GATEWAY_PORT"] = str(options.gateway_port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.site.settings")
    children = commands(options.host, options.port, options.gateway_port, options.threads)

    def is_ready() -> bool:
        return answers(options.host, options.port) and accepts(options.host, options.gateway_port)

    def say() -> None:
        print(f"serve: pages on {options.host}:{options.port}, gateway on port {options.gateway_port}", flush=True)

    return supervise(children, is_ready=is_ready, on_ready=on_ready or say)


def accepts(host: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def answers(host: str, port: int) -> bool:
    """Whether a page is served there: the one that needs nobody to be signed in."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/help", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def supervise(children: list[Child], *, is_ready: Callable[[], bool], on_ready: Callable[[], None]) -> int:
    """Start the children, restart whichever ends, and stop them all when told to. Returns 0."""
    stopping = told = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    for child in children:
        child.start()
    while not stopping:
        now = time.monotonic()
        for child in children:
            if child.process is not None and child.process.poll() is not None:
                code, child.process = child.process.returncode, None
                child.failures = child.failures + 1 if now - child.began < 10 else 0
                delay = min(SLOWEST_RESTART_SECONDS, 0.1 * 2**child.failures)
                child.again_at = now + delay
                print(
                    f"serve: {child.name} ended ({code}); starting again in {delay:.1f} s",
                    file=sys.stderr,
                    flush=True,
                )
            if child.process is None and now >= child.again_at:
                child.start()
        if not told and is_ready():
            told = True
            on_ready()
        time.sleep(0.1)
    for child in children:
        if child.process is not None:
            child.process.send_signal(signal.SIGTERM)
    give_up = time.monotonic() + STOP_SECONDS
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(timeout=max(0.1, give_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
    return 0
