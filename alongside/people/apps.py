"""Accounts, persons, roles, stages, consent, arrival, sign-in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "alongside.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Sign-outs end live subscriptions, and staff find the pages of the program among their places."""
        from alongside.people import signing_out as signing_out
        from alongside.people import topics as topics
        from alongside.people.program_pages import STAFF
        from alongside.ui.places import Place, register

        register(Place("program", _("Program"), "settings", "people:program", 90, STAFF))
