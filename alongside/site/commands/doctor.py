"""`alongside doctor`: looks at an installation and says what is missing, one sentence each, and what to do."""

import argparse
import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`level` is "good", "note" or "wrong"; `sentence` says what was found and what to do."""

    level: str
    sentence: str


def main(argv: list[str]) -> int:
    """Print the findings. Returns 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="alongside doctor", description=__doc__)
    parser.add_argument("--prepare", action="store_true", help="make a secret key file where there is none")
    options = parser.parse_args(argv)
    if options.prepare:
        prepare()
    try:
        from alongside.site.commands import start_django

        start_django()
    except Exception as error:
        print(f"wrong  The settings cannot be read: {error}")
        return 1
    findings = [*database(), *keys(), *media(), *mail(), *push(), *front()]
    for finding in findings:
        print(f"{finding.level:<6} {finding.sentence}")
    return int(any(finding.level == "wrong" for finding in findings))


def prepare() -> None:
    """Write var/secret.key, readable by the owner alone, unless a key is set already."""
    from pathlib import Path

    folder = Path(os.environ.get("ALONGSIDE_VAR", "var"))
    path = folder / "secret.key"
    if os.environ.get("ALONGSIDE_SECRET_KEY") or path.exists():
        print("A secret key is there already; nothing was changed.", file=sys.stderr)
        return
    folder.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    print(f"Wrote {path}. Back it up apart from the data: sealed words cannot be read without it.", file=sys.stderr)


def database() -> Iterator[Finding]:
    """Whether the database answers and every migration has run."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as error:
        yield Finding("wrong", f"The database does not answer: {type(error).__name__}. Check DATABASE_URL.")
        return
    if waiting:
        yield Finding("wrong", f"{len(waiting)} migrations have not run. Run: alongside manage migrate")
    else:
        yield Finding("good", f"The database answers ({connection.vendor}) and is up to date.")


def keys() -> Iterator[Finding]:
    """Whether sealing has keys of its own."""
    from django.conf import settings

    if settings.SEALING_KEYS:
        yield Finding("good", f"Sealing uses {len(settings.SEALING_KEYS)} key(s) of its own.")
    else:
        yield Finding(
            "note", "Sealing uses a key made from the secret key. Set ALONGSIDE_SEALING_KEYS to rotate it apart."
        )


def media() -> Iterator[Finding]:
    """What calls between browsers need, and what they give away."""
    from alongside.rooms.media.ice import advice

    found = advice()
    yield Finding(found.level, found.operator)


def mail() -> Iterator[Finding]:
    """Where mail goes."""
    from django.conf import settings

    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield Finding("good", f"Mail goes through {settings.EMAIL_HOST}:{settings.EMAIL_PORT}.")
    else:
        yield Finding("note", "Mail is written to files and reaches nobody. Set ALONGSIDE_EMAIL_BACKEND for SMTP.")


def push() -> Iterator[Finding]:
    """Whether browsers can be told of news."""
    from urllib.parse import urlsplit

    from django.conf import settings

    from alongside.notify.push import public_key

    try:
        public_key()
    except (OSError, ValueError) as error:
        yield Finding("wrong", f"The key for web push cannot be read: {type(error).__name__}. Set it anew.")
        return
    if urlsplit(settings.BASE_URL).scheme == "https":
        yield Finding(
            "good", "Browsers can be told of news. Back the key up: with another one they must be added anew."
        )
    else:
        yield Finding("note", "Web push and installing need https. Set ALONGSIDE_BASE_URL to the address people open.")


def front() -> Iterator[Finding]:
    """Whether the front end was built."""
    from django.contrib.staticfiles import finders

    if finders.find("ui/build/app.js"):
        yield Finding("good", "The front end is built.")
    else:
        yield Finding("wrong", "The front end is not built. Run: make setup")
