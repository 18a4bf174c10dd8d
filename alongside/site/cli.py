"""The command line: which command is run where. Nothing is imported before the command is known.

The engine commands import no Django.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

# command → the module whose `main(argv)` runs it and returns the exit status
COMMANDS = {
    "serve": "alongside.site.commands.serve",
    "demo": "alongside.site.commands.demo",
    "worker": "alongside.site.commands.worker",
    "gateway": "alongside.site.commands.gateway",
    "doctor": "alongside.site.commands.doctor",
    "manage": "alongside.site.commands.manage",
    "plan-breakouts": "alongside.engine.seating.cli",
    "score-isolation": "alongside.engine.isolation.cli",
}

USAGE = "usage: alongside {" + ",".join(COMMANDS) + "} …"


def run(argv: Sequence[str]) -> int:
    """Run the command named first with the rest of the arguments. Returns its exit status; 2 for an unknown command."""
    if not argv or argv[0] not in COMMANDS:
        if argv and argv[0] in ("-h", "--help"):
            print(USAGE)
            return 0
        if argv:
            print(f"alongside: there is no command {argv[0]!r}.", file=sys.stderr)
        print(USAGE, file=sys.stderr)
        return 2
    status = import_module(COMMANDS[argv[0]]).main(list(argv[1:]))
    return int(status or 0)
