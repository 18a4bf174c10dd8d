"""Which command does what. Each is loaded only when it is asked for: the engine's commands import no Django."""

import sys
from importlib import import_module

COMMANDS = {
    "serve": ("alongside.site.commands.serve", "pages, gateway and worker, kept running"),
    "demo": ("alongside.site.commands.demo", "a program full of life on this machine; `demo guests` sends people in"),
    "worker": ("alongside.site.commands.worker", "queued tasks and the clocks"),
    "gateway": ("alongside.site.commands.gateway", "the sockets alone (serve starts it)"),
    "plan-breakouts": ("alongside.engine.seating.cli", "plan small rooms for an instance file"),
    "doctor": ("alongside.site.commands.doctor", "look at this installation and say what is missing"),
    "manage": ("alongside.site.commands.manage", "Django's own commands"),
}


def usage() -> str:
    """The commands, one a line."""
    lines = [f"  alongside {name:<16} {what}" for name, (_, what) in COMMANDS.items()]
    return "\n".join(["usage: alongside COMMAND [ARGUMENT …]", "", *lines])


def run(argv: list[str]) -> int:
    """Run the command named first. Returns its exit status, or 2 where there is no such command."""
    if argv and argv[0] in {"-h", "--help", "help"}:
        print(usage())
        return 0
    if not argv or argv[0] not in COMMANDS:
        print(usage(), file=sys.stderr)
        return 2
    module, _ = COMMANDS[argv[0]]
    return int(import_module(module).main(argv[1:]))
