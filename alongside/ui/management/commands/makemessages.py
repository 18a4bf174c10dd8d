"""Django's makemessages, which also finds t("…") and tn("…", "…", n) in our TypeScript.

alongside manage makemessages -l es
alongside manage makemessages -l es -d djangojs -e ts
"""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [
        *makemessages.Command.xgettext_options,
        "--keyword=t",
        "--keyword=t:1,3c",
        "--keyword=tn:1,2",
    ]
