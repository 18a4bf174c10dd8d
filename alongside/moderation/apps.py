"""Moderation, as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "alongside.moderation"
    label = "moderation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The queue stands among the pages of the program, for staff."""
        from alongside.people.program_pages import STAFF, ProgramPage, register

        register(ProgramPage(_("Safety"), "moderation:queue", 45, STAFF))
        register(ProgramPage(_("Phrases"), "phrases:list", 46, STAFF))
