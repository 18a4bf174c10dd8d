"""`alongside manage rebuild_ties [--check]`: ties made anew from the record, or only compared with it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alongside.connections import listening
from alongside.connections.actions.recording import rebuild_ties
from alongside.connections.rebuilding import differences, from_the_record
from alongside.people.models import Program


class Command(BaseCommand):
    help = "Make every program's ties anew from its record of contact, and compare. Run it while no worker runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail where ties aren't as recorded")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            listening.begin()
        wrong = 0
        for program in Program.objects.order_by("pk"):
            if not options["check"]:
                count = rebuild_ties(program.pk, from_the_record, by=listening.RECORD)
                self.stdout.write(f"program {program.pk}: {count:,} ties")
            for difference in differences(program.pk):
                wrong += 1
                self.stderr.write(f"program {program.pk}: {difference}")
        if wrong:
            raise CommandError("Ties are not what the record gives. `alongside manage rebuild_ties` makes them anew.")
