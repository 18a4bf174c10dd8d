"""The care desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CareConfig(AppConfig):
    name = "alongside.care"
    label = "care"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The desk is a place for staff."""
        from alongside.care import kept_parts, losses, phrases, reports, signals, waiting
        from alongside.people import program_pages
        from alongside.people.program_pages import STAFF, ProgramPage
        from alongside.ui.places import Place, register

        register(Place("care", _("Care"), "inbox", "care:desk", 20, STAFF))
        program_pages.register(ProgramPage(_("Practice"), "care:drill", 48))
        kept_parts.register()
        losses.register()
        waiting.register()
        phrases.register()
        reports.register()
        signals.register()
