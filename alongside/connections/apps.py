"""Ties, signals, introductions and mentor matching: the records and screens around the engine."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConnectionsConfig(AppConfig):
    name = "alongside.connections"
    label = "connections"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """People is one of the places; staff have the desk."""
        from alongside.people.models import Role
        from alongside.ui.places import Place, register

        members = frozenset({str(Role.MEMBER), str(Role.MENTOR)})
        register(Place("people", _("People"), "users-round", "connections:people", 50, members))
