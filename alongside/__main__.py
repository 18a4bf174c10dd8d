"""The command line, `alongside` or `python -m alongside`. The engine commands import no Django."""

import sys


def main() -> int:
    """Dispatch to the command named first. Returns the exit status."""
    from alongside.site.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
