"""Screens that span domains: Today."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "alongside.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Today is the first of the places."""
        from alongside.ui.places import Place, register

        register(Place("today", _("Today"), "sunrise", "today", 10))
