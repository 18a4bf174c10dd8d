"""`alongside demo`: a program full of life on this machine. `alongside demo guests`: four people who join it."""

import argparse
import os
import sys
from pathlib import Path

FOLDER = Path("var/demo")


def main(argv: list[str]) -> int:
    """Fill the demo program if it is empty, bring its sessions to today, and serve it; or send guests in."""
    parser = argparse.ArgumentParser(prog="alongside demo", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("run", "guests", "fill"), default="run")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("ALONGSIDE_PORT", "8000")))
    parser.add_argument("--gateway-port", type=int, default=int(os.environ.get("ALONGSIDE_GATEWAY_PORT", "8001")))
    parser.add_argument("--minutes", type=float, default=60, help="how long guests stay at most")
    options = parser.parse_args(argv)
    from alongside.site.commands.serve import is_loopback
    from alongside.site.commands.serve import main as serve

    if not is_loopback(options.host):
        print(
            "Demo mode lets anyone in as anyone, so it only listens on this machine. "
            f"{options.host} was refused. Use --host 127.0.0.1.",
            file=sys.stderr,
        )
        return 2
    os.environ["ALONGSIDE_DEMO"] = "1"
    os.environ.setdefault("ALONGSIDE_VAR", str(FOLDER.resolve()))
    os.environ["ALONGSIDE_PORT"] = str(options.port)
    os.environ["ALONGSIDE_GATEWAY_PORT"] = str(options.gateway_port)
    if options.what == "guests":
        from alongside.site.demo.guests import visit

        return visit(f"http://localhost:{options.port}", minutes=options.minutes)
    prepare()
    if options.what == "fill":
        return 0
    address = ["--host", options.host, "--port", str(options.port), "--gateway-port", str(options.gateway_port)]
    return serve(address, on_ready=lambda: tell(options.port))


def prepare() -> None:
    """Migrate, collect the front end's files, fill an empty program, and bring today's sessions near."""
    from alongside.site.commands import start_django

    start_django()
    from django.contrib.staticfiles import finders
    from django.core.management import call_command

    from alongside.site.demo import build

    call_command("migrate", verbosity=0)
    built = finders.find("ui/build/app.js")
    gathered = Path(os.environ["ALONGSIDE_VAR"]) / "static" / "staticfiles.json"
    if not gathered.exists() or (built and Path(built).stat().st_mtime > gathered.stat().st_mtime):
        call_command("collectstatic", verbosity=0, interactive=False)
    if build.is_empty():
        print("Filling the demo program with sixty people and three months of life …", flush=True)
        build.fill()
    build.freshen()


def tell(port: int) -> None:
    """The last lines printed: where it is, and what to try."""
    print(
        f"""
Alongside, demo program (invented people; anyone on this machine can be anyone)

    http://localhost:{port}

  Sign in as Maya and join the Morning group: its doors are open.
  Sign in as Dana Whitfield in a second (private) window, plan small rooms, and open them.
  Look at Care: whose contacts are thin, and why. As Maya, look at People.
  In another terminal, `make guests` sends four people into the session.
  Ctrl-C stops it; the data stays in var/demo.
""",
        flush=True,
    )
