"""The commands of `alongside` that run the house. Each has `main(argv) -> exit status`."""

import os


def start_django() -> None:
    """Set Django up once, with our settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.site.settings")
    import django

    django.setup()
