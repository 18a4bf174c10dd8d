"""`alongside manage reindex_search`: after a new sealing key, or for messages from before there was search."""

from typing import Any

from django.core.management.base import BaseCommand

from alongside.conversations.search.rebuilding import rebuild, sweep


class Command(BaseCommand):
    help = "Index every message anew, under the newest sealing key. People may go on writing and searching meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild(lambda done: self.stdout.write(f"{done:,} …") if done % 50_000 == 0 else None)
        self.stdout.write(f"{count:,} messages indexed, {sweep():,} forgotten.")
