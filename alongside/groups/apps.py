from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "alongside.groups"
    label = "groups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Groups are one of the places."""
        from alongside.ui.places import Place, register

        register(Place("groups", _("Groups"), "users", "groups:list", 30))
