"""Django's makemessages, which also finds t("…") and tn("…", "…", n) in our TypeScript.

From the root of the checkout, both halves of the catalogue, then what has to be said in Spanish:

    alongside manage makemessages -l es
    alongside manage makemessages -l es -d djangojs -e ts
    grep -B4 -A1 'msgstr ""$' alongside/ui/locale/es/LC_MESSAGES/*.po

New sentences come in empty and never with a guess; sentences that are gone go. `make setup` compiles the catalogue, and
`alongside/ui/tests/test_spanish.py` says what is missing. Help lines and prompts have their Spanish in their own files.
"""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import makemessages

NOT_OURS = ["node_modules", "var", "tests", "tools", "build", "*.test.ts"]


class Command(makemessages.Command):
    xgettext_options = [
        *makemessages.Command.xgettext_options,
        "--keyword=t",
        "--keyword=t:1,3c",
        "--keyword=tn:1,2",
    ]
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def add_arguments(self, parser: CommandParser) -> None:
        """No line numbers in the catalogue, which would change with every edit of a source."""
        super().add_arguments(parser)
        parser.set_defaults(no_location=True, no_obsolete=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's, in our own sources alone."""
        super().handle(*args, **options | {"ignore_patterns": [*options["ignore_patterns"], *NOT_OURS]})
