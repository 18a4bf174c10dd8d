"""`alongside manage …`: Django's own commands."""

import os


def main(argv: list[str]) -> int:
    """Run a Django management command. Returns 0; Django exits itself on errors."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["alongside manage", *argv])
    return 0
